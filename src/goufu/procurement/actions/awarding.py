"""The award: the report comes to the purchaser, who decides, and everybody is told."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal
from functools import partial
from uuid import UUID

from goufu import wall_clock
from goufu.core.action import Action, action
from goufu.core.errors import AgainstTheLaw, NotAllowed, Refusal
from goufu.core.opinion import Opinion, cards
from goufu.core.permissions import Permission
from goufu.core.reasons import required_reason
from goufu.procurement.actions.award_law import ask_of_award
from goufu.procurement.actions.deposit_events import note_deposits
from goufu.procurement.actions.events import note_event
from goufu.procurement.actions.review_record import refuse_former
from goufu.procurement.actions.reviewing import to_award
from goufu.procurement.choices import STAGE
from goufu.procurement.frameworks.standing import is_framework
from goufu.procurement.law import days_of, facts_of, method_of
from goufu.procurement.model import Limit
from goufu.procurement.models import Award, Lot, Placing, Procurement, ReviewReport
from goufu.procurement.reckoning.prices import FREE
from goufu.procurement.review.events import AWARDED, RECEIVED, REVIEWED, SENT
from goufu.procurement.review.record import FAILED, lot_of
from goufu.procurement.review.rounds import awards_of, reports_of, round_of
from goufu.procurement.review.talks import is_by_talks, talks_in
from goufu.procurement.transitions import PROCUREMENT
from goufu.registry.agents import Agent
from goufu.ui.money import figures


def receive_report(
    *, procurement: int, by: Agent, version: int | None = None, once: UUID | None = None
) -> Procurement:
    """Records that the signed report has come to the purchaser. Raises Refusal before all have signed; NotAllowed, Stale."""
    with action("procurement.report.received", Permission.WRITE_PROCUREMENT, by=by, once=once) as act:
        found, _state = PROCUREMENT.lock(act, Procurement.objects, procurement, "award", version=version)
        happened = days_of(found.occurrences.all())
        if REVIEWED not in happened:
            raise Refusal("评审还没有结束：报告没有写出，或者没有全体签署", "等评审小组全体签署")
        if RECEIVED in happened:
            raise Refusal("已经登记过收到评审报告", "接着确定中标、成交供应商")
        for event in (SENT, RECEIVED):
            note_event(act, found, event, by, moment=wall_clock.now())
        act.change(found, changed_at=wall_clock.now())
    return found


def award(
    *,
    procurement: int,
    response: int,
    also: Sequence[int] = (),
    reason: str = "",
    reviewed: Collection[str] = (),
    lot: int | None = None,
    by: Agent,
    version: int | None = None,
    once: UUID | None = None,
) -> list[Award]:
    """Decides who is awarded the procurement or the lot: the first of the report; between equal firsts, and for another, with a reason.

    `also`: further ones of the same report, where the method awards to several. `reviewed`: the ids of the rules whose doubts
    the agent has looked into; they want a reason, too. Raises AgainstTheLaw with what the rules of the stage refuse as the
    award would stand; Refusal; NotAllowed for one who sat on the panel; Stale.
    """
    with action("procurement.award.decided", Permission.DECIDE_AWARD, by=by, once=once) as act:
        found, _state = PROCUREMENT.lock(act, Procurement.objects, procurement, "award", version=version)
        if is_framework(method_of(found)):
            raise Refusal(
                "框架协议要确定几家入围", "请按“确定入围供应商”办", articles=["order-110:elimination"]
            )
        refuse_judge(found, by)
        cut = lot_of(found, lot)
        report = report_of(found, cut)
        _refuse_early(found, cut, report)
        placings = _chosen(report, [response, *also])
        reason = _refuse_places(report, placings, reason)
        _refuse_above_all(found, cut, placings)
        _ask_how_many(act, found, placings)
        reason = ask_of_award(act, found, placings, reviewed, reason)
        made = [_award(act, found, report, each, by, reason, is_shared=bool(also)) for each in placings]
        if len({each.lot_id for each in awards_of(found)}) == len(to_award(found)):
            note_event(act, found, AWARDED, by, moment=wall_clock.now())
            note_deposits(act, found, by)
        act.change(found, changed_at=wall_clock.now())
        act.set_subject(found)
        _log(act, made, reason)
    return made


def _award(
    act: Action,
    procurement: Procurement,
    report: ReviewReport,
    placing: Placing,
    by: Agent,
    reason: str,
    *,
    is_shared: bool,
) -> Award:
    assert placing.price is not None
    return act.create(
        Award(
            procurement=procurement,
            lot=report.lot,
            report=report,
            response=placing.response,
            amount=placing.price,
            day=wall_clock.today(),
            reason=reason,
            is_shared=is_shared,
            round=round_of(procurement, AWARDED),
            person=by.person,
            at=wall_clock.now(),
        )
    )


def _log(act: Action, made: list[Award], reason: str) -> None:
    names = [each.response.bidder.name for each in made]
    who = {"bidders": names} if len(names) > 1 else {"bidder": names[0]}
    act.log(**who, amount=sum((each.amount for each in made), Decimal(0)), reason=reason)


def _ask_how_many(act: Action, procurement: Procurement, placings: list[Placing]) -> None:
    """Asks the rule of a method that limits how many are awarded, together with those of other lots. Raises Refusal, AgainstTheLaw."""
    limit = winner_limit(procurement)
    if limit is None:
        if len(placings) > 1:
            raise Refusal("这种采购方式每个包只确定一家", "只选一家", field="response")
        return
    before = awards_of(procurement).values_list("response__bidder", flat=True)
    bidders = {*before, *(each.response.bidder_id for each in placings)}
    said = act.ask(partial(facts_of, procurement)) | {"developer_count": len(bidders)}
    opinion = Opinion.of_facts(STAGE, said, rules=(limit.rule,))
    act.log_opinion(opinion)
    if opinion.blocking:
        raise AgainstTheLaw(cards(opinion.blocking))


def winner_limit(procurement: Procurement) -> Limit | None:
    """The limit of a method that awards to several; None where a lot has one winner."""
    method = method_of(procurement)
    return method.limits.get("winners") if method else None


def refuse_judge(procurement: Procurement, by: Agent) -> None:
    """Raises NotAllowed for somebody who sat on the panel, took part in the talks, or wrote them down; Refusal for a former post."""
    if why := why_not(procurement, by):
        raise NotAllowed(why, "请本单位的另一位采购负责人决定")
    refuse_former(procurement, by, "定标")


def why_not(procurement: Procurement, by: Agent) -> str:
    """Why the agent doesn't decide on the award; '' where nothing stands in the way."""
    if procurement.panel.filter(person=by.person).exists():
        return "参加评审的人不单独定标"
    method = method_of(procurement)
    if method is None or not is_by_talks(method):
        return ""
    last = {
        each.lot_id: each for each in reports_of(procurement).order_by("pk")
    }  # corrected, the last record counts
    for each in last.values():
        talks = talks_in(each.content)
        if talks and (by.person.pk in talks.persons or talks.has_named(by.person.name)):
            return "参加商定的人不单独定标"
        if talks and each.person_id == by.person.pk:
            return "登记商定结果的人不单独定标"
    return ""


def report_of(procurement: Procurement, lot: Lot | None) -> ReviewReport:
    """The report that counts: the last that is not voided. Raises Refusal without one."""
    found = reports_of(procurement).filter(lot=lot).order_by("-pk").first()
    if found is None:
        raise Refusal("还没有评审报告", "等评审小组写出报告并签署")
    return found


def _money(procurement: Procurement, lot: Lot | None) -> Decimal:
    """What there is to spend on the lot or the whole."""
    return lot.amount if lot else sum((each.amount for each in procurement.shares.all()), Decimal(0))


def refuse_above_money(procurement: Procurement, lot: Lot | None, price: Decimal) -> None:
    """Raises Refusal for a price above what there is to spend on the lot or the whole, or above the announced ceiling."""
    limits = [("采购预算", _money(procurement, lot)), ("最高限价", None if lot else procurement.ceiling)]
    for what, limit in limits:
        if limit is not None and price > limit:
            raise Refusal(
                f"{figures(price)} 元超过{what} {figures(limit)} 元",
                "写错了的，更正以后再办；确实超过的，不能成交，终止采购，调整以后重新采购",
                field="price",
            )


def _refuse_above_all(procurement: Procurement, lot: Lot | None, placings: list[Placing]) -> None:
    """Raises Refusal where a price, or all of them together, is above what there is to spend."""
    prices = [each.price for each in placings if each.price is not None]
    for each in prices:
        refuse_above_money(procurement, lot, each)
    money, total = _money(procurement, lot), sum(prices, Decimal(0))
    if total > money:
        raise Refusal(
            f"这几家合起来 {figures(total)} 元，超过采购预算 {figures(money)} 元",
            "少确定一家；预算确实不够的，终止采购，调整以后重新采购",
            field="response",
        )


def _refuse_early(procurement: Procurement, lot: Lot | None, report: ReviewReport) -> None:
    if report.outcome == FAILED:
        raise Refusal("评审报告的结果是采购失败", "发终止公告，重新采购", articles=["procurement-law:36"])
    if RECEIVED not in days_of(procurement.occurrences.all()):
        raise Refusal("还没有登记收到评审报告", "先登记收到")
    if awards_of(procurement).filter(lot=lot).exists():
        raise Refusal("已经确定了中标、成交供应商", "要更正的，发更正公告")


def _chosen(report: ReviewReport, numbers: Sequence[int]) -> list[Placing]:
    """The places of these responses, the first first. Raises Refusal for one that the panel doesn't recommend."""
    rows = report.placings.select_related("response__bidder").filter(response__in=numbers, rank__isnull=False)
    found = list(rows.order_by("rank", "pk"))
    if len(found) < len(numbers):
        raise Refusal(
            "选的供应商不在评审报告推荐的名单里，或者选了两次", "从推荐的候选人里确定", field="response"
        )
    if any(each.price is None for each in found):
        raise Refusal(
            "评审报告里没有这家供应商的报价，不能定标", "先登记报价，照记录重新写出评审报告", field="response"
        )
    return found


def _refuse_places(report: ReviewReport, placings: list[Placing], reason: str) -> str:
    """The reason, which is wanted where one before them is passed over, where equals are left out, and for a free offer."""
    names = {each.response_id for each in placings}
    others = [each for each in report.placings.filter(rank__isnull=False) if each.response_id not in names]
    last = placings[-1].rank or 0
    if any(each.rank < last for each in others if each.rank):
        said = "不确定第一名" if len(placings) == 1 else "跳过了排在前面的"
        reason = required_reason(reason, said)
    if any(each.price == 0 for each in placings):
        reason = required_reason(reason, f"{FREE}；仍然定标")
    if any(each.rank == last for each in others):
        return required_reason(reason, "从并列的里面选")
    return reason.strip()
