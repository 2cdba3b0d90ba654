"""Panels of supervision on other rooms' pages."""

from __future__ import annotations

from django.http import HttpRequest

from goufu.core.panels import Panel
from goufu.core.permissions import Permission


def entry_link(request: HttpRequest, number: int | None) -> Panel | None:
    """The panel that links to a log entry, for those who read the log."""
    agent = request.agent  # type: ignore[attr-defined]
    if number is None or not agent.may(Permission.SEE_JOURNAL):
        return None
    return Panel("supervision/panels/entry_link.html", {"number": number})
