"""What the demonstration's first page offers to begin with: what waits, and the seats from which it is done."""

from __future__ import annotations

from datetime import timedelta

import pytest

from goufu.demo.starting import starts
from goufu.procurement.actions.closing import close_opening
from goufu.procurement.tests.bidding import DEADLINE, Receiving, at, bidder, both_kinds, receiving
from goufu.procurement.tests.standing import standing
from goufu.procurement.tests.test_opening import all_read, begun
from goufu.procurement.tests.test_participating import joins
from goufu.registry.tests.county import County

__all__ = ["county", "found", "own", "world"]
pytestmark = pytest.mark.django_db
world, own, county, found = standing(receiving)


def offered() -> dict[str, tuple[str, list[str]]]:
    return {str(each.what): (each.to, [seat.person.name for seat in each.seats]) for each in starts()}


def test_one_begins_with_a_bid_and_after_the_deadline_with_the_opening(
    county: County, found: Receiving
) -> None:
    page = f"/procurements/{found.procurement.pk}/opening/"
    with at(DEADLINE - timedelta(days=1)):
        providers = [bidder(county, number) for number in range(3)]
        for each in providers:
            joins(found.procurement, each)
        for each in providers[:2]:
            both_kinds(found.procurement, each)
        to = f"/procurements/open/{found.procurement.pk}/"
        assert offered() == {"封标、送出": (to, ["供应商2"])}  # the others have sent theirs
    with at(DEADLINE + timedelta(minutes=5)):
        keepers = [each.agent.person.name for each in found.holders]
        [(to, names)] = offered().values()
        assert to == page and names[0] == county.officer.person.name and set(names[1:]) == {*keepers}
        opening = begun(found, county, 1, 2)
        assert page in dict(offered().values())
        all_read(opening, county)
        close_opening(opening=opening.pk, by=county.officer)
        assert offered() == {}
