"""Reviewing again: on one of the grounds that the law lists, by the same panel; the report of before stays and counts no more."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from goufu import wall_clock
from goufu.core.action import action
from goufu.core.errors import Refusal, refuse_all
from goufu.core.permissions import Permission
from goufu.core.reasons import required_reason
from goufu.procurement.actions.events import note_event
from goufu.procurement.actions.review_record import on_reviewing_again, refuse_former
from goufu.procurement.choices import rereview_grounds
from goufu.procurement.models import Lot, Procurement, Rereview
from goufu.procurement.review.events import REOPENED
from goufu.procurement.review.record import FAILED, Review, lot_of
from goufu.procurement.review.rounds import awards_of, reports_of, review_again
from goufu.procurement.transitions import PROCUREMENT
from goufu.registry.agents import Agent


def reopen_review(
    *,
    procurement: int,
    lot: int | None = None,
    ground: str,
    reason: str,
    by: Agent,
    version: int | None = None,
    once: UUID | None = None,
) -> Rereview:
    """Has the same panel review again the whole, or the lot by its id: scores are given back, the report is made and signed anew.

    Raises Refusal for another ground than the law's, without a reason, without a report of scores, and after the award; Stale, NotAllowed.
    """
    with action("procurement.review.reopened", Permission.HOLD_REVIEW, by=by, once=once) as act:
        found, _state = PROCUREMENT.lock(act, Procurement.objects, procurement, "review", version=version)
        refuse_former(found, by, "组织重新评审")
        cut = lot_of(found, lot)
        refuse_all(against_reopening(found, cut))
        if ground not in dict(rereview_grounds()):
            raise Refusal(
                "不是可以重新评审的情形",
                f"只有这四种：{'；'.join(str(word) for _name, word in rereview_grounds())}",
                field="ground",
                articles=on_reviewing_again(found),
            )
        reason = required_reason(reason, "重新评审")
        report = reports_of(found).filter(lot=cut).latest("pk")
        now = wall_clock.now()
        made = Rereview(report=report, ground=ground, reason=reason[:1_000], person=by.person, at=now)
        act.create(made)
        review_again(act, found)
        note_event(act, found, REOPENED, by, moment=now, note=f"{made.get_ground_display()}：{reason}"[:500])
        act.change(found, changed_at=now)
        act.set_subject(found)
        act.log(ground=made.get_ground_display(), reason=reason, digest=report.digest)
        if cut:
            act.log(lot=cut.number)
    return made


def against_reopening(procurement: Procurement, lot: Lot | None) -> Iterator[Refusal]:
    """What stands in the way, whatever the ground: only scores of a ranking that isn't decided on are given anew."""
    report = reports_of(procurement).filter(lot=lot).order_by("-pk").first()
    if report is None:
        yield Refusal("没有评审报告可以重新评审", "还在评审的，由组长退回评分")
        return
    if report.member_id is None:
        yield Refusal("这次采购没有评审小组", "商定的结果登记错了的，更正商定结果")
    elif report.outcome == FAILED or not Review(procurement, lot).is_weighted:
        yield Refusal(
            "没有评分，没有可以重新评审的情形",
            "评审结果不能改；供应商不服的，可以质疑",
            articles=on_reviewing_again(procurement),
        )
    if awards_of(procurement).filter(lot=lot).exists():
        yield Refusal(
            "已经定标，不能再组织重新评审",
            "结果有错的，由质疑答复、投诉处理决定",
            articles=on_reviewing_again(procurement),
        )
