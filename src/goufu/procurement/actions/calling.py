"""The call of final quotations: by the panel's head, for all that passed, until one moment."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from goufu import wall_clock
from goufu.core.action import Action, action
from goufu.core.errors import Refusal, refuse_all
from goufu.core.permissions import Permission
from goufu.procurement.actions.events import note_event
from goufu.procurement.actions.final_days import CLOSED, INVITED, against_final_days
from goufu.procurement.actions.review_record import begin, refuse_others
from goufu.procurement.actions.reviewing import to_review
from goufu.procurement.law import method_of
from goufu.procurement.methods import load_methods
from goufu.procurement.models import (
    CalledBidder,
    OpeningState,
    Procurement,
    Quotation,
    QuotationCall,
)
from goufu.procurement.papers.minutes import moment_of
from goufu.procurement.review.record import FAILED, Review
from goufu.procurement.review.seats import SeatAgent
from goufu.procurement.sealed.quotations import are_sealed, call_of, opening_of
from goufu.procurement.timing.counting import day_of
from goufu.procurement.timing.late import now_by_log
from goufu.procurement.timing.timetable import SETTING

LEAST = "final_quotation_minutes"  # the setting


def call_quotations(*, until: datetime, by: SeatAgent, once: UUID | None = None) -> QuotationCall:
    """Calls for the final quotations of all bidders that passed, until the moment. By the head, once everything is examined.

    Called again before that moment, a later one counts; after it only for one that passed and wasn't asked. Raises Refusal
    with all that stands in the way; NotAllowed for others.
    """
    with action("procurement.quotations.called", Permission.REVIEW_BIDS, by=by, once=once) as act:
        procurement, member = begin(act, by)
        refuse_others(member)
        reviews, before = to_review(procurement), call_of(procurement)
        refuse_all(list(_against(procurement, reviews, before, until)))
        made = QuotationCall(procurement=procurement, until=until, called_at=wall_clock.now(), member=member)
        act.create(made)
        names = []
        for review in reviews:
            for bid in review.valid if review.outcome != FAILED else ():
                act.create(CalledBidder(call=made, lot=review.lot, bidder=bid.response.bidder))
                names.append(bid.name)
        _note(act, procurement, until, is_first=before is None)
        act.set_subject(procurement)
        act.log(moment=moment_of(until), bidders=names)
    return made


def against_call(procurement: Procurement, reviews: list[Review]) -> list[Refusal]:
    """What stands in the way of a call, whatever its moment."""
    found = []
    first = opening_of(procurement, Quotation.FIRST)
    if not are_sealed(procurement):
        found.append(Refusal("这次采购的最后报价不在本系统密封提交", "由采购人照最后报价的记录登记"))
    elif first is None or first.state != OpeningState.CLOSED:
        found.append(Refusal("响应文件的开启还没有结束", "等采购人结束开启，出具记录"))
    if opening_of(procurement, Quotation.FINAL):
        found.append(Refusal("最后报价已经开始开启", "最后报价只有一次"))
    if any(not each.examined for each in reviews):
        found.append(Refusal("还有没审完的响应", "先审完资格和符合性，谈好了再要求最后报价"))
    elif all(each.outcome == FAILED for each in reviews):
        found.append(Refusal("通过审查的家数不够，不用最后报价", "写评审报告，由采购人终止采购"))
    if any(each.finished_at for review in reviews for each in review.members):
        found.append(Refusal("已经有评委交齐评分", "请先退回评分，写明原因：最后报价在评分以前"))
    return found


def _against(
    procurement: Procurement, reviews: list[Review], before: QuotationCall | None, until: datetime
) -> list[Refusal]:
    found, now = against_call(procurement, reviews), now_by_log()
    least = load_methods().settings[LEAST]
    if until <= now:
        found.append(Refusal("这个时间已经过了", "写一个以后的时间，给各家留够时间", field="until_time"))
    elif until < now + timedelta(minutes=least.value):
        found.append(
            Refusal(
                f"离现在不到 {least.value} {least.unit}",
                f"{least.title}是 {least.value} {least.unit}（{SETTING}），请写更晚的时间",
                field="until_time",
            )
        )
    found += against_final_days(procurement, until)
    if before is not None and before.until <= now and not any(each.uncalled for each in reviews):
        found.append(Refusal(f"最后报价已经在 {moment_of(before.until)} 截止", "等采购人开启"))
    elif before is not None and now < before.until and until <= before.until:
        found.append(
            Refusal(
                f"已经要求 {moment_of(before.until)} 以前提交，只能推后", "写更晚的时间", field="until_time"
            )
        )
    return found


def _note(act: Action, procurement: Procurement, until: datetime, *, is_first: bool) -> None:
    """Notes the events of a method whose clock runs from the call."""
    method = method_of(procurement)
    order = method.order if method else ()
    if INVITED in order and is_first:
        note_event(act, procurement, INVITED, None, note="评审小组要求提交最后报价")
    if CLOSED in order:
        note_event(act, procurement, CLOSED, None, day=day_of(until), moment=until)
