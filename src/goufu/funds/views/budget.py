"""The pages of the budget: its tree, its lines, one line; and the forms that add and adjust a line."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from goufu import wall_clock
from goufu.core.form_pages import form_page, sent
from goufu.core.pages import needs, once
from goufu.core.permissions import Permission
from goufu.documents.queries import documents_by_thing
from goufu.funds.actions import budget as actions
from goufu.funds.forms import AdjustForm, LineForm
from goufu.funds.models import BudgetLine
from goufu.funds.queries import budget as queries
from goufu.funds.queries.coding import Codes
from goufu.funds.queries.ledger import holders
from goufu.funds.tables import LineFilter, LineTable, TreeTable, bar_of
from goufu.registry.agents import Agent
from goufu.ui.lists import list_page
from goufu.ui.paging import LongPaginator


@require_safe
@needs(Permission.SEE_BUDGET)
def tree(request: HttpRequest, agent: Agent) -> HttpResponse:
    """The page of the tree of bodies with their money in one year, and the total."""
    years = queries.years(agent)
    asked = request.GET.get("year", "")
    year = int(asked) if asked in map(str, years) else max(years, default=wall_clock.today().year)
    may_keep = agent.may(Permission.KEEP_BUDGET)
    context = {
        "title": _("%(year)s年预算") % {"year": year},
        "years": years,
        "year": year,
        "bar": bar_of(queries.money_of(queries.lines(agent).filter(year=year))),
        "may_keep": may_keep,
        "may_read_files": may_keep or agent.may(Permission.SEE_JOURNAL),
        "first_step": _first_step(may_keep),
    }
    rows = queries.tree(agent, year)
    return list_page(request, TreeTable, rows, template="funds/tree.html", context=context)


@require_safe
@needs(Permission.SEE_BUDGET)
def lines(request: HttpRequest, agent: Agent) -> HttpResponse:
    may_keep = agent.may(Permission.KEEP_BUDGET)
    return list_page(
        request,
        LineTable,
        queries.with_names(queries.lines(agent)),
        LineFilter,
        "funds/lines.html",
        {"first_step": _first_step(may_keep), "may_keep": may_keep},
    )


@require_safe
@needs(Permission.SEE_BUDGET)
def line(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """The page of one line with its ledger, adjustments and changes."""
    found = queries.line(agent, pk)
    adjustments = list(queries.adjustments_of(found))
    context = {
        "line": found,
        "codes": Codes.of([found]),
        "bar": bar_of(found),
        "entries": LongPaginator(queries.entries_of(found)).page(request.GET.get("page", "1")),
        "adjustments": adjustments,
        "bases": documents_by_thing(adjustments),
        "holders": holders(found),
        "revisions": queries.revisions_of(found),
        "may_adjust": agent.may_on(Permission.KEEP_BUDGET, found),
    }
    return render(request, "funds/line.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.KEEP_BUDGET)
def add(request: HttpRequest, agent: Agent) -> HttpResponse:
    initial = {"year": wall_clock.today().year}
    form = LineForm(sent(request), initial=initial, agent=agent, once=once(request))

    def act() -> BudgetLine:
        fields = dict(form.cleaned_data)
        return actions.add_line(body=fields.pop("body"), fields=fields, by=agent, once=form.once)

    done = _("已经增加这条预算指标。")
    return form_page(request, form, act, to=_page_of, done=done, template="funds/add.html")


@require_http_methods(["GET", "POST"])
@needs(Permission.KEEP_BUDGET)
def adjust(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    found = queries.line(agent, pk)
    form = AdjustForm(
        sent(request),
        initial={"day": wall_clock.today()},
        once=once(request),
        version=found.version,
    )

    def now() -> BudgetLine:
        return queries.line(agent, pk)

    def context() -> dict[str, object]:
        line = now() if form.is_bound else found
        return {"line": line, "bar": bar_of(line)}

    return form_page(
        request,
        form,
        lambda: actions.adjust_line(
            pk=pk,
            amount=form.cleaned_data["amount"],
            basis=form.basis,
            by=agent,
            version=form.version,
            once=form.once,
        ),
        to=_page_of(pk),
        done=_("已经调整。"),
        version_now=lambda: now().version,
        template="funds/adjust.html",
        context=context,
    )


def _first_step(may_keep: bool) -> dict[str, str] | None:
    return {"url": reverse("budget:import"), "action": _("导入预算")} if may_keep else None


def _page_of(number: object) -> str:
    return reverse("budget:line", args=[number])
