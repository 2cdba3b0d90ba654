"""Responses that came on paper or were opened elsewhere are entered from the minutes, and only added to."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from goufu.core.errors import NotFound, Refusal
from goufu.procurement.actions.responding import Offer, enter_response
from goufu.procurement.models import Procurement, Response
from goufu.procurement.tests.procuring import on, running
from goufu.registry.models import Body
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
