"""What somebody of the house would try with paper: each is refused, or stands in the record."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from goufu.core.errors import NotFound, Refusal
from goufu.core.roles import Role
from goufu.journal.models import Entry
from goufu.procurement.actions import receiving as receiving_module
from goufu.procurement.actions.counter import give_back
from goufu.procurement.actions.joining import join_keys
from goufu.procurement.actions.late_bids import decide_late
from goufu.procurement.actions.opening import begin_opening
from goufu.procurement.actions.receiving import receive
from goufu.procurement.actions.responding import Offer, enter_response
from goufu.procurement.actions.unsealing import show_files
from goufu.procurement.actions.unwrapping import check_reading, read_out
from goufu.procurement.models import Envelope, HandedInBy, Response
from goufu.procurement.tests.bidding import (
    DEADLINE,
    Receiving,
    at,
    bidder,
    both_kinds,
    brought,
    receiving,
    sealed_for,
)
from goufu.procurement.tests.standing import standing
from goufu.procurement.tests.test_counter import DUE, IN_TIME, NEW_CODE, code, paper, read_by_two
from goufu.procurement.tests.test_opening import begun
from goufu.registry.agents import Agent
from goufu.registry.models import Body
from goufu.registry.tests.county import County, agent

__all__ = ["county", "found", "own", "world"]
pytestmark = pytest.mark.django_db
world, own, county, found = standing(receiving)


def on_the_table(found: Receiving, county: County) -> tuple[Envelope, dict[str, Any], Agent]:
    """One paper bid at an opening with nothing else, and what is typed of it."""
    with at(IN_TIME):
        whose = bidder(county)
        paper(found.procurement, county, code(whose))
    with at(DUE):
        opening = begin_opening(procurement=found.procurement.pk, by=county.officer)
    envelope = opening.envelopes.get()
    said = {"envelope": envelope.pk, "opened_by": "李拆封", "checked_by": "周某", "name": whose.body.name}
    return envelope, said | {"by": county.officer}, whose


def test_the_amount_in_words_wants_both_typists_too(county: County, found: Receiving) -> None:
    """In words it is another amount, which prevails: whoever types it alone would set the price."""
    envelope, said, _whose = on_the_table(found, county)
    with at(DUE):
        read_out(**said, price=Decimal(480_000), price_in_words=Decimal(400_000))
        check_reading(envelope=envelope.pk, price=Decimal(480_000), by=county.lead)
        envelope.refresh_from_db()
        assert envelope.state == "sealed"
        assert not Response.objects.exists()
        read_out(**said, price=Decimal(480_000))
        check_reading(
            envelope=envelope.pk, price=Decimal(480_000), price_in_words=Decimal(400_000), by=county.lead
        )
        assert not Response.objects.exists()
        read_out(**said, price=Decimal(480_000), price_in_words=Decimal(400_000))
        check_reading(
            envelope=envelope.pk, price=Decimal(480_000), price_in_words=Decimal(400_000), by=county.lead
        )
    made = Response.objects.get()
    assert (made.price, made.price_in_words) == (Decimal(480_000), Decimal(400_000))


def test_what_the_first_typed_stands_nowhere_before_the_second(county: County, found: Receiving) -> None:
    _envelope, said, _whose = on_the_table(found, county)
    with at(DUE):
        read_out(**said, price=Decimal(483_217))
    entry = Entry.objects.latest("id")
    assert entry.action == "procurement.opening.read_out"
    assert "483217" not in str(entry.facts) and "483,217" not in str(entry.facts)


def test_no_price_that_two_have_found_is_not_one_that_one_enters_later(
    county: County, found: Receiving
) -> None:
    envelope, _said, whose = on_the_table(found, county)
    with at(DUE):
        read_by_two(envelope, county, county.lead, whose.body.name, None)
        with pytest.raises(Refusal, match="不能登记"):
            enter_response(
                procurement=found.procurement.pk,
                bidder=whose.body.pk,
                offer=Offer(price=Decimal(470_000)),
                opened_at=DUE,
                minutes_on=DUE.date(),
                by=county.officer,
            )


def test_a_bidder_s_own_files_wait_for_the_paper_too(county: County, found: Receiving) -> None:
    with at(IN_TIME):
        paper(found.procurement, county, code(bidder(county, 1)))
        both_kinds(found.procurement, bidder(county))
    with at(DUE):
        opening = begun(found, county, 1, 2)
        join_keys(opening=opening.pk, by=county.officer)
        lost = opening.envelopes.filter(bid__way="web")[0]
        Envelope.objects.filter(pk=lost.pk).update(state="failed", cause="other")
        with pytest.raises(Refusal, match="没有拆封宣读"):
            show_files(envelope=lost.pk, files=[("a", [b"x"])], by=county.officer)


def test_a_doubtful_clock_makes_no_bidder_of_who_buys(
    county: County, found: Receiving, monkeypatch: pytest.MonkeyPatch
) -> None:
    Body.objects.filter(pk=county.civil.pk).update(credit_code=NEW_CODE)
    with at(DEADLINE - timedelta(seconds=1)):
        monkeypatch.setattr(receiving_module, "behind", lambda now: timedelta(seconds=30))
        with pytest.raises(Refusal, match="是这次采购的采购人"):
            paper(found.procurement, county, NEW_CODE)


def test_paper_after_the_deadline_is_decided_on_by_nobody(county: County, found: Receiving) -> None:
    with at(DEADLINE + timedelta(seconds=1)):
        late = paper(found.procurement, county, code(bidder(county)))
    with at(DUE), pytest.raises(NotFound):
        decide_late(token=late.token, counts=True, reason="其实是按时交来的", by=county.officer)


def test_a_doubtful_clock_lets_in_no_older_envelope(
    county: County, found: Receiving, monkeypatch: pytest.MonkeyPatch
) -> None:
    whose, colleague = bidder(county), agent("王窗口", county.civil, Role.PURCHASING_OFFICER)

    def stick(data: bytes, by: Agent) -> None:
        incoming = brought(found.procurement, county.civil.pk, data)
        number, way = found.procurement.pk, HandedInBy.STICK
        receive(procurement=number, incoming=incoming, by=by, way=way, brought_by="周某")
        incoming.forget()  # as after the commit

    first, second = (sealed_for(found.procurement, whose, sequence=number) for number in (1, 2))
    with at(IN_TIME):
        stick(first, county.officer)
        stick(second, county.officer)
    with at(DEADLINE - timedelta(seconds=1)):
        monkeypatch.setattr(receiving_module, "behind", lambda now: timedelta(seconds=30))
        with pytest.raises(Refusal, match="更后的一份"):
            stick(first, colleague)


def test_what_is_taken_away_or_replaced_at_the_counter_stands_in_the_minutes(
    county: County, found: Receiving
) -> None:
    with at(IN_TIME):
        one, two, three = (bidder(county, number) for number in range(3))
        gone = paper(found.procurement, county, code(one))
        give_back(
            procurement=found.procurement.pk, receipt=gone.number, given_to="冒领的人", by=county.officer
        )
        replaced = paper(found.procurement, county, code(two))
        stands = paper(found.procurement, county, code(two), brought_by="另一个人")
        own = both_kinds(found.procurement, three)
    with at(DUE):
        opening = begin_opening(procurement=found.procurement.pk, by=county.officer)
    texts = [each.text for each in opening.minutes.all()]
    assert [each for each in texts if gone.number in each and "冒领的人" in each]
    assert [each for each in texts if replaced.number in each and "代替" in each]
    assert not [each for each in texts for bid in (stands, *own) if bid.number in each]


def test_custodians_who_became_one_side_after_the_sheet_stand_in_the_minutes(
    county: County, found: Receiving
) -> None:
    moved = found.procurement.custodians.get(side="centre").body
    Body.objects.filter(pk=moved.pk).update(path=f"{county.civil.path}{moved.pk}/", parent=county.civil)
    with at(IN_TIME):
        both_kinds(found.procurement, bidder(county))
    with at(DUE):
        opening = begin_opening(procurement=found.procurement.pk, by=county.officer)
    assert any("一个单位的保管人就能打开投标" in each.text for each in opening.minutes.all())
