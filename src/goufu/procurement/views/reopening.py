"""The page on which the purchaser has the panel review again, and what the review's page tells of it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from goufu.core.errors import refuse_all
from goufu.core.form_pages import sent
from goufu.core.pages import needs, once
from goufu.core.permissions import Permission
from goufu.procurement.actions.reopening import against_reopening, reopen_review
from goufu.procurement.forms.review import ReopenForm
from goufu.procurement.models import Lot, Procurement
from goufu.procurement.views.context import own_procurement
from goufu.procurement.views.seating import review_page
from goufu.registry.agents import Agent


@require_http_methods(["GET", "POST"])
@needs(Permission.HOLD_REVIEW)
def reopen(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page on which ground and reason are given."""
    found = own_procurement(agent, number, "review")
    lots = reopenable(found)
    if not lots:
        first = found.lots.first()
        refuse_all(against_reopening(found, first))
    form = ReopenForm(sent(request), lots=lots, once=once(request), version=found.version)
    return review_page(
        request, agent, found, form,
        lambda: reopen_review(procurement=number, by=agent, version=form.version, once=form.once, **form.said()),
        title=_("组织重新评审"),
        lead=_(
            "由原来的评审小组重新评分、写报告、签署，成员不变；审查结论和报价不变。原来的评审报告和签署留着，不再算数。登录码重新发。"
        ),
        button=_("组织重新评审"),
        done=_("已记下。请给评审小组重新发登录码。"),
    )  # fmt: skip


def reopenable(procurement: Procurement) -> list[Lot | None]:
    """The lots, or the whole (None), whose report may be reviewed again now."""
    lots: list[Lot | None] = [*procurement.lots.all()] or [None]
    return [lot for lot in lots if not any(against_reopening(procurement, lot))]
