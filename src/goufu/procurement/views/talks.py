"""The page on which the purchaser writes down how talks ended."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from goufu.core.errors import Refusal
from goufu.core.form_pages import form_page, sent
from goufu.core.pages import needs, once
from goufu.core.permissions import Permission
from goufu.procurement.actions.reviewing import has_report, reviews_of
from goufu.procurement.actions.settling import settle, talkers
from goufu.procurement.forms.talks import SettleForm
from goufu.procurement.law import method_of
from goufu.procurement.queries.procurements import procurement_for
from goufu.procurement.review.rounds import awards_of
from goufu.procurement.review.talks import is_by_talks
from goufu.procurement.views.context import own_procurement
from goufu.registry.agents import Agent


@require_http_methods(["GET", "POST"])
@needs(Permission.HOLD_REVIEW)
def end(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page of the talks' end: who offered what stands on it, to choose from."""
    found = own_procurement(agent, number, "settle")
    method = method_of(found)
    if method is None or not is_by_talks(method):
        messages.warning(request, _("这种方式由评审小组评审，不在这里登记商定结果。"))
        return redirect("procurement:review", number=number)
    decided = {each.lot_id for each in awards_of(found)}
    reviews = reviews_of(found)
    left = [each for each in reviews if (each.lot.pk if each.lot else None) not in decided]
    offered = [(each.lot, bid) for each in sorted(left, key=has_report) for bid in each.bids]
    if not offered:
        raise Refusal("没有可以商定的报价", "还没有登记的，先登记每一家的报价；已经定标的，不能再改")
    form = SettleForm(
        sent(request), offered=offered, people=talkers(found), once=once(request), version=found.version
    )
    return form_page(
        request,
        form,
        lambda: settle(procurement=number, by=agent, version=form.version, once=form.once, **form.said()),
        back=reverse("procurement:review", args=[number]),
        version_now=lambda: procurement_for(agent, number).version,
        title=_("登记商定结果"),
        lead=_(
            "这种方式没有评审小组：由采购人组织有经验的人员比选、商谈，写下和谁、按什么价格、怎样商定的。接着由负责人定标。"
        ),
        button=_("登记"),
        done=_("已登记。接着由负责人定标。"),
    )
