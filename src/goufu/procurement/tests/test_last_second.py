"""Races on the last second: two bids at once, one bid twice, a withdrawal beside a replacement."""

from __future__ import annotations

from datetime import timedelta

import pytest

from goufu import wall_clock
from goufu.core.tests.racing import at_once
from goufu.procurement.actions.receiving import receive
from goufu.procurement.models import Bid, HandedInBy
from goufu.procurement.sealed.standing import bids_that_stand
from goufu.procurement.tests.bidding import DEADLINE, bidder, brought, receiving, sealed_for
from goufu.registry.tests.county import County


@pytest.mark.django_db(transaction=True)
def test_two_in_the_last_second_are_both_taken_and_one_sent_twice_is_one(county: County) -> None:
    found, _holders = receiving(county)
    people = [bidder(county, number) for number in range(2)]
    with wall_clock.telling(wall_clock.standing(DEADLINE)):
        incoming = [brought(found, each.body.pk, sealed_for(found, each)) for each in people]

    def taken(number: int) -> object:
        return receive(procurement=found.pk, incoming=incoming[number], by=people[number], way=HandedInBy.WEB)

    with wall_clock.telling(wall_clock.standing(DEADLINE + timedelta(seconds=2))):
        at_once([lambda: taken(0), lambda: taken(1), lambda: taken(0)])
    assert sorted(each.bidder_id for each in bids_that_stand(found)) == sorted(
        each.body.pk for each in people
    )
    assert [each.is_late for each in Bid.objects.all()] == [False, False]
