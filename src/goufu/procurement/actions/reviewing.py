"""The review: codes, declarations, examinations, scores, low prices, the report. Each member acts by the seat."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from goufu import wall_clock
from goufu.core.action import Action, action
from goufu.core.errors import NotAllowed, NotFound, Refusal, refuse_all
from goufu.core.permissions import Permission
from goufu.core.reasons import required_reason
from goufu.documents.models import Document
from goufu.procurement.grades import scale_of, text_of
from goufu.procurement.models import (
    Examination,
    Explanation,
    Lot,
    Occurrence,
    PanelMember,
    Part,
    Placing,
    Procurement,
    Response,
    ReviewReport,
    Score,
)
from goufu.procurement.reading import readable
from goufu.procurement.reckoning.drawing import sm3
from goufu.procurement.record import FAILED, Bid, Review
from goufu.procurement.rounds import awards_of, is_reported, reports_of, round_of
from goufu.procurement.seats import SeatAgent
from goufu.procurement.transitions import PROCUREMENT
from goufu.registry.agents import Agent

SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # no I, O, 0, 1: they are read from paper
LENGTH = 10
ENDED = "review_ended"  # the event
LEAST_MINUTES = "abnormally_low_explanation_minutes"


def give_codes(*, procurement: int, by: Agent, once: UUID | None = None) -> list[tuple[PanelMember, str]]:
    """Gives every member a new one-time code, told only now; an older one no longer works. Raises Refusal, NotAllowed."""
    with action("procurement.codes.given", Permission.WRITE_PROCUREMENT, by=by, once=once) as act:
        found, _state = PROCUREMENT.lock(act, Procurement.objects, procurement, "seat")
        members = list(found.panel.select_for_update().filter(left_at=None))
        if not members:
            raise Refusal("评审小组还没有人", "先抽取专家，登记采购人代表")
        given = [(each, "".join(secrets.choice(SIGNS) for _sign in range(LENGTH))) for each in members]
        for member, code in given:
            act.update(member, code_digest=_digest(found.pk, code), code_used_at=None)
        act.log(count=len(given))
    return given


def sit_down(*, number: str, code: str) -> PanelMember:
    """The member whose code it is, which then is used up. Raises Refusal, the same for a wrong number and a wrong code."""
    found = Procurement.objects.filter(number=number.strip()).first()
    wanted = _digest(found.pk, code.strip().upper()) if found else ""
    seen = PanelMember.objects.filter(code_digest=wanted, left_at=None).first() if wanted else None
    if found is None or seen is None:
        raise Refusal(
            "采购编号或者登录码不对", "请照采购人当面给的纸条核对；用过的登录码请采购人另发", field="code"
        )
    member = PanelMember.objects.select_related("procurement__purchaser__place").get(pk=seen.pk)
    with action("procurement.member.sat_down", Permission.REVIEW_BIDS, by=SeatAgent(member)) as act:
        held = act.lock(PanelMember.objects.select_related("procurement__purchaser__place"), member.pk)
        if held.code_digest != wanted or held.code_used_at:
            raise Refusal("采购编号或者登录码不对", "用过的登录码请采购人另发", field="code")
        PROCUREMENT.after("review", held.procurement)
        act.update(held, code_used_at=wall_clock.now(), code_digest="")
        act.log(number=held.number)
    return held


def _digest(procurement: int, code: str) -> str:
    return sm3(f"{procurement}\n{code}")


def declare(*, by: SeatAgent) -> PanelMember:
    """The member declares to have no interest in any of the bidders. Raises Refusal for one who works for a bidder."""
    with action("procurement.member.declared", Permission.REVIEW_BIDS, by=by) as act:
        _procurement, member = _begin(act, by, declared=False)
        if member.declared_at:
            raise Refusal("您已经声明过", "接着评审")
        if near := bidders_near(member):
            raise Refusal(
                f"您与供应商{'、'.join(near)}有任职或者应当回避的关系，不能评审",
                "请告诉采购人，由采购人补抽专家",
                articles=["procurement-law:12", "procurement-regulation:9"],
            )
        act.change(member, declared_at=wall_clock.now())
    return member


def bidders_near(member: PanelMember) -> list[str]:
    """The bidders that the member works for or must avoid."""
    near = {member.employer, *(member.expert.avoids if member.expert else ())}
    names = member.procurement.responses.values_list("bidder__name", "members__body__name")
    return sorted({name for pair in names for name in pair if name in near})


def read_file(*, document: int, by: SeatAgent) -> Document:
    """Notes that the member takes a file of a bid, or the procurement file. Raises NotFound for any other; Refusal before declaring."""
    with action("procurement.bid.read", Permission.REVIEW_BIDS, by=by) as act:
        procurement, member = _begin(act, by)
        all_of_them = (each for papers in readable(procurement).values() for each in papers)
        found = next((each for each in all_of_them if each.pk == document), None)
        if found is None:
            raise NotFound
        act.set_subject(procurement)
        act.only_log(procurement)
        act.log(number=member.number, title=found.name)
    return found


def examine(
    *,
    response: int,
    part: Part,
    has_passed: bool,
    reason: str = "",
    is_misplaced: bool | None = None,
    by: Agent | SeatAgent,
    once: UUID | None = None,
) -> Examination:
    """Records an examination: qualification by the purchaser in a tender, by the panel's head otherwise, who also does the rest.

    Raises NotAllowed for the other side, Refusal without a reason for one that fails, and after somebody has handed in.
    """
    permission = Permission.REVIEW_BIDS if isinstance(by, SeatAgent) else Permission.WRITE_PROCUREMENT
    with action("procurement.response.examined", permission, by=by, once=once) as act:
        procurement, bid, review = _with_bid(act, response)
        _refuse_side(act, review, part, by)
        if any(each.finished_at for each in review.members):
            raise Refusal("已经有评委交齐评分，审查结论不能再改", "请组长先退回评分，写明原因")
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
            member=by.member if isinstance(by, SeatAgent) else None,
            person=None if isinstance(by, SeatAgent) else by.person,
            at=wall_clock.now(),
        )
        act.create(made)
        act.set_subject(procurement)
        act.log(part=str(Part(part).label), bidder=bid.name, has_passed=has_passed, reason=reason)
    return made


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
        _refuse_others(_own_seat(act, by))


def ask_explanation(*, response: int, minutes: int, is_judged: bool = False, by: SeatAgent) -> Explanation:
    """Asks a bidder to explain a low price, by the numbers or because the panel judges it so. By the head.

    Raises Refusal where nothing is low and nobody judges so; when it was asked; for less time than the law gives.
    """
    with action("procurement.explanation.asked", Permission.REVIEW_BIDS, by=by) as act:
        procurement, bid, review = _with_bid(act, response)
        _refuse_others(_own_seat(act, by))
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
    *, response: int, text: str, is_accepted: bool, reason: str, by: SeatAgent
) -> Explanation:
    """Records what the bidder explained, and whether the panel accepts it; only then a bid may be out for its price."""
    with action("procurement.explanation.decided", Permission.REVIEW_BIDS, by=by) as act:
        procurement, bid, _review = _with_bid(act, response)
        _refuse_others(_own_seat(act, by))
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


def save_scores(*, response: int, points: Mapping[int, Decimal], by: SeatAgent) -> list[Score]:
    """Keeps the member's points for factors of a response, as far as they are given; objective ones are the head's.

    Raises Refusal for points outside the scale, with all of them; after the member has handed in; for a bid that is out.
    """
    with action("procurement.scores.saved", Permission.REVIEW_BIDS, by=by) as act:
        procurement, bid, review = _with_bid(act, response)
        member = _own_seat(act, by)
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


def hand_in(*, by: SeatAgent) -> PanelMember:
    """The member has scored every bid that is in. Raises Refusal that names what is missing."""
    with action("procurement.scores.handed_in", Permission.REVIEW_BIDS, by=by) as act:
        procurement, member = _begin(act, by)
        if member.finished_at:
            raise Refusal("您已经交齐评分", "等其他评委交齐")
        for review in to_review(procurement):
            if not review.examined or review.to_explain or review.pending:
                raise Refusal("还有没审完的响应，或者没有认定的报价说明", "请组长先审完")
            for bid in review.valid if review.is_weighted else ():
                if missing := review.unscored(member, bid):
                    names = "、".join(each.title for each in missing)
                    raise Refusal(f"“{bid.name}”还没有打：{names}", "每个因素都打了分再交")
        act.change(member, finished_at=wall_clock.now())
    return member


def send_back(*, member: int, reason: str, by: SeatAgent) -> PanelMember:
    """The head gives a member's scores back, with a reason, before there is a report. Raises Refusal, NotAllowed."""
    with action("procurement.scores.sent_back", Permission.REVIEW_BIDS, by=by) as act:
        procurement, own = _begin(act, by)
        _refuse_others(own)
        if reports_of(procurement).exists():
            raise Refusal("评审报告已经有了，评分不能再改", "评审有错的，依法重新评审")
        found = act.lock(PanelMember.objects.select_related("procurement__purchaser__place"), member)
        if not found.finished_at:
            raise Refusal("这位评委还没有交", "不用退回")
        act.change(found, finished_at=None)
        act.set_subject(procurement)
        act.log(number=found.number, reason=required_reason(reason, "退回评分"))
    return found


def conclude(*, lot: int | None = None, seen: bool = False, ground: str = "", by: SeatAgent) -> ReviewReport:
    """The head makes the report of what the record gives, once all have handed in. seen: the scores far apart are looked at.

    Raises Refusal while anything is missing, and for a second report without a lawful ground; NotAllowed for others.
    """
    with action("procurement.review.concluded", Permission.REVIEW_BIDS, by=by) as act:
        procurement, member = _begin(act, by)
        _refuse_others(member)
        cut = Lot.objects.filter(procurement=procurement, pk=lot).first() if lot else None
        review = Review(procurement, cut)
        refuse_all(against_report(review, seen=seen, ground=ground))
        content = review.content()
        report = ReviewReport(
            procurement=procurement,
            lot=cut,
            outcome=review.outcome,
            content=content,
            digest=digest_of(content),
            ground=ground,
            round=round_of(procurement, ENDED),
            member=member,
            at=wall_clock.now(),
        )
        act.create(report)
        _place(act, report, review)
        act.set_subject(procurement)
        act.log(digest=report.digest, outcome=report.get_outcome_display())
    return report


def against_report(review: Review, *, seen: bool, ground: str) -> list[Refusal]:
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
    if review.wants_final and review.outcome != FAILED and not any(each.final for each in review.bids):
        found.append(Refusal("还没有最后报价", "磋商、谈判以后由采购人登记或者开启最后报价"))
    if review.far_apart and not seen:
        found.append(Refusal("有相差很大的评分，组长还没有看过", "看过以后勾选；要改的先退回评分"))
    if awards_of(review.procurement).filter(lot=review.lot).exists():
        found.append(Refusal("已经定标，不能再写评审报告", "定标、评审依法认定无效以后，才能重新评审"))
    if is_reported(review.procurement, review.lot) and not ground:
        found.append(
            Refusal("已经有评审报告", "只有法定的四种情形才能重新评审", articles=["order-87:re-evaluation"])
        )
    return found


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


def sign_report(*, dissent: str = "", by: SeatAgent) -> PanelMember:
    """The member signs the report, with a dissent where there is one; with the last signature the review has ended."""
    with action("procurement.report.signed", Permission.REVIEW_BIDS, by=by) as act:
        procurement, member = _begin(act, by)
        missing = [each for each in to_review(procurement) if not has_report(each)]
        if missing:
            raise Refusal("还没有评审报告", "等组长写出报告以后再签")
        if member.signed_at:
            raise Refusal("您已经签过", "等其他成员签署")
        now = wall_clock.now()
        act.change(member, signed_at=now, dissent=dissent.strip())
        if all(each.signed_at for each in procurement.panel.filter(left_at=None)):
            act.create(
                Occurrence(
                    procurement=procurement,
                    event=ENDED,
                    day=wall_clock.today(),
                    moment=now,
                    note="评审小组全体签署评审报告",
                    recorded_at=now,
                )
            )
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


def digest_of(content: Mapping[str, Any]) -> str:
    """SM3 of a report's content."""
    return sm3(json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")))


def has_report(review: Review) -> bool:
    """Whether the panel has made its report on it, one that counts."""
    return is_reported(review.procurement, review.lot)


def _begin(act: Action, by: SeatAgent, *, declared: bool = True) -> tuple[Procurement, PanelMember]:
    """The procurement and the member's own seat, locked. Raises Refusal for one who has not declared yet."""
    found, _state = PROCUREMENT.lock(act, Procurement.objects, by.member.procurement_id, "review")
    return found, _own_seat(act, by, declared=declared)


def _own_seat(act: Action, by: SeatAgent, *, declared: bool = True) -> PanelMember:
    rows = PanelMember.objects.select_related("procurement__purchaser__place", "expert")
    member = act.lock(rows, by.member.pk, seeing=Permission.REVIEW_BIDS)
    if member.left_at:
        raise NotAllowed("您已经退出评审", "请告诉采购人")
    if declared and not member.declared_at:
        raise Refusal(
            "您还没有声明与供应商没有利害关系",
            "先看供应商名单并声明，再评审",
            articles=["procurement-regulation:9"],
        )
    return member


def _with_bid(act: Action, response: int) -> tuple[Procurement, Bid, Review]:
    """The procurement of a response, locked, and the bid in its review. Raises NotFound, Refusal."""
    seen = Response.objects.filter(pk=response).select_related("lot").first()
    found, _state = PROCUREMENT.lock(act, Procurement.objects, seen.procurement_id if seen else 0, "review")
    assert seen
    review = Review(found, seen.lot)
    bid = review.bid(response)
    if bid is None:
        raise Refusal("这份响应后来重新登记过", "请重新打开这一页")
    if is_reported(found, seen.lot):
        raise Refusal(
            "评审报告已经有了，不能再改", "评审有错的，依法重新评审", articles=["order-87:re-evaluation"]
        )
    return found, bid, review


def _refuse_others(member: PanelMember) -> None:
    """Refuses whoever isn't the head, by the locked row: the seat may have changed since the page was opened."""
    if not member.is_head:
        raise NotAllowed("这一项由组长代评审小组登记", "请组长办理；有不同意见的，签署报告时写明")
