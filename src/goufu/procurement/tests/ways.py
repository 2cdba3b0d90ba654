"""The way of each method once bids have come, for walks in any order: its steps as verbs, in the order in which they lead to an award."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from goufu import wall_clock
from goufu.core.errors import Refusal
from goufu.procurement.actions.admitting import examine_application, tell_applicants
from goufu.procurement.actions.agreeing import Terms, conclude_framework, end_framework
from goufu.procurement.actions.awarding import award, receive_report
from goufu.procurement.actions.deciding import record_event
from goufu.procurement.actions.drawing import commit_draw, draw_experts
from goufu.procurement.actions.examining import ask_explanation, decide_explanation, examine
from goufu.procurement.actions.inviting import draw_invited
from goufu.procurement.actions.marking import hand_in, save_scores, send_back
from goufu.procurement.actions.reopening import reopen_review
from goufu.procurement.actions.responding import Offer, enter_response
from goufu.procurement.actions.reviewing import conclude, sign_report
from goufu.procurement.actions.shortlisting import shortlist
from goufu.procurement.actions.sitting import declare, give_codes, sit_down
from goufu.procurement.actions.telling import send_letters
from goufu.procurement.applications import applicants
from goufu.procurement.invitations import invited_to
from goufu.procurement.models import Framework, Part, Procurement, Quotation
from goufu.procurement.reckoning.drawing import Wanted
from goufu.procurement.review.record import Review
from goufu.procurement.review.seats import SeatAgent
from goufu.procurement.tests import framing, test_innovation, test_inviting
from goufu.procurement.tests.procuring import BEGIN, announced, as_tender, on, planned, running
from goufu.procurement.tests.reviewing import CARE, LAW, REVIEWED, fresh, listed, provider
from goufu.procurement.tests.test_negotiation import negotiated
from goufu.registry.models import Body
from goufu.registry.tests.county import County
from goufu.wall_clock import CHINA

Verb = Callable[[Procurement, County, int], object]
SMALL = (Wanted(CARE, 2), Wanted(LAW, 1))
LARGE = (Wanted(CARE, 4), Wanted(LAW, 1))


def tender(county: County) -> Procurement:
    """An open tender whose notice has appeared."""
    with on(BEGIN - timedelta(days=35)):
        made = as_tender(planned(county), county)
        announced(made, "intention", county, BEGIN - timedelta(days=35))
    with on(BEGIN):
        announced(made, "tender", county, BEGIN)
    return Procurement.objects.get(pk=made.pk)


def invited(county: County) -> Procurement:
    """An invited tender of whose five candidates four were drawn."""
    made = test_inviting.inviting(county)
    with on(test_inviting.DAY):
        test_inviting.bound(made, county, wanted=4)
        return draw_invited(procurement=made.pk, by=county.officer)


def innovation(county: County) -> Procurement:
    """An innovation procurement whose panel has admitted four, to whom the development file went."""
    begin = test_innovation.BEGIN
    with on(begin - timedelta(days=40)):
        made = test_innovation.planned(test_innovation.of_the_province(county))
        announced(made, "intention", county, begin - timedelta(days=40))
    with on(begin):
        announced(made, "innovation", county, begin)
        test_innovation.apply(county, made, 4)
    with on(date(2026, 12, 1)):
        head = test_innovation.panel_of(county, made)[0]
        for each in applicants(made):
            examine_application(participation=each.pk, has_passed=True, by=head)
        tell_applicants(procurement=made.pk, by=county.officer)
    return Procurement.objects.get(pk=made.pk)


def _bidders(made: Procurement, county: County) -> list[Body]:
    drawn = [each.candidate.body for each in invited_to(made)]
    return drawn or [provider(county, number) for number in range(1, 5)]


def _offer(made: Procurement, county: County, index: int, quotation: Quotation) -> None:
    """One bidder or several; first offers come with the opening, final ones today."""
    opened = datetime.combine(wall_clock.today(), time(9, 30), CHINA)
    if quotation == Quotation.FIRST and made.opens_at:
        opened = made.opens_at.astimezone(CHINA)
    prices = WAYS[made.method].prices[: 1 + index % 4]
    for body, price in zip(_bidders(made, county), prices, strict=False):
        enter_response(
            procurement=made.pk, bidder=body.pk, offer=Offer(price=Decimal(price)), quotation=quotation,
            opened_at=opened, minutes_on=opened.date(), by=county.officer,
        )  # fmt: skip


def _draw(made: Procurement, county: County, index: int) -> object:
    wanted = [*WAYS[made.method].experts]
    commit_draw(procurement=made.pk, of=listed(county).pk, wanted=wanted, by=county.officer)
    return draw_experts(procurement=made.pk, by=county.officer)


def _seats(made: Procurement) -> list[SeatAgent]:
    """The head first."""
    found = [fresh(each) for each in made.panel.filter(left_at=None)]
    if not found:
        raise Refusal("没有评审小组")
    return sorted(found, key=lambda seat: not seat.member.is_head)


def _any_bid(made: Procurement, index: int) -> int:
    bids = Review(made).bids
    if not bids:
        raise Refusal("没有响应")
    return bids[index % len(bids)].pk


def _examine(made: Procurement, county: County, index: int) -> object:
    """By whoever comes first: the side that may not is refused."""
    part = Part.CONFORMITY if index % 2 else Part.QUALIFICATION
    by = county.officer if index % 3 == 0 else _seats(made)[0]
    reason = "没有社会保险证明" if index % 7 == 0 else ""
    return examine(
        response=_any_bid(made, index // 2), part=part, has_passed=not reason, reason=reason, by=by
    )


def _examine_all(made: Procurement, county: County, index: int) -> None:
    review, head = Review(made), _seats(made)[0]
    by_purchaser = bool(review.method.qualification and review.method.qualification.word == "purchaser")
    for bid in review.bids:
        for part in review.unexamined(bid):
            by = county.officer if by_purchaser and part == Part.QUALIFICATION else head
            examine(response=bid.pk, part=part, has_passed=True, by=by)


def _explain(made: Procurement, county: County, index: int) -> object:
    head = _seats(made)[0]
    number = _any_bid(made, index)
    if index % 2:
        return ask_explanation(response=number, minutes=30, by=head)
    return decide_explanation(
        response=number, text="成本表", is_accepted=index % 4 == 0, reason="成本表不可信", by=head
    )


def _sit(made: Procurement, county: County, index: int) -> None:
    for _member, code in give_codes(procurement=made.pk, by=county.officer):
        declare(by=SeatAgent(sit_down(number=made.number, code=code)))


def _score_all(made: Procurement, county: County, index: int) -> None:
    for seat in _seats(made):
        review = Review(made)
        for bid in review.valid:
            points = {
                each.pk: min(each.points, Decimal(5 + index)) for each in review.unscored(seat.member, bid)
            }
            if points:
                save_scores(response=bid.pk, points=points, by=seat)
        hand_in(by=seat)


def _award(made: Procurement, county: County, index: int) -> object:
    reason = "第一名书面放弃成交" if index % 3 == 0 else ""
    by = county.officer if index % 5 == 0 else county.lead
    also = [_any_bid(made, index + 1)] if index % 4 == 2 else []
    return award(procurement=made.pk, response=_any_bid(made, index), also=also, reason=reason, by=by)


def _sign_all(made: Procurement, county: County, index: int) -> None:
    for seat in _seats(made):
        sign_report(by=seat)


def _agree(made: Procurement, county: County, index: int) -> object:
    terms = Terms("小时", Decimal(400_000), wall_clock.today(), "按月结算")
    return conclude_framework(procurement=made.pk, terms=terms, by=county.officer)


def _end_agreement(made: Procurement, county: County, index: int) -> object:
    found = Framework.objects.filter(procurement=made).first()
    if found is None:
        raise Refusal("没有协议")
    return end_framework(framework=found.pk, reason="服务对象都转到机构养老", by=county.officer)


VERBS: dict[str, Verb] = {
    "draw": _draw,
    "respond": lambda made, county, index: _offer(made, county, index, Quotation.FIRST),
    "invite finally": lambda made, county, index: record_event(
        procurement=made.pk, event="final_response_invited", day=REVIEWED, by=county.officer
    ),
    "quote": lambda made, county, index: _offer(made, county, index, Quotation.FINAL),
    "sit": _sit,
    "examine": _examine,
    "examine all": _examine_all,
    "explain": _explain,
    "score all": _score_all,
    "send back": lambda made, county, index: send_back(
        member=_seats(made)[-1].member.pk, reason="分值写错了行", by=_seats(made)[0]
    ),
    "conclude": lambda made, county, index: conclude(seen=True, by=_seats(made)[index % 3 and -1]),
    "sign": lambda made, county, index: sign_report(by=_seats(made)[index % len(_seats(made))]),
    "sign all": _sign_all,
    "again": lambda made, county, index: reopen_review(
        procurement=made.pk, ground="score_out_of_proportion", reason="有一家打得畸低", by=county.officer
    ),
    "receive": lambda made, county, index: receive_report(procurement=made.pk, by=county.officer),
    "award": _award,
    "shortlist": lambda made, county, index: shortlist(
        procurement=made.pk, count=1 + index % 3, by=county.lead
    ),
    "letters": lambda made, county, index: send_letters(procurement=made.pk, by=county.officer),
    "agree": _agree,
    "end agreement": _end_agreement,
    "terminate": lambda made, county, index: announced(
        made, "termination", county, reason="有效响应不足三家，采购终止"
    ),
}
# Each with the index by which it leads on. The second of three prices is low, and its bidder explains it.
TO_EXAMINED = (("draw", 0), ("respond", 2), ("sit", 0), ("examine all", 0), ("explain", 1), ("explain", 4))
BY_THE_SEATED = tuple(each for each in TO_EXAMINED if each[0] not in ("draw", "sit"))
TO_REPORT = (("score all", 0), ("conclude", 0), ("sign all", 0), ("receive", 0))
TO_AWARD = (("award", 1), ("letters", 0))
QUOTED = (*TO_EXAMINED, ("quote", 2), *TO_REPORT, *TO_AWARD)


@dataclass(frozen=True)
class Way:
    """How a procurement of a method is made, on which day it is reviewed, by whom, at which prices, and in which order."""

    make: Callable[[County], Procurement]
    day: date
    experts: tuple[Wanted, ...]
    forward: tuple[tuple[str, int], ...]
    prices: tuple[str, ...] = ("560000", "240000", "575000", "550000")


WAYS = {
    "consultation": Way(running, REVIEWED, SMALL, QUOTED),
    "negotiation": Way(negotiated, REVIEWED, SMALL, QUOTED),
    "open_tender": Way(
        tender, BEGIN + timedelta(days=27), LARGE, (*TO_EXAMINED, *TO_REPORT, *TO_AWARD)
    ),
    "invited_tender": Way(
        invited, BEGIN + timedelta(days=27), LARGE, (*TO_EXAMINED, *TO_REPORT, *TO_AWARD)
    ),
    "innovation": Way(
        innovation,
        test_innovation.LAST,
        (Wanted(CARE, 5),),
        (*BY_THE_SEATED, ("invite finally", 0), ("quote", 2), *TO_REPORT, *TO_AWARD),
    ),
    "framework_closed": Way(
        framing.called,
        BEGIN + timedelta(days=28),
        LARGE,
        (*TO_EXAMINED, *TO_REPORT, ("shortlist", 1), ("letters", 0), ("agree", 0), ("end agreement", 0)),
        ("48", "50", "52", "55"),
    ),
}  # fmt: skip
