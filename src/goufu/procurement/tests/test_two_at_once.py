"""From the counter to the letters, each step by two at once: one does it, the other is told so in words, and nobody gets an error."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from goufu.core.errors import Refusal
from goufu.core.tests.racing import at_once
from goufu.procurement.actions.appearing import record_appearance
from goufu.procurement.actions.awarding import award, receive_report
from goufu.procurement.actions.closing import close_opening
from goufu.procurement.actions.counter import give_back, hand_back, receive_paper
from goufu.procurement.actions.joining import give_peels, join_keys
from goufu.procurement.actions.opening import begin_opening
from goufu.procurement.actions.receiving import withdraw_bid
from goufu.procurement.actions.reviewing import conclude, sign_report
from goufu.procurement.actions.scanning import attach_scans, check_scans
from goufu.procurement.actions.telling import send_letters
from goufu.procurement.actions.unsealing import read_envelope
from goufu.procurement.actions.unwrapping import check_reading, read_out
from goufu.procurement.models import (
    Award,
    BidWithdrawal,
    HandBack,
    Opening,
    PaperReading,
    Quotation,
    ReadingCheck,
    ReviewReport,
    Wrapping,
)
from goufu.procurement.sealed.envelopes import WHOLE
from goufu.procurement.sealed.scans import digest_of_scans
from goufu.procurement.tests.bidding import at, bidder, both_kinds, receiving
from goufu.procurement.tests.procuring import ADDRESS, BEGIN, announced, deputy, on, planned, running
from goufu.procurement.tests.reviewing import REVIEWED, drawn, fresh, passed, responded, scored, seats
from goufu.procurement.tests.test_counter import DUE, IN_TIME, code, paper, scans
from goufu.procurement.tests.test_opening import peels_of
from goufu.registry.tests.county import County

pytestmark = pytest.mark.django_db(transaction=True)


def by_each(act: Callable[..., object], *people: object, **given: object) -> list[Any]:
    """What each of them comes to, all at once; an error of the database or a deadlock is none of what may come."""
    said = at_once([partial(act, by=each, **given) for each in people])
    assert all(not isinstance(each, Exception) or isinstance(each, Refusal) for each in said), said
    return said


def done(said: list[Any]) -> int:
    return sum(not isinstance(each, Refusal) for each in said)


def test_at_the_counter(county: County) -> None:
    found, other = receiving(county).procurement, deputy(county)
    mine, whose, late = bidder(county), bidder(county, 1), bidder(county, 2)
    office = (county.officer, other, county.officer)
    with at(IN_TIME):
        both_kinds(found, mine)
        assert done(by_each(withdraw_bid, mine, mine, procurement=found.pk)) == 1
        said = by_each(
            receive_paper,
            *office,
            procurement=found.pk,
            credit_code=code(whose),
            kind=WHOLE,
            pieces=1,
            wrapping=Wrapping.INTACT,
            brought_by="王递交",
        )
        assert sorted(each.sequence for each in said) == [1, 2, 3]
        first, last = (max(said, key=lambda each: sign * each.pk) for sign in (-1, 1))
        assert done(by_each(hand_back, *office, bid=first.token, given_to="王递交")) == 1
        assert (
            done(by_each(give_back, *office, procurement=found.pk, receipt=last.number, given_to="王")) == 1
        )
    with at(DUE):
        brought = paper(found, county, code(late))
        assert done(by_each(hand_back, *office, bid=brought.token, given_to="王递交")) == 1
    assert (HandBack.objects.count(), BidWithdrawal.objects.count()) == (2, 2)


def test_at_the_opening(county: County) -> None:
    found, colleague = receiving(county), deputy(county)
    whose = bidder(county)
    host = (county.officer, colleague, county.officer)
    with at(IN_TIME):
        paper(found.procurement, county, code(whose))
        both_kinds(found.procurement, bidder(county, 1))
    with at(DUE):
        assert done(by_each(begin_opening, *host, procurement=found.procurement.pk)) == 1
        opening = Opening.objects.get()
        acts = [
            partial(give_peels, opening=opening.pk, peels=peels_of(opening, each), by=each.agent)
            for each in (*found.holders[:2], found.holders[0])
        ]
        assert done(at_once(acts)) == 3  # given twice it counts once
        assert done(by_each(join_keys, *host, opening=opening.pk)) == 1
        sealed = opening.envelopes.get(state="sealed")
        typed: dict[str, Any] = {
            "opened_by": "李",
            "checked_by": "周",
            "name": whose.body.name,
            "price": Decimal(500000),
        }
        assert done(by_each(read_out, *host, envelope=sealed.pk, **typed)) == 1
        custodians = [each.agent for each in found.holders[1:]]
        assert done(by_each(check_reading, *custodians, envelope=sealed.pk, price=Decimal(500000))) == 1
        with scans("甲.pdf") as one, scans("乙.pdf", b"%PDF-1.4 other") as two:
            at_once(
                [
                    partial(attach_scans, envelope=sealed.pk, drafts=each, by=by)
                    for each, by in ((one, county.officer), (two, colleague))
                ]
            )
        sealed.refresh_from_db()
        given: dict[str, Any] = {"envelope": sealed.pk, "digest": digest_of_scans(sealed), "pages": 9}
        assert done(by_each(check_scans, *custodians, **given)) == 2
        for each in opening.envelopes.filter(state="joined"):
            by_each(read_envelope, *host, envelope=each.pk)
            assert opening.envelopes.get(pk=each.pk).state == "opened"
        assert done(by_each(close_opening, *host, opening=opening.pk)) == 1
    assert (PaperReading.objects.count(), ReadingCheck.objects.count()) == (1, 1)


def test_in_the_medium(county: County) -> None:
    with on(BEGIN):
        notice = announced(planned(county), "intention", county)
        said = by_each(
            record_appearance, county.officer, county.lead, notice=notice.pk, day=BEGIN, address=ADDRESS
        )
        assert done(said) == 1


def test_from_the_report_to_the_letters(county: County) -> None:
    made, other = running(county), deputy(county)
    with on(REVIEWED):
        drawn(county, made)
        responded(county, made, ("560000", "540000", "575000"))
        panel = seats(county, made)
        passed(made, panel[0], county)
        responded(county, made, ("560000", "540000", "575000"), Quotation.FINAL)
        scored(made, panel)
        assert done(by_each(conclude, panel[0], panel[0], seen=True)) == 1
        for each in panel:
            seat = fresh(each.member)
            assert done(by_each(sign_report, seat, fresh(each.member))) == 1
        assert done(by_each(receive_report, county.officer, county.officer, procurement=made.pk)) == 1
        first = ReviewReport.objects.get().placings.get(rank=1).response_id
        assert done(by_each(award, county.lead, other, county.lead, procurement=made.pk, response=first)) == 1
        assert Award.objects.count() == 1
        by_each(send_letters, county.officer, county.officer, procurement=made.pk)
