"""Who is invited, drawn and seated, over the API, and the one-time codes: the pages' own actions."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_noop
from ninja import Router

from goufu.core.api import ReasonIn, StepIn, asked_by
from goufu.core.permissions import Permission
from goufu.procurement.actions import drawing, inviting, seating, sitting
from goufu.procurement.actions.admitting import enter_application, examine_application, tell_applicants
from goufu.procurement.api.acts import Act, add_acts, by_procurement, one_of
from goufu.procurement.api.review_schemas import (
    CandidatesIn,
    CodeOut,
    CommitIn,
    EnterApplicationIn,
    ExamineApplicationIn,
    ReviewOut,
    SeatIn,
)
from goufu.procurement.api.review_shown import shown
from goufu.procurement.applications import of_procurement
from goufu.procurement.models import Seat
from goufu.procurement.queries.procurements import procurement_for
from goufu.procurement.reckoning.drawing import Wanted
from goufu.procurement.sealed.newcomers import Newcomer
from goufu.registry.agents import Agent

router = Router(tags=["procurement"])


def _commit(number: int, agent: Agent, sent: CommitIn) -> object:
    return drawing.commit_draw(
        procurement=number,
        of=sent.of,
        wanted=[Wanted(each.field, each.count) for each in sent.wanted],
        exclusions=[(each.code, each.reason) for each in sent.exclusions],
        by=agent,
        version=sent.version,
        once=sent.once,
    )


def _list(number: int, agent: Agent, sent: CandidatesIn) -> object:
    return inviting.list_candidates(
        procurement=number,
        candidates=[(each.supplier, each.reason) for each in sent.candidates],
        wanted=sent.wanted,
        by=agent,
        version=sent.version,
        once=sent.once,
    )


def _enter(number: int, agent: Agent, sent: EnterApplicationIn) -> object:
    said = sent.said()
    newcomer = Newcomer.said(said.pop("name"), said.pop("kind"))
    return enter_application(
        procurement=number, newcomer=newcomer, by=agent, version=sent.version, once=sent.once, **said
    )


def _examine(number: int, agent: Agent, sent: ExamineApplicationIn) -> object:
    of_procurement(number, sent.application)
    return examine_application(
        participation=sent.application,
        has_passed=sent.has_passed,
        reason=sent.reason,
        by=agent,
        once=sent.once,
    )


def _seat(number: int, agent: Agent, sent: SeatIn) -> object:
    said = sent.said() | {"seat": one_of(Seat, sent.seat, "seat")}
    return seating.seat_member(procurement=number, by=agent, version=sent.version, once=sent.once, **said)


_REVIEW = Permission.HOLD_REVIEW
_ACTS = [
    Act(
        "applications/enter",
        Permission.HOLD_OPENING,
        _enter,
        gettext_noop("登记纸质的参与申请"),
        EnterApplicationIn,
    ),
    Act("applications/examine", _REVIEW, _examine, gettext_noop("审查参与申请"), ExamineApplicationIn),
    Act("applications/tell", _REVIEW, by_procurement(tell_applicants), gettext_noop("告知申请人审查的结果")),
    Act("invitations/list", _REVIEW, _list, gettext_noop("列出备选供应商，定种子"), CandidatesIn),
    Act(
        "invitations/draw",
        _REVIEW,
        by_procurement(inviting.draw_invited),
        gettext_noop("随机选择受邀的供应商"),
    ),
    Act("draw/commit", _REVIEW, _commit, gettext_noop("定抽取专家的种子"), CommitIn),
    Act("draw", _REVIEW, by_procurement(drawing.draw_experts), gettext_noop("抽取评审专家")),
    Act("seat", _REVIEW, _seat, gettext_noop("登记评审小组成员"), SeatIn),
]
add_acts(router, _ACTS, find=procurement_for, shown=shown, response=ReviewOut)


@router.post(
    "/{int:number}/codes",
    response=list[CodeOut],
    url_name="codes",
    summary=gettext_noop("给评审小组发登录码"),
)
def give_codes(request: HttpRequest, number: int, sent: StepIn) -> list[dict[str, Any]]:
    agent = asked_by(request, _REVIEW)
    procurement_for(agent, number)
    given = sitting.give_codes(procurement=number, by=agent, once=sent.once)
    return [{"number": member.number, "code": code} for member, code in given]


def _of_member(number: int, agent: Agent) -> int:
    return int(seating.member_of(agent, number).procurement_id)


@router.post(
    "/members/{int:number}/replace",
    response=ReviewOut,
    url_name="replace-member",
    summary=gettext_noop("补抽专家"),
)
def replace_member(request: HttpRequest, number: int, sent: ReasonIn) -> dict[str, Any]:
    agent = asked_by(request, _REVIEW)
    found = _of_member(number, agent)
    drawing.replace_member(member=number, reason=sent.reason, by=agent, version=sent.version, once=sent.once)
    return shown(agent, found)


@router.post(
    "/members/{int:number}/leave",
    response=ReviewOut,
    url_name="leave-member",
    summary=gettext_noop("登记退出评审"),
)
def leave_member(request: HttpRequest, number: int, sent: ReasonIn) -> dict[str, Any]:
    agent = asked_by(request, _REVIEW)
    found = _of_member(number, agent)
    seating.leave_panel(member=number, reason=sent.reason, by=agent, version=sent.version, once=sent.once)
    return shown(agent, found)


@router.post(
    "/members/{int:number}/head",
    response=ReviewOut,
    url_name="elect-head",
    summary=gettext_noop("登记推选的组长"),
)
def elect_head(request: HttpRequest, number: int, sent: StepIn) -> dict[str, Any]:
    agent = asked_by(request, _REVIEW)
    found = _of_member(number, agent)
    seating.elect_head(member=number, by=agent, version=sent.version, once=sent.once)
    return shown(agent, found)
