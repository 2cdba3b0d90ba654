"""Paper that another took the place of goes back with who, when and to whom, as late paper does; the counter learns nothing by it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from goufu.core.errors import Refusal
from goufu.procurement.actions.counter import give_back, hand_back
from goufu.procurement.actions.opening import begin_opening
from goufu.procurement.actions.receiving import withdraw_bid
from goufu.procurement.sealed.standing import paper_that_goes_back
from goufu.procurement.tests.bidding import DEADLINE, Receiving, at, bidder, both_kinds, receiving
from goufu.procurement.tests.standing import standing
from goufu.procurement.tests.test_counter import DUE, IN_TIME, code, paper
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County

__all__ = ["county", "found", "own", "world"]
pytestmark = pytest.mark.django_db
world, own, county, found = standing(receiving)
SignIn = Callable[[Agent], Client]


def test_what_was_replaced_goes_back_and_what_stands_doesn_t(county: County, found: Receiving) -> None:
    procurement, whose = found.procurement, bidder(county)
    with at(IN_TIME):
        first = paper(procurement, county, code(whose))
        with pytest.raises(Refusal, match="不用退还"):
            hand_back(bid=first.token, given_to="王递交", by=county.officer)
        second, third = (paper(procurement, county, code(whose)) for _time in range(2))
        made = hand_back(bid=first.token, given_to="王递交", by=county.officer)
        assert (made.bid, made.given_to, made.at) == (first, "王递交", IN_TIME)
        with pytest.raises(Refusal, match="不用退还"):
            hand_back(bid=third.token, given_to="王递交", by=county.officer)
        other_lot = paper(procurement, county, code(bidder(county, 1)))
    with at(DUE):
        opening = begin_opening(procurement=procurement.pk, by=county.officer)
        texts = [each.text for each in opening.minutes.all()]
        assert [each for each in texts if first.number in each and "当面退还，王递交" in each]
        assert [each for each in texts if second.number in each and "还没有退还" in each]
        hand_back(bid=second.token, given_to="周某", by=county.officer)
        with pytest.raises(Refusal, match="不用退还"):
            hand_back(bid=other_lot.token, given_to="周某", by=county.officer)


def test_what_was_taken_back_at_the_counter_is_not_given_back_again(county: County, found: Receiving) -> None:
    procurement, whose = found.procurement, bidder(county)
    with at(IN_TIME):
        first, second = (paper(procurement, county, code(whose)) for _time in range(2))
        give_back(procurement=procurement.pk, receipt=second.number, given_to="王递交", by=county.officer)
        third = paper(procurement, county, code(whose))
        for each in (first, second, third):
            with pytest.raises(Refusal, match="不用退还"):
                hand_back(bid=each.token, given_to="王递交", by=county.officer)


def test_the_counter_learns_before_the_opening_nothing_of_what_the_bidder_did_itself(
    county: County, found: Receiving
) -> None:
    procurement, sends, withdraws = found.procurement, bidder(county), bidder(county, 1)
    with at(IN_TIME):
        beside = paper(procurement, county, code(sends))
        both_kinds(procurement, sends)  # its own count, and the paper does not
        gone = paper(procurement, county, code(withdraws))
        withdraw_bid(procurement=procurement.pk, by=withdraws)
        assert paper_that_goes_back(procurement) == []
    with at(DUE):
        begin_opening(procurement=procurement.pk, by=county.officer)
        assert paper_that_goes_back(procurement) == [beside, gone]
        for each in (beside, gone):
            hand_back(bid=each.token, given_to="周某", by=county.officer)


def test_the_receipt_of_the_newer_one_leads_to_giving_back_the_older(
    county: County, found: Receiving, signed_in: SignIn
) -> None:
    procurement, whose = found.procurement, bidder(county)
    client, number = signed_in(county.officer), found.procurement.pk
    sent = {
        "credit_code": code(whose), "kind": "whole", "pieces": "1", "wrapping": "intact", "brought_by": "王递交"
    }  # fmt: skip
    with at(IN_TIME):
        older = paper(procurement, county, code(whose))
        address = reverse("procurement:hand_back", args=[number, older.token])
        receipt = client.post(reverse("procurement:receive_paper", args=[number]), sent).content.decode()
        assert "代替了以前交来的纸质件" in receipt
        assert address in receipt
        assert "收件人签字" in receipt
        client.post(address, {"way": "hand", "given_to": "王递交"})
        counter = client.get(reverse("procurement:counter", args=[number])).content.decode()
        assert "退还给 王递交" in counter
        assert address not in counter
    with at(DEADLINE + timedelta(minutes=5)):
        begin_opening(procurement=number, by=county.officer)
        page = client.get(reverse("procurement:opening", args=[number])).content.decode()
        assert "没有开启的纸质密封件" in page
        assert "被另一份代替" in page
