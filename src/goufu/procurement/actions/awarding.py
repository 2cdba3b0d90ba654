"""The award: the report comes to the purchaser, who decides, and everybody is told."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet

from goufu import wall_clock
from goufu.core.action import Action, action
from goufu.core.errors import NotAllowed, Refusal
from goufu.core.numbers import NumberSeries, take_number
from goufu.core.permissions import Permission
from goufu.core.reasons import required_reason
from goufu.files.numerals import plain
from goufu.procurement.actions.award_law import ask_of_award
from goufu.procurement.actions.deposit_events import note_deposits
from goufu.procurement.actions.events import note_event
from goufu.procurement.actions.review_record import refuse_former
from goufu.procurement.actions.reviewing import to_award
from goufu.procurement.choosing import number
from goufu.procurement.frameworks.standing import is_framework
from goufu.procurement.law import days_of, facts_of, method_of, situation_of
from goufu.procurement.methods import load_methods
from goufu.procurement.models import Award, Letter, Lot, Placing, Procurement, Response, ReviewReport
from goufu.procurement.reckoning.prices import FREE
from goufu.procurement.review.events import AWARDED, RECEIVED, REVIEWED, SENT, SHORTLIST_TOLD, SIGNED, TOLD
from goufu.procurement.review.record import FAILED, Review, lot_of
from goufu.procurement.review.rounds import awards_of, letters_of, reports_of, round_of
from goufu.procurement.review.talks import is_by_talks, talks_in
from goufu.procurement.transitions import PROCUREMENT
from goufu.registry.agents import Agent
from goufu.ui.money import figures

LETTERS = NumberSeries("procurement.letter", "{place}-{year}-TZ-{number:04}")
SIGNING_DAYS = "framework_signing_days"


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
    reason: str = "",
    reviewed: Collection[str] = (),
    lot: int | None = None,
    by: Agent,
    version: int | None = None,
    once: UUID | None = None,
) -> Award:
    """Decides who is awarded the procurement or the lot: the first of the report; between equal firsts, and for another, with a reason.

    reviewed: the ids of the rules whose doubts the agent has looked into; they want a reason, too. Raises AgainstTheLaw with
    what the rules of the stage refuse as the award would stand; Refusal; NotAllowed for one who sat on the panel; Stale.
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
        placing = report.placings.select_related("response__bidder").filter(response=response).first()
        reason = _refuse_place(found, report, placing, reason)
        assert placing is not None and placing.price is not None
        refuse_above_money(found, cut, placing.price)
        reason = ask_of_award(act, found, [placing], reviewed, reason)
        made = Award(
            procurement=found,
            lot=cut,
            report=report,
            response=placing.response,
            amount=placing.price,
            day=wall_clock.today(),
            reason=reason,
            round=round_of(found, AWARDED),
            person=by.person,
            at=wall_clock.now(),
        )
        act.create(made)
        if awards_of(found).count() == len(to_award(found)):
            note_event(act, found, AWARDED, by, moment=wall_clock.now())
            note_deposits(act, found, by)
        act.change(found, changed_at=wall_clock.now())
        act.set_subject(found)
        act.log(bidder=placing.response.bidder.name, amount=made.amount, reason=reason)
    return made


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


def refuse_above_money(procurement: Procurement, lot: Lot | None, price: Decimal) -> None:
    """Raises Refusal for a price above what there is to spend on the lot or the whole, or above the announced ceiling."""
    money = lot.amount if lot else sum((each.amount for each in procurement.shares.all()), Decimal(0))
    limits = [("采购预算", money), ("最高限价", None if lot else procurement.ceiling)]
    for what, limit in limits:
        if limit is not None and price > limit:
            raise Refusal(
                f"{figures(price)} 元超过{what} {figures(limit)} 元",
                "写错了的，更正以后再办；确实超过的，不能成交，终止采购，调整以后重新采购",
                field="price",
            )


def _refuse_place(
    procurement: Procurement, report: ReviewReport, placing: Placing | None, reason: str
) -> str:
    if report.outcome == FAILED:
        raise Refusal("评审报告的结果是采购失败", "发终止公告，重新采购", articles=["procurement-law:36"])
    if RECEIVED not in days_of(procurement.occurrences.all()):
        raise Refusal("还没有登记收到评审报告", "先登记收到")
    if placing is None or placing.rank is None:
        raise Refusal("这家供应商不在评审报告推荐的名单里", "从推荐的候选人里确定", field="response")
    if placing.price is None:
        raise Refusal(
            "评审报告里没有这家供应商的报价，不能定标", "先登记报价，照记录重新写出评审报告", field="response"
        )
    if placing.rank > 1:
        reason = required_reason(reason, "不确定第一名")
    if placing.price == 0:
        reason = required_reason(reason, f"{FREE}；仍然定标")
    if placing.is_tied:
        return required_reason(reason, "从并列的里面选")
    return reason.strip()


def send_letters(
    *, procurement: int, by: Agent, version: int | None = None, once: UUID | None = None
) -> Procurement:
    """Sends the award letters, and tells each of the others its own score, rank and why it lost. Raises Refusal, NotAllowed, Stale."""
    with action("procurement.letters.sent", Permission.TELL_RESULT, by=by, once=once) as act:
        found, _state = PROCUREMENT.lock(act, Procurement.objects, procurement, "award", version=version)
        awards, failed = unsent(found)
        if not (awards or failed):
            if letters_of(found).exists():
                raise Refusal("通知书已经发过", "要更正的，发更正公告")
            raise Refusal("还没有确定中标、成交供应商", "先定标，再发通知书")
        for won in _together(awards):
            for placing in _placings(won[0].report):
                own = next((each for each in won if each.response_id == placing.response_id), None)
                text = letter_text(found, won, placing)
                send_letter(
                    act, found, placing.response, text, by, award=own or won[0], is_award=own is not None
                )
        for report in failed:
            for placing in _placings(report):
                text = failure_text(found, placing)
                send_letter(act, found, placing.response, text, by, report=report)
        if awards:
            told = SHORTLIST_TOLD if is_framework(method_of(found)) else TOLD
            note_event(act, found, told, by, moment=wall_clock.now())
        act.change(found, changed_at=wall_clock.now())
    return found


def unsent(procurement: Procurement) -> tuple[list[Award], list[ReviewReport]]:
    """The awards, and the reports of failure, of which nobody has been told; none before the purchaser has decided on every lot."""
    awards = awards_of(procurement).select_related("report", "response__bidder")
    is_received = RECEIVED in days_of(procurement.occurrences.all())
    decided = set(awards.values_list("lot", flat=True))
    if not is_received or len(decided) < len(to_award(procurement)):
        return [], []
    return list(awards.filter(letters=None)), [
        each for each in _failures(procurement) if not each.letters.exists()
    ]


def _together(awards: list[Award]) -> list[list[Award]]:
    """The awards by their reports: of one several may have won."""
    found: dict[int, list[Award]] = {}
    for each in awards:
        found.setdefault(each.report_id, []).append(each)
    return list(found.values())


def _failures(procurement: Procurement) -> list[ReviewReport]:
    """The reports that count by which a lot, or the whole, has failed."""
    last = {each.lot_id: each for each in reports_of(procurement).select_related("lot").order_by("pk")}
    return [each for each in last.values() if each.outcome == FAILED]


def _placings(report: ReviewReport) -> QuerySet[Placing]:
    return report.placings.select_related("response__bidder", "response__lot")


def send_letter(
    act: Action,
    procurement: Procurement,
    response: Response,
    text: str,
    by: Agent,
    *,
    award: Award | None = None,
    report: ReviewReport | None = None,
    is_award: bool = False,
) -> None:
    """Writes the letter, numbered, within an action that has locked the procurement."""
    place, today = procurement.purchaser.place.code, wall_clock.today()
    act.create(
        Letter(
            response=response,
            award=award,
            report=report,
            is_award=is_award,
            number=take_number(LETTERS, place=place, year=today.year, place_word=place),
            text=text,
            day=today,
            person=by.person,
            at=wall_clock.now(),
        )
    )


def letter_text(procurement: Procurement, won: Sequence[Award], placing: Placing) -> str:
    """What a bidder is told: of the others nothing but who was awarded and for how much."""
    head = letter_head(procurement, placing.response)
    is_several = won[0].is_shared
    own = next((each for each in won if each.response_id == placing.response_id), None)
    if own and is_several:
        days = Review(procurement, own.lot).parameter(SIGNING_DAYS)
        return f"{head}经评审，确定你单位入围，入围价格 {figures(own.amount)} 元。请自本通知书发出之日起{days}日内签订框架协议。"
    if own:
        return f"{head}经评审，确定你单位中标（成交），金额 {figures(own.amount)} 元。{_signing(procurement)}"
    if is_several:
        names = "、".join(f"{each.response.bidder.name}（{figures(each.amount)} 元）" for each in won)
        return f"{head}入围的是{names}。你单位没有入围：{loss_of(placing)}"
    said = f"{won[0].response.bidder.name}，金额 {figures(won[0].amount)} 元"
    return f"{head}中标（成交）的是{said}。你单位没有中标（成交）：{loss_of(placing)}"


def _signing(procurement: Procurement) -> str:
    """Until when the contract is signed, as the method's step says; the law of that day and place has the number."""
    method, methods = method_of(procurement), load_methods()
    step = (
        next((each for each in method.steps if (each.begins, each.ends) == (TOLD, SIGNED)), None)
        if method
        else None
    )
    if step is None or not step.number:
        return "请按照采购需求签订合同。"
    days = number(step.number, situation_of(procurement, facts_of(procurement)), methods)
    if days is None:
        return "请在法定期限内签订合同。"
    return f"请自本通知书发出之日起{plain(int(days))}{methods.book.parameters[step.number].unit}内签订合同。"


def failure_text(procurement: Procurement, placing: Placing) -> str:
    """What a bidder is told where nobody can be awarded: of the others nothing."""
    own = f"{placing.reason}。" if placing.reason else "你单位通过了审查。"
    return f"{letter_head(procurement, placing.response)}经评审，符合要求的供应商不足，没有中标（成交）供应商，采购失败。{own}"


def letter_head(procurement: Procurement, response: Response) -> str:
    """To whom the letter goes, and of what it is."""
    cut = response.lot
    lot = f"第{cut.number}包" if cut else ""
    return f"{response.bidder.name}：\n    {procurement.purchaser.name}的“{procurement.title}”（{procurement.number}）{lot}"


def loss_of(placing: Placing) -> str:
    """Why a bidder lost, of its own record."""
    if placing.rank is None:
        return f"{placing.reason or '没有通过审查'}。"
    if placing.total is None:
        scored = (
            "没有报价" if placing.scored_price is None else f"评审价格 {figures(placing.scored_price)} 元"
        )
        return f"{scored}，排第 {placing.rank} 名。"
    price = f"，其中价格 {placing.price_points} 分" if placing.price_points is not None else ""
    return f"得分 {placing.total}{price}，排第 {placing.rank} 名。"
