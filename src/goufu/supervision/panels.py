"""Panels of supervision on other rooms' pages."""

from __future__ import annotations

from django.http import HttpRequest

from goufu.core.by_role import by_role
from goufu.core.composed import Composed
from goufu.core.panels import Panel
from goufu.core.permissions import Permission
from goufu.journal.models import Day
from goufu.supervision.queries import verifications_for

_VERIFICATIONS = by_role(verifications_for)
_DAYS = Composed(lambda: Day.objects.order_by("-day")[:1])


def entry_link(request: HttpRequest, number: int | None) -> Panel | None:
    """The panel that links to a log entry, for those who read the log."""
    agent = request.agent  # type: ignore[attr-defined]
    if number is None or not agent.may(Permission.SEE_JOURNAL):
        return None
    return Panel("supervision/panels/entry_link.html", {"number": number})


def state_of_log(request: HttpRequest, thing: object) -> Panel | None:
    """The panel of the last verification and the last closed day, for those who read the log; two queries."""
    agent = request.agent  # type: ignore[attr-defined]
    if not agent.may(Permission.SEE_JOURNAL):
        return None
    last_day = _DAYS.first()
    verification = next(iter(_VERIFICATIONS.first(agent, 1)), None)
    return Panel(
        "supervision/panels/state.html", {"verification": verification, "last_day": last_day}, order=10
    )
