"""Queries of sign-ups: those that an agent may decide, and those that a secret leads to."""

from __future__ import annotations

from functools import cache

from django.db.models import QuerySet

from goufu import wall_clock
from goufu.accounts.models import SignUp, SignUpState
from goufu.accounts.queries import digest_of
from goufu.core.permissions import Permission
from goufu.core.principal import visible
from goufu.core.roles import Role
from goufu.core.rows import numbered
from goufu.registry.agents import Agent
from goufu.registry.models import Appointment, Body, Place
from goufu.registry.names import PinyinOrder
from goufu.registry.queries.designations import of_codes


def sign_ups(agent: Agent) -> QuerySet[SignUp]:
    """The sign-ups of the places whose providers the agent keeps, or of the provider that it acts for; newest first."""
    fields = SignUp.SCOPE_FIELDS
    seen = visible(agent, Permission.KEEP_PROVIDERS, fields) | visible(agent, Permission.BID, fields)
    return SignUp.objects.filter(seen).order_by("-id")


def sign_up_for(agent: Agent, number: int) -> SignUp:
    """The sign-up with what its page shows. Raises NotFound."""
    return numbered(
        sign_ups(agent).select_related("body", "place", "invited_by", "decided_by", "person"), number
    )


def waiting_for(agent: Agent) -> QuerySet[SignUp]:
    """Those that wait for a decision, the longest waiting first."""
    return sign_ups(agent).filter(state=SignUpState.WAITING).order_by("asked_at", "pk")


def by_inquiry_code(code: str) -> SignUp | None:
    """The sign-up with that inquiry code."""
    return SignUp.objects.filter(digest=digest_of(code), invited_by=None).select_related("person").first()


def invitation(secret: str) -> SignUp | None:
    """The invitation of that link while it holds: open, not expired, of a body at work."""
    found = SignUp.objects.filter(
        digest=digest_of(secret), state=SignUpState.INVITED, expires_on__gte=wall_clock.today()
    )
    return found.filter(body__is_active=True).select_related("body").first()


def registered(credit_code: str) -> Body | None:
    """The body that has the credit code, or had it once."""
    number = of_codes([credit_code]).get(credit_code)
    return Body.objects.select_related("place").filter(pk=number).first() if number else None


def agents_of_body(body: Body) -> list[str]:
    """The names of those who act for the provider today."""
    held = Appointment.objects.filter(
        body=body, role=Role.PROVIDER_AGENT, days__contains=wall_clock.today(), person__is_active=True
    )
    return list(held.order_by(PinyinOrder("person__name")).values_list("person__name", flat=True))


def places_of_offices() -> QuerySet[Place]:
    """The places in use that have a finance office here, which confirms their providers."""
    return _places_of_offices().all()


@cache
def _places_of_offices() -> QuerySet[Place]:
    """The same, never asked itself: composed once."""
    offices = Body.objects.filter(is_finance_office=True, is_active=True)
    return Place.objects.filter(pk__in=offices.values("place"), listed_until=None).order_by("code")
