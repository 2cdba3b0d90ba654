"""The page of a list: filters, the table with totals, and the same rows as Excel.

    @require_safe
    @needs(Permission.SEE_PROJECTS)
    def projects(request: HttpRequest, agent: Agent) -> HttpResponse:
        return list_page(request, ProjectTable, queries.projects(agent), ProjectFilter, "planning/projects.html")

Filters, order and page are in the query string.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from goufu.ui import workbooks
from goufu.ui.filters import FilterSet
from goufu.ui.paging import Known
from goufu.ui.tables import Table

CHOSEN = "columns"  # in the query string once, then stored in the session
TAKEN = "as"


def list_page(
    request: HttpRequest,
    table_class: type[Table],
    rows: QuerySet[Any] | Sequence[Any],
    filterset: type[FilterSet] | None = None,
    template: str = "list.html",
    context: Mapping[str, object] | None = None,
    known: Known | None = None,
) -> HttpResponse:
    """The list as requested: filtered, sorted, one page of it; with `as=xlsx`, all rows as a file.

    The template gets title, table, filter, filtered, notice and the context given, which may hold first_step.
    known: of the rows that the filters leave, where the view has asked for that.
    """
    if CHOSEN in request.GET:
        return _keep_columns(request, table_class)
    filtered = filterset(request.GET, rows, request=request) if filterset else None
    table = table_class(filtered.qs if filtered else rows)
    table.show(request, known)
    shown = {
        "title": table.title,
        "table": table,
        "filter": filtered,
        "filtered": bool(filtered and filtered.count),
        "notice": "",
        "first_step": None,
    }
    if request.GET.get(TAKEN) != "xlsx":
        return render(request, template, shown | dict(context or {}))
    if workbooks.fits(table):
        return workbooks.download(table)
    shown["notice"] = _("符合条件的超过 %(most)s 条，一次最多下载 %(most)s 条。请先筛选，再分几次下载。") % {
        "most": f"{workbooks.MOST_ROWS:,}"
    }
    return render(request, template, shown | dict(context or {}), status=422)


def _keep_columns(request: HttpRequest, table_class: type[Table]) -> HttpResponse:
    """Stores the chosen columns in the session, and redirects to the address without them."""
    known = set(table_class.base_columns)
    request.session[table_class.key()] = [name for name in request.GET.getlist(CHOSEN) if name in known]
    rest: QueryDict = request.GET.copy()
    del rest[CHOSEN]
    return HttpResponseRedirect(f"{request.path}?{rest.urlencode()}")
