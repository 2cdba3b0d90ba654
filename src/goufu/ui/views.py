"""The reader's choice of the unit of amounts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from goufu.ui.money import UNIT_COOKIE, Unit

YEAR = 365 * 24 * 3600


@require_POST
def set_unit(request: HttpRequest) -> HttpResponse:
    """Stores the unit in a cookie and redirects back to the page."""
    onward = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(onward, {request.get_host()}, request.is_secure()):
        onward = "/"
    answer = HttpResponseRedirect(onward)
    if request.POST.get("unit") in {unit.code for unit in Unit}:
        answer.set_cookie(
            UNIT_COOKIE, request.POST["unit"], YEAR, httponly=True, samesite="Lax", secure=request.is_secure()
        )
    return answer
