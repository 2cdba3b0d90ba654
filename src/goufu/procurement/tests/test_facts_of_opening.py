"""What the rules of award read of envelopes that could not be opened, made by the opening itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from goufu.core.opinion import Opinion
from goufu.documents.store import store
from goufu.law.model import Verdict
from goufu.procurement.models import EnvelopeState, Opening, Placing, Response, ReviewReport
from goufu.procurement.sealed.law import UNOPENED, facts_of_unopened, opinion_of_unopened
from goufu.procurement.tests.bidding import (
    DEADLINE,
    Receiving,
    at,
    bidder,
    both_kinds,
    receiving,
    sealed_for,
    send,
)
from goufu.procurement.tests.reviewing import facts_of_bid, verdict_of
from goufu.procurement.tests.standing import standing
from goufu.procurement.tests.test_opening import all_read, begun
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County

__all__ = ["county", "found", "own", "world"]
pytestmark = pytest.mark.django_db
world, own, county, found = standing(receiving)
SignIn = Callable[[Agent], Client]
IN_TIME, DUE = DEADLINE - timedelta(days=1), DEADLINE + timedelta(minutes=5)


def opened(county: County, found: Receiving) -> Opening:
    opening = begun(found, county, 0, 1)
    all_read(opening, county)
    return opening


def test_what_the_bidder_sealed_wrongly_counts_as_revoked(
    county: County, found: Receiving, signed_in: SignIn
) -> None:
    made = bidder(county)
    with at(IN_TIME):
        data = sealed_for(found.procurement, made)
        head = data.index(b"age-encryption.org/v1", len(data) // 2)
        send(found.procurement, made, data[: head + 400] + b"\0" * 40 + data[head + 440 :])
    with at(DUE):
        envelope = opened(county, found).envelopes.get()
        facts = facts_of_unopened(envelope)
        assert (facts["decryption_fault"], facts["decryption_outcome"]) == ("bidder", "revoked")
        assert verdict_of(opinion_of_unopened(envelope), UNOPENED) is Verdict.PASS
        page = (
            signed_in(county.officer).get(f"/procurements/{found.procurement.pk}/opening/").content.decode()
        )
        assert "1 条规则符合" in page


@pytest.mark.makes("award.decryption_failed")
def test_of_a_bid_that_was_damaged_here_one_envelope_is_read_and_it_counts_as_withdrawn(
    county: County, found: Receiving
) -> None:
    damaged, whole = bidder(county, 0), bidder(county, 1)
    with at(IN_TIME):
        [technical, _price] = both_kinds(found.procurement, damaged)
        both_kinds(found.procurement, whole)
    with at(DUE):
        path = store()._path(technical.digest)
        path.write_bytes(path.read_bytes()[:-20] + bytes(20))
        opening = opened(county, found)
        assert opening.envelopes.get(state=EnvelopeState.FAILED).bid == technical
        assert facts_of_unopened(opening.envelopes.get(state="failed"))["decryption_outcome"] == "withdrawn"
        left, other = (Response.objects.get(bidder=each.body) for each in (damaged, whole))
        assert [facts_of_bid(each.pk, "decryption_failed") for each in (left, other)] == [(True,), (False,)]
        assert verdict_of(Opinion.of_record("award", left.pk), UNOPENED) is Verdict.PASS
        assert verdict_of(Opinion.of_record("award", other.pk), UNOPENED) is Verdict.NOT_APPLICABLE
        report = ReviewReport.objects.create(
            procurement=found.procurement, outcome="ranked", content={}, digest="0" * 64, person=county.officer.person, at=DUE,
        )  # fmt: skip
        Placing.objects.create(report=report, response=left, rank=1)
        assert (
            verdict_of(Opinion.of_record("award", left.pk), UNOPENED) is Verdict.FAIL
        )  # ranked all the same
