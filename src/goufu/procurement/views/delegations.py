"""The pages of delegations: a purchaser's, on which one is drafted, and the list and the page that its agency sees too."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from goufu.core.errors import NotAllowed, NotFound
from goufu.core.form_pages import form_page, sent
from goufu.core.pages import needs, once
from goufu.core.permissions import Permission
from goufu.procurement.actions.delegating import draft_delegation, has_old_scan, is_papered
from goufu.procurement.agencies import ended_on, hand_over_due
from goufu.procurement.documents.procurements import delegation_as_subject
from goufu.procurement.forms.delegations import DelegateForm
from goufu.procurement.models import Delegation, DelegationState
from goufu.procurement.queries.delegations import delegation_for, delegations
from goufu.procurement.queries.procurements import procurement_for
from goufu.procurement.steps.delegations import DELEGATION_STEPS
from goufu.procurement.work.agencies import result_days
from goufu.registry.agents import Agent
from goufu.ui.columns import state
from goufu.ui.filters import ChoiceFilter, Contains, FilterSet
from goufu.ui.lists import list_page
from goufu.ui.tables import ChoiceColumn, DateColumn, StateColumn, Table, TextColumn

BADGES: dict[str, str] = {
    DelegationState.DRAFT: "info",
    DelegationState.OFFERED: "warn",
    DelegationState.IN_FORCE: "ok",
    DelegationState.DECLINED: "stop",
    DelegationState.ENDED: "info",
}


class DelegationFilter(FilterSet):
    q = Contains(
        ["procurement__title", "procurement__number", "agency__name"], label=gettext_lazy("采购或者代理机构")
    )
    state = ChoiceFilter(label=gettext_lazy("状态"), choices=DelegationState.choices)


class DelegationTable(Table):
    title = gettext_lazy("委托代理")
    name = ChoiceColumn(
        accessor="procurement__title",
        verbose_name=gettext_lazy("采购名称"),
        address="procurement:delegation",
        orderable=False,
    )
    number = TextColumn(accessor="procurement__number", verbose_name=gettext_lazy("编号"), orderable=False)
    purchaser = TextColumn(
        accessor="procurement__purchaser__name", verbose_name=gettext_lazy("采购人"), orderable=False
    )
    agency = TextColumn(accessor="agency__name", verbose_name=gettext_lazy("代理机构"), orderable=False)
    ends_on = DateColumn(verbose_name=gettext_lazy("到哪天止"), orderable=False)
    state = StateColumn(verbose_name=gettext_lazy("状态"), kinds=BADGES, orderable=False)

    class Meta(Table.Meta):
        empty_text = gettext_lazy("采购人在采购页委托代理机构，签署以后列在这里。")


@require_safe
@needs()
def listing(request: HttpRequest, agent: Agent) -> HttpResponse:
    """The list of delegations that the agent may see."""
    if not (agent.may(Permission.SEE_PROCUREMENTS) or agent.may(Permission.TAKE_DELEGATION)):
        raise NotFound
    return list_page(
        request, DelegationTable, delegations(agent), DelegationFilter, "procurement/delegations.html"
    )


@require_safe
@needs()
def show(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page of a delegation."""
    found = delegation_for(agent, number)
    return render(request, "procurement/delegation.html", context_of(found, agent))


def context_of(found: Delegation, agent: Agent) -> dict[str, Any]:
    """All that the page shows."""
    offers = [
        each for each in DELEGATION_STEPS.offers(agent, found) if _is_sensible(each.step.verb, found, agent)
    ]
    handing = [each for each in offers if each.step.verb in ("hand-over-papers", "receive-papers")]
    from_day = ended_on(found, result_days([found]).get(found.procurement_id))
    following = next((each for each in offers if each.is_next), None) or next(
        (each for each in handing if from_day or found.handed_at), None
    )
    due = None if found.handed_at else hand_over_due(from_day)
    return {
        "delegation": found,
        "procurement": found.procurement,
        "state": badge(found),
        "next": following,
        "others": [each for each in offers if each is not following],
        "sees_procurement": agent.may_on(Permission.SEE_PROCUREMENTS, found.procurement),
        "sentence": _sentence(found, following is not None),
        "due": due,
        "subject": delegation_as_subject(found),
        "handed": found.handed_list.splitlines(),
    }


def _is_sensible(verb: str, found: Delegation, agent: Agent) -> bool:
    """Whether a step that the state allows makes sense now, for who looks."""
    if verb == "correct-delegation":
        return found.drafted_by_id == agent.person.pk
    if verb in ("hand-over-papers", "receive-papers"):
        is_held = found.taken_at is not None and found.received_at is None
        return is_held and (verb == "hand-over-papers" or found.handed_at is not None)
    return True


def _sentence(found: Delegation, is_mine: bool) -> str:
    match found.state:
        case DelegationState.DRAFT if is_papered(found):
            return (
                _("看清事项、期限、费用和上传的协议，再签署。")
                if is_mine
                else _("协议已经上传，等起草人以外的采购负责人签署。")
            )
        case DelegationState.DRAFT if has_old_scan(found):
            return _("上传的协议是委托更正以前签的，不再算数：照更正以后的重新签订，再上传扫描件。")
        case DelegationState.DRAFT:
            return _("先上传双方签订的协议，再由起草人以外的采购负责人签署。")
        case DelegationState.OFFERED:
            return (
                _("看清事项、期限和费用，接受以后生效。")
                if is_mine
                else _("采购人已经签署，等代理机构接受。")
            )
        case DelegationState.IN_FORCE if found.received_at:
            return _("资料已经移交、签收。")
        case DelegationState.IN_FORCE if not found.is_in_force:
            return _("不在委托的期限里，代理机构现在不能办理。")
        case DelegationState.IN_FORCE:
            return _("代理机构办理委托的事项，其余由采购人办。")
    return found.end_reason


def badge(found: Delegation) -> str:
    """The state as HTML."""
    return state(BADGES[found.state], str(found.get_state_display()))


@require_http_methods(["GET", "POST"])
@needs(Permission.WRITE_PROCUREMENT)
def delegate(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page on which a purchaser writes down what an agency is to do."""
    found = procurement_for(agent, number)
    if not agent.may_on(Permission.WRITE_PROCUREMENT, found):
        raise NotAllowed(f"只有{found.purchaser.name}能委托这次采购", "请由牵头的采购人办理")
    form = DelegateForm(sent(request), once=once(request))
    return form_page(
        request,
        form,
        lambda: draft_delegation(procurement=number, by=agent, once=form.once, **form.said()),
        to=lambda made: reverse("procurement:delegation", args=[made]),
        back=reverse("procurement:procurement", args=[number]),
        title=_("委托代理机构"),
        lead=_(
            "采购人自行选择代理机构，任何单位和个人不得指定。写好以后上传双方签订的协议，由采购负责人签署。"
        ),
        button=_("写好委托"),
        done=_("已写好。请上传双方签订的协议。"),
    )
