"""The shortlist: several providers of a report are taken into a framework agreement, and so many are kept out as the law wants."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from uuid import UUID

from goufu import wall_clock
from goufu.core.action import Action, action
from goufu.core.errors import AgainstTheLaw, Refusal
from goufu.core.opinion import Opinion, cards
from goufu.core.permissions import Permission
from goufu.procurement.actions.award_law import ask_of_award
from goufu.procurement.actions.awarding import refuse_above_money, refuse_judge, report_of
from goufu.procurement.actions.deposit_events import note_deposits
from goufu.procurement.actions.events import note_event
from goufu.procurement.actions.reviewing import to_award
from goufu.procurement.choices import STAGE
from goufu.procurement.frameworks.standing import is_framework, most_shortlisted
from goufu.procurement.law import days_of, facts_of, method_of
from goufu.procurement.model import Method
from goufu.procurement.models import Award, Lot, Placing, Procurement, ReviewReport
from goufu.procurement.review.events import AWARDED, RECEIVED, SHORTLISTED
from goufu.procurement.review.record import FAILED, Review, lot_of
from goufu.procurement.review.rounds import awards_of, round_of
from goufu.procurement.transitions import PROCUREMENT
from goufu.registry.agents import Agent


def shortlist(
    *,
    procurement: int,
    count: int,
    reason: str = "",
    reviewed: Collection[str] = (),
    lot: int | None = None,
    by: Agent,
    version: int | None = None,
    once: UUID | None = None,
) -> list[Award]:
    """Takes the first so many of the report, on the whole or the lot, into the agreement; between equals it can't stop.

    reviewed, reason: as of an award. Raises AgainstTheLaw where too few are kept out, or too few are in; Refusal; Stale;
    NotAllowed for one who sat on the panel.
    """
    with action("procurement.shortlist.decided", Permission.DECIDE_AWARD, by=by, once=once) as act:
        found, _state = PROCUREMENT.lock(act, Procurement.objects, procurement, "award", version=version)
        method = method_of(found)
        if method is None or not is_framework(method):
            raise Refusal("这种采购方式只确定一家", "请按“确定中标、成交供应商”办")
        refuse_judge(found, by)
        cut = lot_of(found, lot)
        report = report_of(found, cut)
        placings = ranked(report)
        _refuse(found, cut, report, placings, count)
        chosen = placings[:count]
        for each in chosen:
            assert each.price is not None
            refuse_above_money(found, cut, each.price)
        _ask(act, found, method, len(placings), count)
        reason = ask_of_award(act, found, chosen, reviewed, reason)
        made = [_award(act, found, cut, report, each, reason, by) for each in chosen]
        decided = {each.lot_id for each in awards_of(found)}
        if len(decided) == len(to_award(found)):
            note_event(act, found, SHORTLISTED, by, moment=wall_clock.now())
            note_deposits(act, found, by)
        act.change(found, changed_at=wall_clock.now())
        act.set_subject(found)
        act.log(
            bidders=[each.response.bidder.name for each in chosen], qualified=len(placings), reason=reason
        )
    return made


def ranked(report: ReviewReport) -> list[Placing]:
    """The places of those who are qualified, the first first."""
    rows = report.placings.filter(rank__isnull=False).select_related("response__bidder")
    return list(rows.order_by("rank", "pk"))


def at_most(procurement: Procurement, lot: Lot | None, qualified: int) -> int:
    """How many of those qualified may be in, as the method's elimination says on the day of the review."""
    method, review = method_of(procurement), Review(procurement, lot)
    name = (
        method.scoring.limits.get(f"elimination.{procurement.framework_evaluation}")
        if method and method.scoring
        else None
    )
    percent = review.parameter(name) if name else None
    return most_shortlisted(qualified, percent if percent is not None else Decimal(0))


def _refuse(
    procurement: Procurement, lot: Lot | None, report: ReviewReport, placings: list[Placing], count: int
) -> None:
    if report.outcome == FAILED:
        raise Refusal("评审报告的结果是采购失败", "发终止公告，重新采购", articles=["procurement-law:36"])
    if RECEIVED not in days_of(procurement.occurrences.all()):
        raise Refusal("还没有登记收到评审报告", "先登记收到")
    if awards_of(procurement).filter(lot=lot).exists():
        raise Refusal("已经确定了入围供应商", "要更正的，发更正公告")
    if not 1 <= count <= len(placings):
        raise Refusal(f"评审报告里合格的有 {len(placings)} 家", "入围几家，写一个不超过它的数", field="count")
    if any(each.price is None for each in placings[:count]):
        raise Refusal("有一家没有报价，不能入围", "先登记报价，照记录重新写出评审报告", field="count")
    if any(each.price == 0 for each in placings[:count]):
        raise Refusal(
            "有一家的报价是零，不能入围", "协议单价要大于零；登记错的，照记录重新写出评审报告", field="count"
        )
    if count < len(placings) and placings[count].rank == placings[count - 1].rank:
        raise Refusal(
            f"第 {placings[count].rank} 名有并列的，不能只要其中几家", "多要几家或者少要几家", field="count"
        )


def _ask(act: Action, procurement: Procurement, method: Method, qualified: int, count: int) -> None:
    """Asks the rules of the method's scoring whether so many may be in."""
    rules = method.scoring.rules if method.scoring else ()
    said = act.ask(lambda: facts_of(procurement)) | {"qualified_count": qualified, "shortlisted_count": count}
    opinion = Opinion.of_facts(STAGE, said, rules=rules)
    act.log_opinion(opinion)
    if failed := [*opinion.blocking, *opinion.to_explain]:
        raise AgainstTheLaw(cards(failed))


def _award(
    act: Action,
    procurement: Procurement,
    lot: Lot | None,
    report: ReviewReport,
    placing: Placing,
    reason: str,
    by: Agent,
) -> Award:
    assert placing.price is not None
    return act.create(
        Award(
            procurement=procurement,
            lot=lot,
            report=report,
            response=placing.response,
            amount=placing.price,
            day=wall_clock.today(),
            reason=reason,
            is_shared=True,
            round=round_of(procurement, AWARDED),
            person=by.person,
            at=wall_clock.now(),
        )
    )
