"""The purchaser's pages of invitations: the bound list, the lot, and the letters."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from goufu.core.form_pages import sent
from goufu.core.pages import needs, once
from goufu.core.permissions import Permission
from goufu.procurement.actions.inviting import draw_invited, list_candidates
from goufu.procurement.forms.inviting import CandidatesForm, LotForm
from goufu.procurement.invitations import candidates_of, differences, invited_to, limit_of, list_of
from goufu.procurement.models import Invitation, InvitationCandidate, InvitationList
from goufu.procurement.views.context import own_procurement
from goufu.procurement.views.seating import review_page
from goufu.registry.agents import Agent

PAGE = "procurement:invitations"


@require_safe
@needs(Permission.HOLD_REVIEW)
def show(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """Who may be invited, whom the lot drew, and what anybody needs to repeat it; before the lot no seed."""
    found = own_procurement(agent, number)
    bound, letters = list_of(found), list(invited_to(found))
    context = {
        "procurement": found,
        "limit": limit_of(found),
        "bound": bound,
        "candidates": _in_order(bound) if bound else [],
        "letters": letters,
        "may_serve": agent.may_on(Permission.HOLD_REVIEW, found),
        "wrong": list(differences(found)),
    }
    return render(request, "procurement/invitations.html", context)


def _in_order(bound: InvitationList) -> list[tuple[InvitationCandidate, Invitation | None]]:
    """The candidates with what the lot brought each: those that it reached first, in its order."""
    found = [(each, getattr(each, "invitation", None)) for each in candidates_of(bound)]
    return sorted(found, key=lambda each: each[1].number if each[1] else len(found) + 1)


@require_http_methods(["GET", "POST"])
@needs(Permission.HOLD_REVIEW)
def listed(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page on which the list is bound."""
    found = own_procurement(agent, number, "invite")
    form = CandidatesForm(sent(request), once=once(request), version=found.version)
    return review_page(
        request, agent, found, form,
        lambda: list_candidates(procurement=number, by=agent, version=form.version, once=form.once, **form.said()),
        page=PAGE,
        title=_("列出备选供应商，定种子"),
        lead=_("列出全部符合资格条件的供应商。程序生成一个随机的种子，先只显示它的摘要；选到谁只由种子和名单决定，谁都可以照种子重抽一遍。名单只定一次。"),
        button=_("定下名单和种子"),
        done=_("名单和种子定了。接着随机选择。"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Permission.HOLD_REVIEW)
def drawn(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page on which the lot is drawn."""
    found = own_procurement(agent, number, "invite")
    form = LotForm(sent(request), once=once(request), version=found.version)
    return review_page(
        request, agent, found, form,
        lambda: draw_invited(procurement=number, by=agent, version=form.version, once=form.once),
        page=PAGE,
        title=_("随机选择受邀的供应商"),
        lead=_("只能选一次。选到的每家一份投标邀请书；没有选到的不能参加这次采购。"),
        button=_("随机选择"),
        done=_("已随机选择，投标邀请书写好了。"),
    )  # fmt: skip
