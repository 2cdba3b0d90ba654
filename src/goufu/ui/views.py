"""The reader's choice of the unit of amounts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from goufu.ui.money import UNIT_COOKIE, Unit
from goufu.ui.onward import onward

YEAR = 365 * 24 * 3600


@require_POST
def set_unit(request: HttpRequest) -> HttpResponse:
    """Stores the unit in a cookie and redirects back to the page."""
    answer = HttpResponseRedirect(onward(request))
    if request.POST.get("unit") in {unit.code for unit in Unit}:
        answer.set_cookie(
            UNIT_COOKIE, request.POST["unit"], YEAR, httponly=True, samesite="Lax", secure=request.is_secure()
        )
    return answer
