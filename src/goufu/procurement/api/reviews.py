"""Responses, the panel, the award and talks over the API: the pages' own actions. Members act by their codes on pages."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_noop
from ninja import Router

from goufu.core.api import ReasonIn, StepIn, asked_by
from goufu.core.errors import NotFound
from goufu.core.permissions import Permission
from goufu.procurement.actions import (
    awarding,
    depositing,
    drawing,
    examining,
    inviting,
    responding,
    seating,
    settling,
    sitting,
)
from goufu.procurement.actions.reviewing import reviews_of
from goufu.procurement.actions.shortlisting import shortlist
from goufu.procurement.api.acts import Act, add_acts, by_procurement, one_of
from goufu.procurement.api.framework_schemas import ShortlistIn
from goufu.procurement.api.review_schemas import (
    AwardIn,
    CandidatesIn,
    CodeOut,
    CommitIn,
    DayIn,
    QualifyIn,
    ResponseIn,
    ReviewOut,
    SeatIn,
    SettleIn,
)
from goufu.procurement.models import CameBy, Part, Participation, Procurement, Quotation, Response, Seat
from goufu.procurement.queries.procurements import procurement_for
from goufu.procurement.reckoning.drawing import Wanted
from goufu.procurement.review.record import Review
from goufu.procurement.review.rounds import awards_of, reports_of
from goufu.procurement.review.talks import Talks
from goufu.registry.agents import Agent
from goufu.registry.models import Body

router = Router(tags=["procurement"])


# Who sees a review: the purchaser, and the agency that holds it or tells its result.
_SEES = (
    *(Permission.WRITE_PROCUREMENT, Permission.DECIDE_AWARD),
    *(Permission.HOLD_REVIEW, Permission.TELL_RESULT),
)


def _own(agent: Agent, number: int) -> Any:
    found = procurement_for(agent, number)
    if not any(agent.may_on(each, found) for each in _SEES):
        raise NotFound
    return found


def _shown(agent: Agent, number: int) -> dict[str, Any]:
    found = procurement_for(agent, number)
    return {
        "bids": [line for each in _reviews(found) for line in _lines(each)],
        "panel": [
            {
                "id": each.pk,
                "number": each.number,
                "seat": each.seat,
                "is_head": each.is_head,
                "has_finished": each.finished_at is not None,
                "has_signed": each.signed_at is not None,
                "has_left": each.left_at is not None,
            }
            for each in found.panel.all()
        ],
        "digests": [each.digest for each in reports_of(found)],
        "awards": [
            {
                "lot": each.lot.number if each.lot else None,
                "bidder": each.response.bidder.name,
                "amount": each.amount,
            }
            for each in awards_of(found).select_related("response__bidder", "lot")
        ],
    }


def _reviews(found: Procurement) -> list[Review]:
    return reviews_of(found) if found.method else []


def _lines(review: Review) -> list[dict[str, Any]]:
    return [
        {
            "id": each.pk,
            "bidder": each.name,
            "lot": review.lot.number if review.lot else None,
            "price": each.response.price,
            "final": each.final.price if each.final else None,
            "out": review.because(each),
        }
        for each in review.bids
    ]


def _enter(number: int, agent: Agent, sent: ResponseIn) -> object:
    bidder = Body.objects.filter(credit_code=sent.credit_code.strip()).values_list("pk", flat=True).first()
    return responding.enter_response(
        procurement=number,
        bidder=bidder or 0,
        offer=responding.Offer(
            price=sent.price, declared_size=sent.declared_size, has_declaration=sent.has_declaration
        ),
        opened_at=sent.opened_at,
        minutes_on=sent.minutes_on,
        came_by=one_of(CameBy, sent.came_by, "came_by"),
        lot=sent.lot,
        quotation=one_of(Quotation, sent.quotation, "quotation"),
        by=agent,
        version=sent.version,
        once=sent.once,
    )


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


def _seat(number: int, agent: Agent, sent: SeatIn) -> object:
    said = sent.said() | {"seat": one_of(Seat, sent.seat, "seat")}
    return seating.seat_member(procurement=number, by=agent, version=sent.version, once=sent.once, **said)


def _settle(number: int, agent: Agent, sent: SettleIn) -> object:
    return settling.settle(
        procurement=number,
        response=sent.response,
        price=sent.price,
        talks=Talks(
            held_on=sent.held_on,
            people=sent.people,
            text=sent.text,
            reason=sent.reason,
            persons=tuple(sent.persons),
            has_declared=sent.has_declared,
        ),
        by=agent,
        version=sent.version,
        once=sent.once,
    )


_REVIEW = Permission.HOLD_REVIEW
_ACTS = [
    Act("response", _REVIEW, _enter, gettext_noop("登记响应、最后报价"), ResponseIn),
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
    Act(
        "report/received",
        Permission.WRITE_PROCUREMENT,
        by_procurement(awarding.receive_report),
        gettext_noop("登记收到评审报告"),
    ),
    Act(
        "award",
        Permission.DECIDE_AWARD,
        by_procurement(awarding.award),
        gettext_noop("确定中标、成交供应商"),
        AwardIn,
    ),
    Act(
        "shortlist",
        Permission.DECIDE_AWARD,
        by_procurement(shortlist),
        gettext_noop("确定入围供应商"),
        ShortlistIn,
    ),
    Act("letters", Permission.TELL_RESULT, by_procurement(awarding.send_letters), gettext_noop("发通知书")),
    Act("talks", _REVIEW, _settle, gettext_noop("登记商定结果"), SettleIn),
]
add_acts(router, _ACTS, find=procurement_for, shown=_shown, response=ReviewOut)


@router.get(
    "/{int:number}/review",
    response=ReviewOut,
    url_name="review",
    summary=gettext_noop("一次采购的评审和定标"),
)
def show_review(request: HttpRequest, number: int) -> dict[str, Any]:
    agent = asked_by(request)
    _own(agent, number)
    return _shown(agent, number)


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
    return _shown(agent, found)


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
    return _shown(agent, found)


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
    return _shown(agent, found)


@router.post(
    "/responses/{int:number}/qualify",
    response=ReviewOut,
    url_name="qualify",
    summary=gettext_noop("招标由采购人审查资格"),
)
def qualify(request: HttpRequest, number: int, sent: QualifyIn) -> dict[str, Any]:
    agent = asked_by(request, _REVIEW)
    found = Response.objects.filter(pk=number).values_list("procurement", flat=True).first()
    if found is None:
        raise NotFound
    _own(agent, found)
    examining.examine(
        response=number,
        part=Part.QUALIFICATION,
        has_passed=sent.has_passed,
        reason=sent.reason,
        by=agent,
        once=sent.once,
    )
    return _shown(agent, found)


@router.post(
    "/participations/{int:number}/deposit",
    response=ReviewOut,
    url_name="return-deposit",
    summary=gettext_noop("登记退还保证金"),
)
def return_deposit(request: HttpRequest, number: int, sent: DayIn) -> dict[str, Any]:
    agent = asked_by(request, Permission.TELL_RESULT)
    found = Participation.objects.filter(pk=number).values_list("procurement", flat=True).first()
    if found is None:
        raise NotFound
    _own(agent, found)
    depositing.return_deposit(
        participation=number, day=sent.day, by=agent, version=sent.version, once=sent.once
    )
    return _shown(agent, found)
