"""The seat of a panel in a session: who acts by a one-time code, and for how long."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from goufu.procurement.methods import load_methods
from goufu.procurement.models import PanelMember, ProcurementState
from goufu.procurement.review.seats import SeatAgent

SEAT, SINCE, USED = "panel_seat", "panel_since", "panel_code_used"  # keys of the session

P = ParamSpec("P")


def seated(
    view: Callable[Concatenate[HttpRequest, SeatAgent, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A decorator that passes the seat to the view; without one it leads to where the code is asked."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        seat = seat_of(request)
        if seat is None:
            return redirect("procurement:panel")
        answer = view(request, seat, *args, **kwargs)
        answer["Cache-Control"] = "no-store"
        return answer

    return guarded


def remember(session: SessionBase, member: PanelMember) -> None:
    """Notes in the session who has sat down."""
    session[SEAT], session[SINCE], session[USED] = member.pk, int(time.time()), digest_of_use(member)


def seat_of(request: HttpRequest) -> SeatAgent | None:
    """Whoever has sat down in this browser."""
    return seat_in(request.session)


def seat_in(session: SessionBase) -> SeatAgent | None:
    """Whoever has sat down in this session; None after some hours, after leaving or a new code, and when the procurement has ended."""
    number, since = session.get(SEAT), session.get(SINCE, 0)
    if number is None or time.time() - since > 3_600 * load_methods().settings["code_hours"].value:
        return None
    rows = PanelMember.objects.select_related("procurement__purchaser__place", "expert")
    found = rows.filter(pk=number, left_at=None, procurement__state=ProcurementState.RUNNING).first()
    return SeatAgent(found) if found and digest_of_use(found) == session.get(USED) else None


def digest_of_use(member: PanelMember) -> str:
    """When the code was used by which the member sat down: a new code ends what the older one began."""
    return member.code_used_at.astimezone(UTC).isoformat() if member.code_used_at else ""
