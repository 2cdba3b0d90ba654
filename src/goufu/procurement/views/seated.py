"""Pages of whoever sits on a panel: the seat of the browser's session, or the way to where the code is asked."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from goufu.procurement.review.seats import SeatAgent
from goufu.procurement.review.sessions import seat_in

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


def seat_of(request: HttpRequest) -> SeatAgent | None:
    """Whoever has sat down in this browser."""
    return seat_in(request.session)
