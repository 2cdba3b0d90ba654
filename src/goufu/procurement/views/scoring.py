"""The page on which the scoring table is written, and the one on which it is read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from goufu.core.errors import NotAllowed
from goufu.core.form_pages import form_page, sent
from goufu.core.pages import needs, once
from goufu.core.permissions import Permission
from goufu.procurement.actions.scoring import save_scoring
from goufu.procurement.forms.grades import span_of
from goufu.procurement.forms.scoring import ScoringForm
from goufu.procurement.models import Procurement, ScoringTable
from goufu.procurement.queries.procurements import procurement_for
from goufu.procurement.transitions import PROCUREMENT
from goufu.registry.agents import Agent


@require_http_methods(["GET", "POST"])
@needs(Permission.KEEP_FILE)
def edit(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page on which factors, points and grades are written."""
    found = procurement_for(agent, number)
    if not agent.may_on(Permission.KEEP_FILE, found):
        raise NotAllowed(f"只有{found.purchaser.name}能写这次采购的评审标准", "请由牵头的采购人办理")
    PROCUREMENT.after("write", found)
    form = ScoringForm(sent(request), table=table_of(found), once=once(request), version=found.version)
    page = reverse("procurement:procurement", args=[number])
    return form_page(
        request,
        form,
        lambda: save_scoring(
            procurement=number, by=agent, version=form.version, once=form.once, **form.said()
        ),
        back=page,
        done=_("已保存。"),
        version_now=lambda: procurement_for(agent, number).version,
        title=_("评审标准"),
        lead=_("价格分和各因素合计 100 分。采购公告发布以后不能再改。按最低评标价法的，价格分和因素都空着。"),
        button=_("保存"),
    )


@require_safe
@needs(Permission.SEE_PROCUREMENTS)
def show(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The scoring table."""
    found = procurement_for(agent, number)
    context = {"procurement": found, **scoring_context(found)}
    return render(request, "procurement/scoring.html", context)


def table_of(procurement: Procurement) -> ScoringTable | None:
    return ScoringTable.objects.filter(procurement=procurement).prefetch_related("factors").first()


def scoring_context(procurement: Procurement) -> dict[str, object]:
    """The context of procurement/scoring_table.html."""
    table = table_of(procurement)
    factors = [
        {
            "factor": each,
            "grades": [(span_of(grade), grade["indicator"]) for grade in each.grades],
        }
        for each in (table.factors.all() if table else ())
    ]
    return {"scoring": table, "factors": factors}
