"""Responses that came on paper or were opened elsewhere are entered from the minutes, and only added to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from goufu.core.errors import NotFound, Refusal
from goufu.procurement.actions.examining import examine
from goufu.procurement.actions.responding import Offer, enter_response
from goufu.procurement.api.review_shown import shown
from goufu.procurement.models import Part, Procurement, Response
from goufu.procurement.review.record import Review
from goufu.procurement.tests.procuring import BEGIN, on, running
from goufu.procurement.tests.talking import begun, talked
from goufu.registry.agents import Agent
from goufu.registry.models import Body, Debarment
from goufu.registry.tests.county import County, body
from goufu.wall_clock import CHINA

pytestmark = pytest.mark.django_db
OPENED = datetime(2026, 12, 16, 9, 30, tzinfo=CHINA)


def provider(county: County, name: str, code: str) -> Body:
    return body(name, county.place, kind="enterprise", credit_code=code)


def entered(county: County, procurement: Procurement, bidder: Body, price: str, **more: Any) -> Response:
    given: dict[str, Any] = {
        "opened_at": OPENED,
        "minutes_on": date(2026, 12, 16),
        "by": county.officer,
    } | more
    offer = given.pop("offer", Offer(price=Decimal(price)))
    return enter_response(procurement=procurement.pk, bidder=bidder.pk, offer=offer, **given)


@pytest.fixture
def bidder(county: County) -> Body:
    return provider(county, "云岭康养服务有限公司", "91530000MA6K000011")


def test_a_response_is_entered_from_the_minutes(county: County, bidder: Body) -> None:
    made = running(county)
    with on(date(2026, 12, 16)):
        found = entered(county, made, bidder, "560000")
    assert (found.price, found.came_by, found.quotation) == (Decimal(560000), "entered", "first")
    with pytest.raises(IntegrityError), transaction.atomic():
        Response.objects.update(price=Decimal(1))


def test_nothing_is_entered_that_can_not_have_been_opened(county: County, bidder: Body) -> None:
    made = running(county)
    early = datetime(2026, 12, 16, 9, 29, tzinfo=CHINA)
    with on(date(2026, 12, 16)), pytest.raises(Refusal, match="早于响应截止"):
        entered(county, made, bidder, "560000", opened_at=early)
    with on(date(2026, 12, 15)), pytest.raises(Refusal, match="还没有到"):
        entered(county, made, bidder, "560000")


def test_a_price_below_nothing_and_shares_that_do_not_add_up_are_refused(
    county: County, bidder: Body
) -> None:
    made = running(county)
    with on(date(2026, 12, 16)):
        with pytest.raises(Refusal, match="不能小于零"):
            entered(county, made, bidder, "-0.01")
        half = Offer(price=Decimal(560000), members=[(bidder, Decimal(50))])
        with pytest.raises(Refusal, match="合计 50%"):
            entered(county, made, bidder, "560000", offer=half)
    assert not Response.objects.exists()


def test_another_body_enters_nothing(county: County, bidder: Body) -> None:
    made = running(county)
    with on(date(2026, 12, 16)), pytest.raises(NotFound):
        entered(county, made, bidder, "560000", by=county.teacher)


def cautions(procurement: Procurement, bidder: Body) -> list[tuple[str, str]]:
    """What whoever reviews is told of the bidder: kind and article."""
    found = Review(procurement).cautions.get(bidder.pk, [])
    return [(each.kind, each.article) for each in found]


@pytest.mark.parametrize(("ends_on", "is_told"), [(date(2026, 12, 15), False), (date(2026, 12, 16), True)])
def test_who_was_debarred_on_the_day_of_the_opening_is_shown_to_who_reviews_and_rejected_by_nobody(
    county: County, bidder: Body, signed_in: Callable[[Agent], Client], ends_on: date, is_told: bool
) -> None:
    made, fit = running(county), provider(county, "青禾服务有限公司", "91530000MA6K000022")
    Debarment.objects.create(
        body=bidder,
        starts_on=date(2025, 12, 16),
        ends_on=ends_on,
        decision_number="云财罚〔2025〕1号",
        authority="云南省财政厅",
    )
    with on(date(2026, 12, 20)):  # entered days later
        for each in (bidder, fit):
            entered(county, made, each, "560000")
        entered(county, made, bidder, "550000")  # once more: the last counts
        assert cautions(made, bidder) == [("unfit", "procurement-law:22")] * is_told
        assert cautions(made, fit) == []
        assert [Review(made).because(each) for each in Review(made).bids] == ["", ""]
        told = [line["cautions"] for line in shown(county.officer, made.pk)["bids"]]
        assert [[each["article"] for each in line] for line in told] == [["procurement-law:22"] * is_told, []]
        page = signed_in(county.officer).get(f"/procurements/{made.pk}/review/").content.decode()
    assert page.count("提示，请核对") == is_told


def test_a_member_of_a_consortium_and_relations_with_others_are_looked_at_too(
    county: County, bidder: Body
) -> None:
    made, lead = running(county), provider(county, "青禾服务有限公司", "91530000MA6K000022")
    below = body("青禾第一分公司", county.place, kind="enterprise", parent=bidder)
    joint = Offer(price=Decimal(560000), members=[(lead, Decimal(60)), (below, Decimal(40))])
    with on(date(2026, 12, 16)):
        entered(county, made, bidder, "550000")
        entered(county, made, lead, "560000", offer=joint)
    assert cautions(made, lead) == [("conflict", "procurement-regulation:18")]
    [said] = Review(made).cautions[lead.pk]
    assert below.name in said.text and bidder.name in said.text


def test_what_an_earlier_entry_gave_cause_for_is_told_as_such(county: County, bidder: Body) -> None:
    made, lead = running(county), provider(county, "青禾服务有限公司", "91530000MA6K000022")
    below = body("青禾第一分公司", county.place, kind="enterprise", parent=bidder)
    joint = Offer(price=Decimal(560000), members=[(lead, Decimal(60)), (below, Decimal(40))])
    with on(date(2026, 12, 16)):
        entered(county, made, bidder, "550000")
        entered(county, made, lead, "560000", offer=joint)
        entered(county, made, lead, "560000")  # without the member that spoke against it
        [_first, second] = shown(county.officer, made.pk)["bids"]
    [said] = second["cautions"]
    assert said["article"] == "procurement-regulation:18"
    assert said["text"].startswith("更正以前的登记：") and below.name in said["text"]


def test_from_a_single_source_no_second_supplier_is_entered(county: County) -> None:
    made = begun(county, "single_source", "addition")
    with on(BEGIN):
        first = talked(county, made, 1, "480000")
        talked(county, made, 1, "470000")  # the same again
        with pytest.raises(Refusal, match="只向一家采购") as refused:
            talked(county, made, 2, "460000")
        assert (refused.value.field, refused.value.articles) == ("bidder", ("procurement-law:31",))
        [bid] = Review(made).bids
        examine(
            response=bid.pk,
            part=Part.QUALIFICATION,
            has_passed=False,
            reason="登记错了单位",
            by=county.officer,
        )
        talked(county, made, 2, "460000")
    assert [each.response.bidder_id == first.bidder_id for each in Review(made).bids] == [True, False]


def test_in_an_emergency_several_may_offer(county: County) -> None:
    made = begun(county, "emergency", "disaster")
    with on(BEGIN):
        offers = [talked(county, made, number, "480000") for number in (1, 2)]
    assert [each.response for each in Review(made).bids] == offers
