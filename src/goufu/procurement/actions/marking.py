"""Scores: each member's own points, handed in, or given back by the head."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from goufu import wall_clock
from goufu.core.action import action
from goufu.core.errors import Refusal, refuse_all
from goufu.core.permissions import Permission
from goufu.core.reasons import required_reason
from goufu.procurement.actions.review_record import begin, own_seat, refuse_others, with_bid
from goufu.procurement.actions.reviewing import to_review
from goufu.procurement.forms.grades import scale_of, text_of
from goufu.procurement.models import (
    PanelMember,
    Score,
)
from goufu.procurement.review.record import FAILED
from goufu.procurement.review.rounds import is_reported
from goufu.procurement.review.seats import SeatAgent


def save_scores(
    *, response: int, points: Mapping[int, Decimal], by: SeatAgent, once: UUID | None = None
) -> list[Score]:
    """Keeps the member's points for factors of a response, as far as they are given; objective ones are the head's.

    Raises Refusal for points outside the scale, with all of them; after the member has handed in; for a bid that is out.
    """
    with action("procurement.scores.saved", Permission.REVIEW_BIDS, by=by, once=once) as act:
        procurement, bid, review = with_bid(act, response)
        member = own_seat(act, by)
        if member.finished_at:
            raise Refusal("您已经交齐评分，不能再改", "确实要改的，请组长退回并写明原因")
        if review.because(bid) or review.unexamined(bid):
            raise Refusal(f"“{bid.name}”没有通过审查，或者还没有审完", "只给通过资格和符合性审查的打分")
        factors = {each.pk: each for each in review.factors}
        refuse_all(_against_points(points, factors, member))
        had = bid.marks.get(member.pk, {})
        changed = {key: value for key, value in points.items() if had.get(key) != value}
        if not changed:
            act.nothing_changed()
            return []
        now = wall_clock.now()
        made = [
            act.create(Score(member=member, response=bid.response, factor=factors[key], points=value, at=now))
            for key, value in changed.items()
        ]
        act.set_subject(procurement)
        act.log(count=len(made))
    return made


def _against_points(
    points: Mapping[int, Decimal], factors: Mapping[int, Any], member: PanelMember
) -> list[Refusal]:
    found = []
    for key, value in points.items():
        factor = factors.get(key)
        if factor is None:
            found.append(Refusal("没有这个因素", "请重新打开这一页"))
        elif factor.is_objective and not member.is_head:
            found.append(
                Refusal(
                    f"“{factor.title}”是客观因素，由组长核对一次",
                    "有不同意见的，请当面提出",
                    field=f"factor-{key}",
                )
            )
        elif not scale_of(factor.points, factor.grades).allows(value):
            found.append(
                Refusal(
                    f"“{factor.title}”打了 {value} 分，不在评分标准里",
                    f"满分 {factor.points}；{text_of(factor.grades)}",
                    field=f"factor-{key}",
                    articles=["order-87:re-evaluation"],
                )
            )
    return found


def hand_in(*, by: SeatAgent, once: UUID | None = None) -> PanelMember:
    """The member has scored every bid that is in. Raises Refusal that names what is missing."""
    with action("procurement.scores.handed_in", Permission.REVIEW_BIDS, by=by, once=once) as act:
        procurement, member = begin(act, by)
        if member.finished_at:
            raise Refusal("您已经交齐评分", "等其他评委交齐")
        for review in to_review(procurement):
            if review.finals_sealed and review.outcome != FAILED and not review.finals_over:
                raise Refusal("最后报价还没有开启", "最后报价开启以后再交齐评分")
            if not review.examined or review.to_explain or review.pending:
                raise Refusal("还有没审完的响应，或者没有认定的报价说明", "请组长先审完")
            for bid in review.valid if review.is_weighted else ():
                if missing := review.unscored(member, bid):
                    names = "、".join(each.title for each in missing)
                    raise Refusal(f"“{bid.name}”还没有打：{names}", "每个因素都打了分再交")
        act.change(member, finished_at=wall_clock.now())
    return member


def send_back(*, member: int, reason: str, by: SeatAgent, once: UUID | None = None) -> PanelMember:
    """The head gives a member's scores back, with a reason, before there is a report. Raises Refusal, NotAllowed."""
    with action("procurement.scores.sent_back", Permission.REVIEW_BIDS, by=by, once=once) as act:
        procurement, own = begin(act, by)
        refuse_others(own)
        if all(is_reported(procurement, each.lot) for each in to_review(procurement)):
            raise Refusal("评审报告已经有了，评分不能再改", "评审有错的，依法重新评审")
        of_the_panel = procurement.panel.select_related("procurement__purchaser__place")
        found = act.lock(of_the_panel.filter(left_at=None), member)
        if not found.finished_at:
            raise Refusal("这位评委还没有交", "不用退回")
        act.change(found, finished_at=None)
        act.set_subject(procurement)
        act.log(number=found.number, reason=required_reason(reason, "退回评分"))
    return found
