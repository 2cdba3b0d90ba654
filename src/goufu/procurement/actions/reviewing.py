"""The panel's report: concluded from the record, signed by each member."""

from __future__ import annotations

from uuid import UUID

from goufu import wall_clock
from goufu.core.action import Action, action
from goufu.core.errors import Refusal, refuse_all
from goufu.core.permissions import Permission
from goufu.documents.papers import digest_of
from goufu.procurement.actions.events import note_event
from goufu.procurement.actions.review_record import begin, on_reviewing_again, refuse_others
from goufu.procurement.models import PanelMember, Placing, Procurement, ReportSignature, ReviewReport
from goufu.procurement.papers.report_content import content_of
from goufu.procurement.review.events import REVIEWED
from goufu.procurement.review.record import FAILED, Review, lot_of
from goufu.procurement.review.rounds import awards_of, is_reported, reports_of, rereview_of, round_of
from goufu.procurement.review.seats import SeatAgent

SIGNING = ("procurement-regulation:41",)


def conclude(
    *, lot: int | None = None, seen: bool = False, by: SeatAgent, once: UUID | None = None
) -> ReviewReport:
    """The head makes the report of what the record gives, once all have handed in. seen: the scores far apart are looked at.

    Raises Refusal while anything is missing, and where there is a report already; NotAllowed for others.
    """
    with action("procurement.review.concluded", Permission.REVIEW_BIDS, by=by, once=once) as act:
        procurement, member = begin(act, by)
        refuse_others(member)
        cut = lot_of(procurement, lot)
        review = Review(procurement, cut)
        refuse_all(against_report(review, seen=seen))
        again = rereview_of(procurement, cut)
        content = content_of(review, again)
        report = ReviewReport(
            procurement=procurement,
            lot=cut,
            outcome=review.outcome,
            content=content,
            digest=digest_of(content),
            ground=again.ground if again else "",
            round=round_of(procurement, REVIEWED),
            member=member,
            at=wall_clock.now(),
        )
        act.create(report)
        _place(act, report, review)
        act.set_subject(procurement)
        act.log(digest=report.digest, outcome=report.get_outcome_display())
    return report


def against_report(review: Review, *, seen: bool) -> list[Refusal]:
    """What stands in the way of the report."""
    found = []
    if review.to_explain or review.pending:
        found.append(
            Refusal(
                "有异常低价还没有要求说明，或者还没有认定",
                "先处理报价说明",
                articles=["mof-treasury-2026-2:explanation"],
            )
        )
    if not review.examined:
        found.append(Refusal("还有没审完的响应", "先审完资格和符合性"))
    if review.outcome != FAILED and review.is_weighted and not review.all_finished:
        found.append(Refusal("还有评委没有交齐评分", "等各位评委交齐；互相不看"))
    if review.wants_final and review.outcome != FAILED and not _has_finals(review):
        found.append(Refusal("还没有最后报价", "磋商、谈判以后由采购人登记或者开启最后报价"))
    if review.far_apart and not seen:
        found.append(Refusal("有相差很大的评分，组长还没有看过", "看过以后勾选；要改的先退回评分"))
    if awards_of(review.procurement).filter(lot=review.lot).exists():
        found.append(Refusal("已经定标，不能再写评审报告", "定标、评审依法认定无效以后，才能重新评审"))
    if is_reported(review.procurement, review.lot):
        found.append(
            Refusal(
                "已经有评审报告",
                "只有法定的四种情形才能重新评审，由采购人组织",
                articles=on_reviewing_again(review.procurement),
            )
        )
    return found


def _has_finals(review: Review) -> bool:
    """Whether the final quotations are there: all that were sealed are opened together, others entered one by one."""
    return review.finals_over if review.finals_sealed else any(each.final for each in review.bids)


def _place(act: Action, report: ReviewReport, review: Review) -> None:
    places = {each.bidder: each for each in review.ranking.places} if report.outcome != FAILED else {}
    for bid in review.bids:
        place = places.get(bid.pk)
        act.create(
            Placing(
                report=report,
                response=bid.response,
                rank=place.rank if place else None,
                is_tied=bool(place and place.is_tied),
                price=bid.correction.price,
                deduction_percent=place.percent if place else None,
                scored_price=place.scored if place else None,
                technical=place.technical if place and review.is_weighted else None,
                price_points=place.price_points if place else None,
                total=place.total if place else None,
                reason=review.because(bid),
            )
        )


def sign_report(*, dissent: str = "", by: SeatAgent, once: UUID | None = None) -> PanelMember:
    """The member signs the report, with a dissent where there is one; with the last signature the review has ended."""
    with action("procurement.report.signed", Permission.REVIEW_BIDS, by=by, once=once) as act:
        procurement, member = begin(act, by)
        missing = [each for each in to_review(procurement) if not has_report(each)]
        if missing:
            raise Refusal("还没有评审报告", "等组长写出报告以后再签", articles=SIGNING)
        if member.signed_at:
            raise Refusal("您已经签过", "等其他成员签署")
        now = wall_clock.now()
        act.change(member, signed_at=now, dissent=dissent.strip())
        for report in reports_of(procurement).exclude(signatures__member=member).order_by("pk"):
            act.create(ReportSignature(report=report, member=member, dissent=dissent.strip(), at=now))
        if all(each.signed_at for each in procurement.panel.filter(left_at=None)):
            note_event(act, procurement, REVIEWED, None, moment=now, note="评审小组全体签署评审报告")
        act.log(number=member.number, dissent=dissent.strip())
    return member


def reviews_of(procurement: Procurement) -> list[Review]:
    """The review of each lot, or the one of the whole."""
    lots = list(procurement.lots.all())
    return [Review(procurement, lot) for lot in lots] or [Review(procurement)]


def to_review(procurement: Procurement) -> list[Review]:
    """The reviews that the panel has to end: a lot for which nothing was opened stops no other."""
    found = reviews_of(procurement)
    return [each for each in found if each.bids] or found


def to_award(procurement: Procurement) -> list[Review]:
    """The reviews that an award follows: those with bids whose last report didn't fail."""
    rows = reports_of(procurement).order_by("pk")
    last: dict[int | None, str] = {each.lot_id: each.outcome for each in rows}
    return [each for each in to_review(procurement) if last.get(each.lot.pk if each.lot else None) != FAILED]


def has_report(review: Review) -> bool:
    """Whether the panel has made its report on it, one that counts."""
    return is_reported(review.procurement, review.lot)
