"""The end of a procurement that was begun without a notice: why, with a record, and its money is free again."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from uuid import UUID

from goufu import wall_clock
from goufu.core.action import action
from goufu.core.errors import Refusal, refusal_of, refuse_all
from goufu.core.permissions import Permission
from goufu.core.reasons import required_reason
from goufu.procurement.actions.awarding import refuse_above_money
from goufu.procurement.actions.deciding import check_other
from goufu.procurement.actions.reviewing import reviews_of
from goufu.procurement.actions.telling_ends import tell_end
from goufu.procurement.law import days_of, method_of
from goufu.procurement.models import Procurement
from goufu.procurement.notice_kinds import TERMINATION, notice_about
from goufu.procurement.past.days import past_of
from goufu.procurement.review.bids import ReviewedBid
from goufu.procurement.review.events import CHOSEN
from goufu.procurement.review.record import Review
from goufu.procurement.transitions import PROCUREMENT
from goufu.registry.agents import Agent
from goufu.ui.money import figures

NO_SUPPLIER, ABOVE_MONEY = "no_supplier", "above_money"  # endings that the record of the offers must bear out


def end_procurement(
    *,
    procurement: int,
    cause: str,
    reason: str,
    by: Agent,
    version: int | None = None,
    once: UUID | None = None,
) -> Procurement:
    """Ends a running procurement that nobody was told of by a notice; the share of its projects' money is free for another one.

    cause: one of the method's endings. Raises Refusal where a notice began it, after the award, and for a cause that the
    record of the offers denies; NotAllowed for whoever drafted it; Stale.
    """
    with action("procurement.procurement.ended", Permission.LEAD_PROCUREMENT, by=by, once=once) as act:
        found, state = PROCUREMENT.lock(act, Procurement.objects, procurement, "end", version=version)
        check_other(found.drafted_by_id, by, "编制方案", "终止")
        refuse_all([*against_ending(found), *_against_cause(found, cause)])
        reason, now = required_reason(reason, "终止"), wall_clock.now()
        act.change(
            found,
            state=state,
            end_cause=cause,
            end_reason=reason,
            ended_by=by.person,
            ended_at=now,
            changed_at=now,
        )
        said = str(found.get_end_cause_display())
        tell_end(act, found, f"原因：{said}。", by)
        act.log(cause=said, reason=reason)
    return found


def against_ending(procurement: Procurement) -> Iterator[Refusal]:
    """Why it can't be ended without a notice now, whatever the cause."""
    method = method_of(procurement)
    if past_of(procurement) is not None:
        yield Refusal("这次采购是补录的", "在别处终止了的，按“登记终止”办", field="cause")
        return
    if notice_about(procurement, TERMINATION) or method is None or not method.endings:
        yield Refusal("这次采购发过公告", "起草终止公告，由起草人以外的采购负责人发布", field="cause")
    if not CHOSEN.isdisjoint(days_of(procurement.occurrences.all())):
        yield Refusal(
            "已经确定了供应商，不能终止采购",
            "照结果签合同；结果依法认定无效的，登记以后再终止",
            field="cause",
        )


def _against_cause(procurement: Procurement, cause: str) -> Iterator[Refusal]:
    method = method_of(procurement)
    if method is None or cause not in method.endings:
        yield Refusal("没有这种原因", "请从列出的里选", field="cause")
        return
    offers = [(each, bid) for each in reviews_of(procurement) for bid in each.bids if not each.because(bid)]
    if cause == NO_SUPPLIER and offers:
        name = offers[0][1].name
        yield Refusal(
            f"“{name}”报了价，没有审查不合格的记录", "先审查资格；合格的，不是没有供应商", field="cause"
        )
    if cause == ABOVE_MONEY:
        yield from _against_above(offers)


def _against_above(offers: list[tuple[Review, ReviewedBid]]) -> Iterator[Refusal]:
    """The refusal where nobody is known to have asked for more than there is."""
    if not offers:
        yield Refusal("没有登记过报价", "先登记各家的报价", field="cause")
    for review, bid in offers:
        price = bid.correction.price
        if price is not None and _is_affordable(review, price):
            said = f"“{bid.name}”报价 {figures(price)} 元，没有超过预算和最高限价"
            yield Refusal(said, "核对报价；可以支付的，照常商定", field="cause")
            return


def _is_affordable(review: Review, price: Decimal) -> bool:
    return refusal_of(lambda: refuse_above_money(review.procurement, review.lot, price)) is None
