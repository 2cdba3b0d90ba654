"""The page on which the queries of the credit lists are recorded: all bidders, a line each."""

from __future__ import annotations

from contextlib import ExitStack

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from goufu.core.form_pages import articles, sent
from goufu.core.pages import needs, once
from goufu.core.permissions import Permission
from goufu.procurement.actions.credit import BARRED, record_queries
from goufu.procurement.credit import credit_lines, title_of
from goufu.procurement.forms.credit import CreditForm
from goufu.procurement.models import CREDIT_LISTS, CreditQuery
from goufu.procurement.views.context import own_procurement
from goufu.procurement.views.seating import review_page
from goufu.registry.agents import Agent


@require_http_methods(["GET", "POST"])
@needs(Permission.HOLD_REVIEW)
def record(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """What was found of each bidder, and of each member of a consortium."""
    found = own_procurement(agent, number, "review")
    form = CreditForm(sent(request), request.FILES or None, lines=credit_lines(found), once=once(request))

    def act() -> list[CreditQuery]:
        with ExitStack() as stack:
            return record_queries(
                procurement=number,
                day=form.cleaned_data["day"],
                found=form.found(stack),
                by=agent,
                once=form.once,
            )

    return review_page(
        request, agent, found, form, act,
        title=_("查询信用记录"),
        done=_("已登记。"),
        template="procurement/credit.html",
        procurement=found,
        titles=[title_of(name) for name in CREDIT_LISTS],
        barred_by=articles(BARRED),
    )  # fmt: skip
