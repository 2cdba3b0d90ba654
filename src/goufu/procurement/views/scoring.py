"""The page on which scoring tables are written, one for all lots or one for each, and the one on which they are read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from goufu.core.errors import NotAllowed, NotFound
from goufu.core.form_pages import articles, form_page, sent
from goufu.core.pages import needs, once
from goufu.core.permissions import Permission
from goufu.numbers import whole_number
from goufu.procurement.actions.scoring import save_scoring
from goufu.procurement.forms.grades import span_of
from goufu.procurement.forms.scoring import ScoringForm
from goufu.procurement.law import method_of
from goufu.procurement.models import Lot, Procurement, ScoringTable
from goufu.procurement.papers.file_content import whose
from goufu.procurement.queries.procurements import procurement_for
from goufu.procurement.scoring_tables import against_all_tables, table_for, tables_of
from goufu.procurement.transitions import PROCUREMENT
from goufu.registry.agents import Agent


@require_http_methods(["GET", "POST"])
@needs(Permission.KEEP_FILE)
def edit(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page on which factors, points and grades are written: of the table that lots share, or of one lot (?lot=)."""
    found = procurement_for(agent, number)
    if not agent.may_on(Permission.KEEP_FILE, found):
        raise NotAllowed(f"只有{found.purchaser.name}能写这次采购的评审标准", "请由牵头的采购人办理")
    PROCUREMENT.after("write", found)
    lot = _lot_of(found, request.GET.get("lot"))
    form = ScoringForm(
        sent(request), table=table_for(found, lot), lot=lot, once=once(request), version=found.version
    )
    lots = list(found.lots.all())
    return form_page(
        request,
        form,
        lambda: save_scoring(
            procurement=number,
            lot=lot.pk if lot else None,
            by=agent,
            version=form.version,
            once=form.once,
            **form.said(),
        ),
        back=reverse("procurement:scoring" if lots else "procurement:procurement", args=[number]),
        done=_("已保存。"),
        version_now=lambda: procurement_for(agent, number).version,
        title=_("第 %(number)s 包的评审标准") % {"number": lot.number} if lot else _("评审标准"),
        lead=_("价格分和各因素合计 100 分。采购公告发布以后不能再改。按最低评标价法的，价格分和因素都空着。")
        + _of_plan(found),
        button=_("保存"),
    )


def _of_plan(procurement: Procurement) -> str:
    """By what a factor is known to be of the development plan, where a method wants so many points for it."""
    method = method_of(procurement)
    if method is None or method.scoring is None or "plan_weight" not in method.scoring.limits:
        return ""
    return _("名称里写有“研发方案”的因素，算研发方案的分值。")


def _lot_of(procurement: Procurement, said: str | None) -> Lot | None:
    if not said:
        return None
    lot = procurement.lots.filter(pk=whole_number(said)).first()
    if lot is None:
        raise NotFound
    return lot


@require_safe
@needs(Permission.SEE_PROCUREMENTS)
def show(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The scoring tables, each with the lots for which it counts; while they are written, with what the law has against them."""
    found = procurement_for(agent, number)
    tables = tables_of(found)
    own = {each.lot_id for each in tables}
    lots = [{"lot": each, "has_own": each.pk in own} for each in found.lots.all()]
    against = against_all_tables(found) if found.is_planned else ()
    context = {
        "procurement": found,
        "tables": [shown(each) for each in tables],
        "lots": lots,
        "against": [(each, articles(each.articles)) for each in against],
        "may_write": found.is_planned and agent.may_on(Permission.KEEP_FILE, found),
    }
    return render(request, "procurement/scoring.html", context)


def shown(table: ScoringTable) -> dict[str, object]:
    """The context of procurement/scoring_table.html."""
    factors = [
        {"factor": each, "grades": [(span_of(grade), grade["indicator"]) for grade in each.grades]}
        for each in table.factors.all()
    ]
    return {"scoring": table, "whose": whose(table), "factors": factors}
