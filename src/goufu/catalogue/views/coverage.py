"""The page on the coverage of published catalogues."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from goufu import wall_clock
from goufu.catalogue.forms import DayForm
from goufu.catalogue.queries.coverage import department_coverage, province_coverage
from goufu.catalogue.views.reading import agent_of
from goufu.core.errors import NotFound
from goufu.numbers import whole_number
from goufu.registry.agents import Agent
from goufu.registry.models import Body
from goufu.registry.models.places import CENTRE

PROVINCES = "provinces"  # in the query string, in the place of an office


@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    """The coverage of the departments that an office pays for, given as `office` in the query string, or of provinces.

    Who works below the centre sees the departments of his own finance office first.
    """
    form = DayForm(request.GET or None)
    form.is_valid()
    day = (form.cleaned_data.get("day") if form.is_bound else None) or wall_clock.today()
    asked = request.GET.get("office", "")
    office = _chosen(asked, agent_of(request))
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
        "asked": asked,
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


def _chosen(asked: str, agent: Agent | None) -> Body | None:
    """The office that is asked for, or else the agent's own; None for the provinces. Raises NotFound."""
    if asked == PROVINCES:
        return None
    return _office(asked) if asked else _own_office(agent)


def _own_office(agent: Agent | None) -> Body | None:
    """The finance office that pays for the agent's body; None for nobody, and at the centre, which looks at provinces."""
    if agent is None or agent.body.office_id is None or agent.body.place.code == CENTRE:
        return None
    return Body.objects.select_related("place").get(pk=agent.body.office_id)


def _office(number: str) -> Body:
    """The finance office with that number. Raises NotFound."""
    offices = Body.objects.select_related("place").filter(is_finance_office=True)
    found = offices.filter(pk=whole_number(number)).first()
    if found is None:
        raise NotFound
    return found


def _shown(request: HttpRequest, show: str) -> str:
    query = request.GET.copy()
    query["show"] = show
    return f"?{query.urlencode()}"
