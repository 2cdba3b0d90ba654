"""Panels of the registry on other rooms' pages."""

from __future__ import annotations

from django.http import HttpRequest

from goufu import wall_clock
from goufu.core.panels import Panel
from goufu.core.permissions import Permission
from goufu.core.roles import Role
from goufu.registry.eligibility import eligibility_of_body
from goufu.registry.models import Appointment, Inspection
from goufu.registry.names import PinyinOrder
from goufu.registry.queries.providers import debarments_of


def own_file(request: HttpRequest, thing: object) -> Panel | None:
    """The panel of the own body's file on a provider's home page."""
    agent = request.agent  # type: ignore[attr-defined]
    if not agent.may(Permission.SEE_BIDS):
        return None
    body, today = agent.body, wall_clock.today()
    _purchaser, provider = eligibility_of_body(body, today, list(debarments_of(body, today)))
    agents = Appointment.objects.filter(
        body=body, role=Role.PROVIDER_AGENT, days__contains=today, person__is_active=True
    )
    context = {
        "body": body,
        "inspection": Inspection.objects.filter(body=body, struck="").order_by("-year").first(),
        "provider": provider,
        "agents": agents.order_by(PinyinOrder("person__name")).values_list("person__name", flat=True),
    }
    return Panel("registry/panels/own_file.html", context, order=60)
