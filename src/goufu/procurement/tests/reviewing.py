"""Panels and reviews for tests, made by the actions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from goufu.core.opinion import Opinion, facts_of_records
from goufu.law.model import Value, Verdict
from goufu.procurement.actions.drawing import commit_draw, draw_experts, keep_experts
from goufu.procurement.actions.examining import examine
from goufu.procurement.actions.marking import hand_in, save_scores
from goufu.procurement.actions.responding import Offer, enter_response
from goufu.procurement.actions.reviewing import conclude, sign_report
from goufu.procurement.actions.sitting import declare, give_codes, sit_down
from goufu.procurement.models import (
    ExpertList,
    PanelMember,
    Part,
    Procurement,
    Quotation,
    Response,
    ReviewReport,
)
from goufu.procurement.reckoning.drawing import Wanted
from goufu.procurement.review.record import Review
from goufu.procurement.review.seats import SeatAgent
from goufu.registry.models import Body
from goufu.registry.tests.county import County, body
from goufu.wall_clock import CHINA

CARE, LAW = "养老服务", "法律服务"
OPENED = datetime(2026, 12, 16, 9, 30, tzinfo=CHINA)
REVIEWED = date(2026, 12, 16)
# Points of each seat for the factors of procuring.FACTORS; the second is objective and the head's.
POINTS = {1: ("36", "27", "17"), 2: ("33", "27", "15"), 3: ("38", "27", "18")}


def rows(count: int = 12) -> list[dict[str, Any]]:
    """Experts of a provincial library: every fourth a lawyer."""
    return [
        {
            "code": f"YN{number:04}",
            "name": f"专家{number:02}",
            "employer": f"第{number}大学",
            "fields": [LAW] if number % 4 == 0 else [CARE],
            "place": "昆明市",
            "avoids": [],
        }
        for number in range(1, count + 1)
    ]


def listed(county: County, given: list[dict[str, Any]] | None = None) -> ExpertList:
    return keep_experts(rows=given or rows(), as_of=date(2026, 11, 1), by=county.treasurer)


def drawn(county: County, made: Procurement, **more: Any) -> list[PanelMember]:
    """The panel of two experts of care and one of law."""
    commit_draw(
        procurement=made.pk, of=listed(county).pk, wanted=[Wanted(CARE, 2), Wanted(LAW, 1)], by=county.officer
    )
    draw_experts(procurement=made.pk, by=county.officer, **more)
    return list(made.panel.filter(left_at=None))


def provider(county: County, number: int) -> Body:
    """A provider by its number: 1, 2, 3 …"""
    name, code = f"第{number}康养服务有限公司", f"91530000MA6K{number:06}"
    found = Body.objects.filter(credit_code=code).first()
    return found or body(name, county.place, kind="enterprise", credit_code=code)


def responded(
    county: County,
    made: Procurement,
    prices: Sequence[str],
    quotation: Quotation = Quotation.FIRST,
    **said: Any,
) -> list[Response]:
    """Responses of as many providers, entered from the minutes of their opening, on REVIEWED or where bids end later, then."""
    opened = max(OPENED, made.bid_deadline_at or OPENED)
    return [
        enter_response(
            procurement=made.pk,
            bidder=provider(county, number).pk,
            offer=Offer(price=Decimal(price), **said),
            quotation=quotation,
            opened_at=opened,
            minutes_on=opened.astimezone(CHINA).date(),
            by=county.officer,
        )
        for number, price in enumerate(prices, start=1)
    ]


def seats(county: County, made: Procurement) -> list[SeatAgent]:
    """The members of the panel, signed in by their codes, who have declared; the head is the first."""
    given = give_codes(procurement=made.pk, by=county.officer)
    found = [sit_down(number=made.number, code=code) for _member, code in given]
    for each in found:
        declare(by=SeatAgent(each))
    return sorted((fresh(each) for each in found), key=lambda seat: not seat.member.is_head)


def fresh(member: PanelMember) -> SeatAgent:
    return SeatAgent(PanelMember.objects.select_related("procurement__purchaser__place").get(pk=member.pk))


def passed(
    made: Procurement, head: SeatAgent, county: County, failing: Mapping[int, str] | None = None
) -> None:
    """All responses pass qualification and conformity, but for those whose index stands in `failing` with the reason."""
    review = Review(made)
    examiner = review.method.qualification
    by = county.officer if examiner and examiner.word == "purchaser" else head
    for index, bid in enumerate(review.bids):
        reason = (failing or {}).get(index, "")
        examine(response=bid.pk, part=Part.QUALIFICATION, has_passed=not reason, reason=reason, by=by)
        if not reason:
            examine(response=bid.pk, part=Part.CONFORMITY, has_passed=True, by=head)


def scored(
    made: Procurement, panel: Sequence[SeatAgent], points: Mapping[int, Sequence[str]] = POINTS
) -> None:
    """Everybody scores every bid that is in, the first bid best, and hands in."""
    review = Review(made)
    for seat in panel:
        for index, bid in enumerate(review.valid):
            given = {
                factor.pk: Decimal(points[1 + (seat.member.number - 1) % 3][place]) - index
                for place, factor in enumerate(review.factors)
                if not factor.is_objective or seat.member.is_head
            }
            save_scores(response=bid.pk, points=given, by=seat)
        hand_in(by=seat)


def reported(
    county: County, made: Procurement, prices: Sequence[str] = ("560000", "540000", "575000")
) -> tuple[ReviewReport, list[SeatAgent]]:
    """A consultation of as many bidders, reviewed and reported, not yet signed."""
    drawn(county, made)
    responded(county, made, prices)
    panel = seats(county, made)
    passed(made, panel[0], county)
    if Review(made).wants_final:
        responded(county, made, prices, Quotation.FINAL)
    scored(made, panel)
    return conclude(by=panel[0], seen=True), panel


def facts_of_bid(response: int, *names: str) -> tuple[Value, ...]:
    """What the rules of award are given of the response, by these names; None of what nothing tells."""
    given = facts_of_records("award", [response])[response]
    return tuple(given.get(name) for name in names)


def verdict_of(opinion: Opinion, rule: str) -> Verdict:
    """What the opinion says by one rule."""
    return next(each.verdict for each in opinion.answers if each.rule.id == rule)


def signed(panel: Sequence[SeatAgent]) -> None:
    for each in panel:
        sign_report(by=each)
