"""Who may bid is asked when the opening takes the bids up: reviewers see it, nobody is rejected by it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import translation

from goufu.procurement.actions.participating import DECLARED, take_part
from goufu.procurement.conflicts import cautions_of
from goufu.procurement.models import CautionKind, Envelope, Procurement
from goufu.procurement.review.record import Review
from goufu.procurement.tests.bidding import DEADLINE, Receiving, at, bidder, both_kinds, receiving
from goufu.procurement.tests.standing import made_once, standing
from goufu.procurement.tests.test_opening import all_read, begun
from goufu.procurement.views.cautions import cautions_on
from goufu.registry.agents import Agent
from goufu.registry.models import Appointment, Body, Debarment
from goufu.registry.tests.county import County

SignIn = Callable[[Agent], Client]
pytestmark = pytest.mark.django_db
world, own, county, made = standing()
IN_TIME, DUE = DEADLINE - timedelta(days=1), DEADLINE + timedelta(minutes=5)


def joins(procurement: Procurement, by: Agent, members: tuple[tuple[Body, Decimal], ...] = ()) -> None:
    declared = dict.fromkeys(DECLARED, True)
    own = {"own_share_percent": Decimal(60)} if members else {}
    take_part(procurement=procurement.pk, declared={**declared, **own}, members=members, by=by)


@made_once(receiving)
def test_a_debarred_one_and_one_who_does_not_take_part_are_shown_and_opened_all_the_same(
    county: County, made: Receiving, signed_in: SignIn
) -> None:
    good, debarred, stranger = (bidder(county, number) for number in range(3))
    with at(IN_TIME):
        joins(made.procurement, good)
        joins(made.procurement, debarred)
        for each in (good, debarred, stranger):
            both_kinds(made.procurement, each)
    Debarment.objects.create(
        body=debarred.body,
        starts_on=date(2026, 12, 15),
        ends_on=date(2027, 12, 14),
        decision_number="云财罚〔2026〕1号",
        authority="云南省财政厅",
    )
    with at(DUE), translation.override("en"):
        opening = begun(made, county, 0, 1)
        assert all_read(opening, county) == ["opened"] * 6
    told = [(each.bidder.name, each.kind) for each in opening.cautions.all()]
    assert told == [
        (debarred.body.name, CautionKind.UNFIT),
        (stranger.body.name, CautionKind.ABSENT),
    ]
    assert "没有在本系统登记参加" in opening.cautions.all()[1].text  # Chinese, whoever opens
    assert not any("禁止" in each.text or "登记参加" in each.text for each in opening.minutes.all())
    review = Review(made.procurement)
    assert [len(cautions_on(review, bid)) for bid in review.bids] == [0, 1, 1]
    assert [review.because(bid) for bid in review.bids] == [""] * 3
    with at(DUE):
        page = signed_in(county.officer).get(f"/procurements/{made.procurement.pk}/review/").content.decode()
        assert page.count("提示，请核对") == 2
        ceremony = signed_in(good).get(f"/procurements/{made.procurement.pk}/opening/").content.decode()
        assert "请核对" not in ceremony and "登记参加" not in ceremony


@made_once(receiving)
def test_relations_between_those_who_have_bid_are_shown_with_both(county: County, made: Receiving) -> None:
    one, other, third = (bidder(county, number) for number in range(3))
    with at(IN_TIME):
        for each in (one, other, third):
            joins(made.procurement, each)
            both_kinds(made.procurement, each)
    Appointment.objects.filter(person=other.person).update(person=one.person)
    with at(DUE):
        opening = begun(made, county, 0, 1)
    [first, second] = opening.cautions.all()
    assert {first.bidder, second.bidder} == {one.body, other.body}
    assert first.text == second.text and first.article == "order-87:37"


@made_once(receiving)
def test_who_did_not_bid_and_what_goes_back_unopened_is_not_asked_about(
    county: County, made: Receiving
) -> None:
    with at(IN_TIME):
        both_kinds(made.procurement, bidder(county))
    with at(DUE):
        opening = begun(made, county, 0, 1)
        assert {each.bidder for each in opening.cautions.all()} == {
            each.bid.bidder for each in Envelope.objects.select_related("bid__bidder")
        }


@made_once(receiving)
def test_where_a_method_invites_a_person_compares_with_the_invitations(
    county: County, made: Receiving
) -> None:
    with at(IN_TIME):
        invited = bidder(county)
        joins(made.procurement, invited)
        bids = both_kinds(made.procurement, invited)
        made.procurement.method = "invited_tender"
        [said] = cautions_of(made.procurement, bids)
    assert (said.kind, said.conflict.article) == (CautionKind.INVITATION, "procurement-law:34")
