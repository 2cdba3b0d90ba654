"""Panels of the registry on other rooms' pages."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from goufu import wall_clock
from goufu.core.by_role import TODAY, by_role
from goufu.core.panels import Panel
from goufu.core.permissions import Permission
from goufu.core.roles import Role
from goufu.registry.eligibility import eligibility_of_body
from goufu.registry.models import Appointment, Inspection
from goufu.registry.names import PinyinOrder
from goufu.registry.queries.providers import debarments_of, file_requests

SHOWN = 3  # requests to change the file


def own_file(request: HttpRequest, thing: object) -> Panel | None:
    """The panel of the own body's file on a provider's home page."""
    agent = request.agent  # type: ignore[attr-defined]
    if not agent.may(Permission.SEE_BIDS):
        return None
    body, today = agent.body, wall_clock.today()
    _purchaser, provider = eligibility_of_body(body, today, list(debarments_of(body, today)))
    context = {
        "requests": _REQUESTS.first(agent, SHOWN),
        "body": body,
        "inspection": next(iter(_inspections.first(agent, 1)), None),
        "provider": provider,
        "agents": [name for (name,) in _names.tuples(agent)],
    }
    return Panel("registry/panels/own_file.html", context, order=60)


_REQUESTS = by_role(file_requests)


@by_role
def _inspections(agent: Any) -> QuerySet[Inspection]:
    return Inspection.objects.filter(body=agent.body, struck="").order_by("-year")


@by_role
def _names(agent: Any) -> QuerySet[Any]:
    """The names of those who act for the body today."""
    held = Appointment.objects.filter(
        body=agent.body, role=Role.PROVIDER_AGENT, days__contains=TODAY, person__is_active=True
    )
    return held.order_by(PinyinOrder("person__name")).values_list("person__name")
