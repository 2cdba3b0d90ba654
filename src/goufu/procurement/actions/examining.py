"""Examinations: qualification, conformity, and the explanation of a price that is abnormally low."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from goufu import wall_clock
from goufu.core.action import Action, action
from goufu.core.errors import NotAllowed, Refusal
from goufu.core.permissions import Permission
from goufu.core.reasons import required_reason
from goufu.procurement.actions.review_record import (
    own_seat,
    refuse_former,
    refuse_in_rereview,
    refuse_others,
    with_bid,
)
from goufu.procurement.conflicts import SAME_OR_EARLIER, bars_earlier_work, namesakes_of
from goufu.procurement.models import (
    Examination,
    Explanation,
    Part,
)
from goufu.procurement.review.bids import ReviewedBid
from goufu.procurement.review.record import Review
from goufu.procurement.review.seats import SeatAgent
from goufu.procurement.sealed.quotations import call_of, is_called
from goufu.procurement.timing.late import now_by_log
from goufu.registry.agents import Agent

LEAST_MINUTES = "abnormally_low_explanation_minutes"


def examine(
    *,
    response: int,
    part: Part,
    has_passed: bool,
    reason: str = "",
    is_misplaced: bool | None = None,
    did_earlier_work: bool | None = None,
    is_own_staff: bool | None = None,
    has_same_head: bool | None = None,
    by: Agent | SeatAgent,
    once: UUID | None = None,
) -> Examination:
    """Records an examination: qualification by the purchaser in a tender, by the panel's head otherwise, who also does the rest.

    `did_earlier_work`, `is_own_staff` and `has_same_head` are asked with the qualification alone. Raises NotAllowed for the
    other side; Refusal without a reason for one that fails, for one that prepared this project and passes where that bars it,
    for one that passes with the head of another bidder, or with one of the same name of whom nobody says who he is, and after
    somebody has handed in.
    """
    permission = Permission.REVIEW_BIDS if isinstance(by, SeatAgent) else Permission.HOLD_REVIEW
    with action("procurement.response.examined", permission, by=by, once=once) as act:
        procurement, bid, review = with_bid(act, response)
        refuse_in_rereview(procurement, review.lot, "审查结论不变")
        _refuse_side(act, review, part, by)
        if not isinstance(by, SeatAgent):
            refuse_former(procurement, by, "审查")
        if any(each.finished_at for each in review.members):
            raise Refusal("已经有评委交齐评分，审查结论不能再改", "请组长先退回评分，写明原因")
        if has_passed and part != Part.PRICE and _is_too_late(review, bid):
            raise Refusal("最后报价已经截止，没有要求这一家提交", "截止以前改的，请组长再要求一次最后报价")
        _refuse_answers(part, did_earlier_work, is_own_staff, has_same_head)
        if has_passed and did_earlier_work and bars_earlier_work(procurement):
            raise _prepared_it()
        if has_passed and part == Part.QUALIFICATION:
            _refuse_same_head(act, bid, has_same_head)
        if not has_passed:
            reason = required_reason(reason, f"{Part(part).label}不通过")
        if part == Part.CONFORMITY and Part.QUALIFICATION not in bid.examined:
            raise Refusal("还没有审查资格", "先审查资格，再审查符合性")
        made = Examination(
            response=bid.quoted if part == Part.PRICE else bid.response,
            part=part,
            has_passed=has_passed,
            reason=reason,
            is_misplaced=is_misplaced,
            did_earlier_work=did_earlier_work,
            is_own_staff=is_own_staff,
            has_same_head=has_same_head,
            member=by.member if isinstance(by, SeatAgent) else None,
            person=None if isinstance(by, SeatAgent) else by.person,
            at=wall_clock.now(),
        )
        act.create(made)
        act.set_subject(procurement)
        act.log(part=str(Part(part).label), bidder=bid.name, has_passed=has_passed, reason=reason)
    return made


def _refuse_answers(part: Part, *answers: bool | None) -> None:
    if part != Part.QUALIFICATION and any(each is not None for each in answers):
        raise Refusal("前期服务、服务人员和负责人在审查资格时核对", "和资格一起登记", field="part")


def _refuse_same_head(act: Action, bid: ReviewedBid, has_same_head: bool | None) -> None:
    if has_same_head:
        raise Refusal(
            "负责人与别家是同一个人的，不得参加同一合同项下的采购",
            "资格登记为不通过，写明与哪一家相同；不是同一个人的，改为“否”",
            field="has_same_head",
            articles=[SAME_OR_EARLIER],
        )
    if has_same_head is None and act.ask(lambda: namesakes_of(bid.response)):
        raise Refusal(
            "登记的负责人和别家的同名，没有写是不是同一个人",
            "照营业执照和身份证明核对，写“是”或者“否”",
            field="has_same_head",
            articles=[SAME_OR_EARLIER],
        )


def _prepared_it() -> Refusal:
    return Refusal(
        "为本项目做过前期服务的，不得再参加这次采购",
        "资格登记为不通过，写明做过什么；没有做过的，改为“否”",
        field="did_earlier_work",
        articles=[SAME_OR_EARLIER],
    )


def _is_too_late(review: Review, bid: ReviewedBid) -> bool:
    """Whether the call of final quotations has ended without the bid: whoever passes now could send none."""
    call = call_of(review.procurement) if review.finals_sealed else None
    lot = review.lot.pk if review.lot else None
    return (
        call is not None and call.until <= now_by_log() and not is_called(call, lot, bid.response.bidder_id)
    )


def _refuse_side(act: Action, review: Review, part: Part, by: Agent | SeatAgent) -> None:
    examiner = review.method.qualification
    is_purchasers = part == Part.QUALIFICATION and examiner is not None and examiner.word == "purchaser"
    articles = (examiner.article,) if examiner else ()
    if is_purchasers and isinstance(by, SeatAgent):
        refusal = NotAllowed("招标的资格由采购人审查", "等采购人审查资格以后，再审查符合性")
        refusal.articles = articles
        raise refusal
    if not is_purchasers and not isinstance(by, SeatAgent):
        refusal = NotAllowed("这一项由评审小组审查", "请评审小组组长登录以后登记")
        refusal.articles = articles
        raise refusal
    if isinstance(by, SeatAgent):
        refuse_others(own_seat(act, by))


def ask_explanation(
    *, response: int, minutes: int, is_judged: bool = False, by: SeatAgent, once: UUID | None = None
) -> Explanation:
    """Asks a bidder to explain a low price, by the numbers or because the panel judges it so. By the head.

    Raises Refusal where nothing is low and nobody judges so; when it was asked; for less time than the law gives.
    """
    with action("procurement.explanation.asked", Permission.REVIEW_BIDS, by=by, once=once) as act:
        procurement, bid, review = with_bid(act, response)
        refuse_others(own_seat(act, by))
        refuse_in_rereview(procurement, review.lot, "报价的审查不变")
        if bid.explanation:
            raise Refusal("已经要求说明过", "等说明以后认定")
        if not is_judged and not any(each.is_low for each in review.low.get(bid.pk, ())):
            raise Refusal("这个报价没有低于规定的比例", "评审小组认为明显过低的，请选明是评审小组认为")
        least = review.parameter(LEAST_MINUTES)
        if least is not None and minutes < least:
            raise Refusal(
                f"说明的时间一般不少于 {least:.0f} 分钟",
                "给足时间",
                field="minutes",
                articles=["mof-treasury-2026-2:explanation"],
            )
        now = wall_clock.now()
        made = Explanation(
            response=bid.quoted,
            is_judged=is_judged,
            asked_at=now,
            until=now + timedelta(minutes=minutes),
            member=by.member,
        )
        act.create(made)
        act.set_subject(procurement)
        act.log(bidder=bid.name, minutes=minutes)
    return made


def decide_explanation(
    *, response: int, text: str, is_accepted: bool, reason: str, by: SeatAgent, once: UUID | None = None
) -> Explanation:
    """Records what the bidder explained, and whether the panel accepts it; only then a bid may be out for its price."""
    with action("procurement.explanation.decided", Permission.REVIEW_BIDS, by=by, once=once) as act:
        procurement, bid, _review = with_bid(act, response)
        refuse_others(own_seat(act, by))
        found = bid.explanation
        if found is None or found.is_accepted is not None:
            raise Refusal("没有等着认定的说明", "先要求供应商说明报价")
        now = wall_clock.now()
        if not text.strip() and now < found.until:
            raise Refusal(
                f"说明的时间到 {found.until.astimezone(wall_clock.CHINA):%H:%M} 才截止",
                "等供应商说明，或者到时再认定",
            )
        reason = required_reason(reason, "认定")
        held = act.lock(Explanation.objects, found.pk)
        act.change(
            held,
            text=text,
            explained_at=now if text.strip() else None,
            is_accepted=is_accepted,
            reason=reason,
            decided_at=now,
        )
        act.set_subject(procurement)
        act.log(bidder=bid.name, is_accepted=is_accepted, reason=reason)
    return held
