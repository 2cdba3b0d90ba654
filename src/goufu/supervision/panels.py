"""Panels of supervision on other rooms' pages."""

from __future__ import annotations

from django.http import HttpRequest

from goufu.core.panels import Panel
from goufu.core.permissions import Permission
from goufu.journal.models import Day
from goufu.supervision.queries import verifications_for


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
    last_day = Day.objects.order_by("day").last()
    verification = verifications_for(agent).first()
    return Panel(
        "supervision/panels/state.html", {"verification": verification, "last_day": last_day}, order=10
    )
