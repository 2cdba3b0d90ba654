"""An agreement by quality first, in two lots, through its panel: points alone rank, prices stay within the highest, each lot by itself."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from goufu.core.errors import Refusal
from goufu.procurement.actions.agreeing import Terms, conclude_framework
from goufu.procurement.actions.awarding import receive_report
from goufu.procurement.actions.deciding import record_event
from goufu.procurement.actions.drawing import commit_draw, draw_experts
from goufu.procurement.actions.examining import examine
from goufu.procurement.actions.marking import hand_in, save_scores
from goufu.procurement.actions.responding import Offer, enter_response
from goufu.procurement.actions.reviewing import conclude
from goufu.procurement.actions.shortlisting import shortlist
from goufu.procurement.actions.telling import send_letters
from goufu.procurement.models import Lot, Part, Procurement
from goufu.procurement.reckoning.drawing import Wanted
from goufu.procurement.review.recomputing import differences
from goufu.procurement.review.record import Review
from goufu.procurement.review.seats import SeatAgent
from goufu.procurement.tests.framing import planned_framework
from goufu.procurement.tests.procuring import BEGIN, announced, deputy, on, with_scoring
from goufu.procurement.tests.reviewing import CARE, LAW, POINTS, listed, provider, seats, signed
from goufu.registry.tests.county import County

pytestmark = pytest.mark.django_db
REVIEWED = BEGIN + timedelta(days=28)
PRICES = ("55", "52", "50", "48")  # the best is the dearest


def called_in_lots(county: County) -> Procurement:
    """One whose call has appeared, with two lots and a scoring table."""
    before = BEGIN - timedelta(days=35)
    with on(before):
        made = planned_framework(county, framework_evaluation="quality_first")
        for number, amount in enumerate((250_000, 350_000), start=1):
            Lot.objects.create(procurement=made, number=number, title=f"第{number}片", amount=amount)
        with_scoring(made, county.officer)
        announced(made, "intention", county, before)
        record_event(procurement=made.pk, event="plan_cleared", day=before, by=county.officer)
    with on(BEGIN):
        announced(made, "framework_call", county, BEGIN, framework_users="云岭县各机关和镇")
    return Procurement.objects.get(pk=made.pk)


def offered(county: County, made: Procurement) -> None:
    """Four offer in each lot, in the second in the other order."""
    opened = made.opens_at
    assert opened is not None
    for lot, order in zip(made.lots.all(), (PRICES, PRICES[::-1]), strict=True):
        for number, price in enumerate(order, start=1):
            enter_response(
                procurement=made.pk, lot=lot.pk, bidder=provider(county, number).pk, offer=Offer(price=Decimal(price)),
                opened_at=opened, minutes_on=opened.date(), by=county.officer,
            )  # fmt: skip


def examined_and_scored(county: County, made: Procurement, panel: list[SeatAgent]) -> None:
    """All pass; who offered first is the best in the first lot, who offered last in the second."""
    reviews = [Review(made, lot) for lot in made.lots.all()]
    for review in reviews:
        for bid in review.bids:
            examine(response=bid.pk, part=Part.QUALIFICATION, has_passed=True, by=county.officer)
            examine(response=bid.pk, part=Part.CONFORMITY, has_passed=True, by=panel[0])
    for seat in panel:
        for review in (Review(made, lot) for lot in made.lots.all()):
            bids = review.valid if review.lot and review.lot.number == 1 else review.valid[::-1]
            for worse, bid in enumerate(bids):
                points = {
                    factor.pk: Decimal(POINTS[1][place]) - worse
                    for place, factor in enumerate(review.factors)
                    if not factor.is_objective or seat.member.is_head
                }
                save_scores(response=bid.pk, points=points, by=seat)
        hand_in(by=seat)


def test_points_alone_rank_each_lot_by_itself(county: County) -> None:
    made = called_in_lots(county)
    with on(REVIEWED):
        wanted = [Wanted(CARE, 4), Wanted(LAW, 1)]
        commit_draw(procurement=made.pk, of=listed(county).pk, wanted=wanted, by=county.officer)
        draw_experts(procurement=made.pk, by=county.officer)
        offered(county, made)
        panel = seats(county, made)
        examined_and_scored(county, made, panel)
        first, second = made.lots.all()
        reports = [conclude(lot=lot.pk, seen=True, by=panel[0]) for lot in (first, second)]
        signed(panel)
        receive_report(procurement=made.pk, by=county.officer)
        for report, best in zip(reports, ("第1", "第4"), strict=True):
            winner = report.placings.get(rank=1)
            assert (winner.response.bidder.name[:2], winner.price) == (best, Decimal(55))
            assert winner.price_points is None
        by = deputy(county)
        with pytest.raises(Refusal):
            shortlist(procurement=made.pk, lot=first.pk, count=4, by=by)
        for lot in (first, second):
            assert len(shortlist(procurement=made.pk, lot=lot.pk, count=2, by=by)) == 2
        send_letters(procurement=made.pk, by=county.officer)
        for lot in (first, second):
            terms = Terms("小时", Decimal(200_000), REVIEWED)
            agreed = conclude_framework(procurement=made.pk, lot=lot.pk, terms=terms, by=county.officer)
            assert [each.price for each in agreed.members.order_by("turn")] == [Decimal(55), Decimal(52)]
    assert [*differences(Procurement.objects.get(pk=made.pk))] == []
