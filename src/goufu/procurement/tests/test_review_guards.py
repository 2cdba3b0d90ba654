"""What a review is guarded against: events written by hand, a representative whom nobody knows, an award of nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from goufu.core.errors import Refusal
from goufu.procurement.actions.awarding import award, receive_report, send_letters
from goufu.procurement.actions.deciding import record_event
from goufu.procurement.actions.drawing import seat_member
from goufu.procurement.actions.planning import save_procurement
from goufu.procurement.actions.responding import Offer, enter_response
from goufu.procurement.actions.reviewing import conclude, examine, hand_in, save_scores
from goufu.procurement.law import days_of
from goufu.procurement.models import Letter, Lot, PanelMember, Part, Procurement, Quotation, Seat
from goufu.procurement.readiness import BY_REVIEW, recordable
from goufu.procurement.recomputing import differences
from goufu.procurement.record import Review
from goufu.procurement.tests.procuring import BEGIN, announced, on, planned, running
from goufu.procurement.tests.reviewing import (
    OPENED,
    REVIEWED,
    drawn,
    provider,
    reported,
    seats,
    signed,
)
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]


@pytest.fixture
def made(county: County) -> Procurement:
    return running(county)


def by_hand(made: Procurement) -> set[str]:
    return {each.name for each in recordable(Procurement.objects.get(pk=made.pk))}


def test_what_the_panel_and_the_award_bring_is_not_recorded_by_hand(
    county: County, made: Procurement
) -> None:
    with on(REVIEWED):
        assert {"review_ended", "awarded", "panel_drawn"} <= by_hand(made)  # reviewed on paper, elsewhere
        seat_member(
            procurement=made.pk,
            seat=Seat.EXPERT,
            name="张专家",
            employer="云南大学",
            selection="random",
            by=county.officer,
        )
        assert not BY_REVIEW & by_hand(made) and "panel_drawn" in by_hand(made)  # drawn elsewhere
        for event in ("review_ended", "awarded"):
            with pytest.raises(Refusal, match="不在这里登记"):
                record_event(procurement=made.pk, event=event, day=REVIEWED, by=county.officer)


def test_a_draw_made_here_is_not_recorded_by_hand(county: County, made: Procurement) -> None:
    with on(REVIEWED):
        drawn(county, made)
    assert "panel_drawn" not in by_hand(made)


def test_a_representative_is_somebody_the_house_knows(county: County, made: Procurement) -> None:
    with on(REVIEWED), pytest.raises(Refusal, match="没有选采购人代表的账号"):
        seat_member(
            procurement=made.pk,
            seat=Seat.REPRESENTATIVE,
            name="李经办",
            employer=county.civil.name,
            by=county.officer,
        )
    assert not PanelMember.objects.exists()


def test_a_bidder_without_a_price_is_not_awarded(county: County, made: Procurement) -> None:
    with on(REVIEWED):
        report, panel = reported(county, made)
        signed(panel)
        receive_report(procurement=made.pk, by=county.officer)
        first = report.placings.get(rank=1)
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            report.placings.filter(pk=first.pk).update(price=None)
            cursor.execute("SET session_replication_role = origin")
        with pytest.raises(Refusal, match="没有这家供应商的报价"):
            award(procurement=made.pk, response=first.response_id, by=county.lead)


def in_lots(county: County) -> Procurement:
    """A consultation in three lots that runs."""
    with on(BEGIN - timedelta(days=35)):
        made = planned(county)
        share = made.shares.get()
        lots = [("北片", Decimal(180_000)), ("中片", Decimal(200_000)), ("南片", share.amount - 380_000)]
        save_procurement(procurement=made.pk, by=county.officer, version=made.version, values={}, lots=lots)
        announced(made, "intention", county, BEGIN - timedelta(days=35))
    with on(BEGIN):
        announced(made, "consultation", county, BEGIN)
    return Procurement.objects.get(pk=made.pk)


def test_a_lot_without_bids_or_that_failed_stops_no_other(county: County, signed_in: SignIn) -> None:
    made = in_lots(county)
    _empty, failing, good = made.lots.all()
    with on(REVIEWED):
        drawn(county, made)
        panel = seats(county, made)
        head = panel[0]
        for lot in (failing, good):
            for number in (1, 2, 3):
                respond(county, made, number, lot)
            for bid in Review(made, lot).bids:
                passes = lot == good
                examine(
                    response=bid.pk,
                    part=Part.QUALIFICATION,
                    has_passed=passes,
                    reason="没有社会保险证明",
                    by=head,
                )
                if passes:
                    examine(response=bid.pk, part=Part.CONFORMITY, has_passed=True, by=head)
        for number in (1, 2, 3):
            respond(county, made, number, good, Quotation.FINAL)
        review = Review(made, good)
        for seat in panel:
            for bid in review.valid:
                given = {
                    each.pk: each.points / 2
                    for each in review.factors
                    if seat.member.is_head or not each.is_objective
                }
                save_scores(response=bid.pk, points=given, by=seat)
            hand_in(by=seat)
        assert conclude(lot=failing.pk, by=head).outcome == "failed"
        report = conclude(lot=good.pk, by=head)
        signed(panel)
        receive_report(procurement=made.pk, by=county.officer)
        lead = signed_in(county.lead).get(reverse("procurement:award", args=[made.pk]))
        assert lead.status_code == 200
        first = report.placings.filter(rank=1)[0]
        award(
            procurement=made.pk,
            lot=good.pk,
            response=first.response_id,
            reason="并列第一，抽签确定",
            by=county.lead,
        )
        assert "awarded" in days_of(made.occurrences.all())
        send_letters(procurement=made.pk, by=county.officer)
    assert Letter.objects.count() == 3
    assert list(differences(made)) == []


def respond(
    county: County, made: Procurement, number: int, lot: Lot, quotation: Quotation = Quotation.FIRST
) -> None:
    enter_response(
        procurement=made.pk,
        bidder=provider(county, number).pk,
        lot=lot.pk,
        offer=Offer(price=Decimal(170_000 + number)),
        quotation=quotation,
        opened_at=OPENED,
        minutes_on=REVIEWED,
        by=county.officer,
    )
