"""The page on the coverage of published catalogues."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from goufu import wall_clock
from goufu.catalogue.forms import DayForm
from goufu.catalogue.queries.coverage import department_coverage, province_coverage
from goufu.core.errors import NotFound
from goufu.registry.models import Body
from goufu.registry.models.places import CENTRE


@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    """The coverage of provinces; with `office` in the query string, of the departments that it pays for."""
    form = DayForm(request.GET or None)
    form.is_valid()
    day = (form.cleaned_data.get("day") if form.is_bound else None) or wall_clock.today()
    office = _office(request.GET.get("office", ""))
    found = department_coverage(office, day) if office else province_coverage(day)
    show = request.GET.get("show", "")
    rows = [row for row in found.rows if show not in ("yes", "no") or bool(row.edition) == (show == "yes")]
    context = {
        "form": form,
        "day": day,
        "office": office,
        "place": "" if office is None else _("中央") if office.place.code == CENTRE else office.place.name,
        "centre": Body.objects.filter(place__level="central", is_finance_office=True).first(),
        "coverage": found,
        "rows": rows,
        "show": show,
        "counts": [
            {"number": found.published, "kind": "ok", "word": _("已公布"), "url": _shown(request, "yes")},
            {
                "number": found.total - found.published,
                "kind": "warn",
                "word": _("未公布"),
                "url": _shown(request, "no"),
            },
            {"number": found.total, "kind": "info", "word": _("全部"), "url": _shown(request, "")},
        ],
    }
    return render(request, "catalogue/coverage.html", context)


def _office(number: str) -> Body | None:
    """The finance office with that number; None when it is empty. Raises NotFound."""
    if not number:
        return None
    found = (
        Body.objects.select_related("place").filter(pk=number, is_finance_office=True).first()
        if number.isascii() and number.isdecimal() and len(number) < 19
        else None
    )
    if found is None:
        raise NotFound
    return found


def _shown(request: HttpRequest, show: str) -> str:
    query = request.GET.copy()
    query["show"] = show
    return f"?{query.urlencode()}"
