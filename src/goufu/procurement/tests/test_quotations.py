"""Final quotations are called by the panel, sealed like bids, and opened together; who sends none has left."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from goufu.core.errors import NotAllowed, NotFound, Refusal
from goufu.documents.models import Document
from goufu.documents.store import store
from goufu.procurement.actions.attending import download_envelope
from goufu.procurement.actions.calling import call_quotations
from goufu.procurement.actions.closing import close_opening
from goufu.procurement.actions.examining import examine
from goufu.procurement.actions.marking import hand_in
from goufu.procurement.actions.opening import begin_opening
from goufu.procurement.actions.receiving import bids_that_stand, withdraw_bid
from goufu.procurement.actions.responding import Offer, enter_response
from goufu.procurement.actions.reviewing import conclude
from goufu.procurement.actions.unsealing import show_files
from goufu.procurement.models import CameBy, Part, Quotation, Response
from goufu.procurement.recomputing import differences
from goufu.procurement.record import FAILED, Review
from goufu.procurement.sealed_queries import holding_keys
from goufu.procurement.tests.bidding import at, bidder, brought, quotation, sealed_for, send
from goufu.procurement.tests.quoting import (
    AFTER,
    REVIEWED,
    UNTIL,
    Quoting,
    called,
    examined,
    opened_finally,
    quote,
    with_keys,
)
from goufu.procurement.tests.reviewing import fresh, scored, signed
from goufu.procurement.veils import veiled_bids
from goufu.registry.tests.county import County
from goufu.sealing.contents import SealedFile, list_digest
from goufu.sealing.encoding import sm3

pytestmark = pytest.mark.django_db


def finals() -> list[Decimal | None]:
    return [each.price for each in Response.objects.filter(quotation=Quotation.FINAL).order_by("pk")]


def test_called_by_the_head_sealed_opened_together_and_ranked(county: County) -> None:
    found = called(county)
    with at(UNTIL):
        made = quote(found, 0, "490000.00")
        quote(found, 1, "470000.00")
        for agent in (county.officer, found.holders[1].agent, found.bidders[0]):
            with pytest.raises(NotFound):
                download_envelope(bid=made.pk, by=agent)
        assert {each.round for each in veiled_bids()[1]} == {"final"} and finals() == []
        with pytest.raises(Refusal, match="以前不能开启"):
            begin_opening(procurement=found.procurement.pk, by=county.officer)
        with pytest.raises(Refusal, match="最后报价还没有开启"):
            hand_in(by=found.panel[1])
    with at(AFTER):
        opening = begin_opening(procurement=found.procurement.pk, by=county.officer)
        assert veiled_bids()[1].count() == 0
        assert [each.is_awaited for each in holding_keys(found.holders[1].agent)] == [True]
        with_keys(opening, found, county)
        assert (opening.round, finals()) == ("final", [Decimal("490000.00"), Decimal("470000.00")])
        assert Document.objects.filter(kind="opening_minutes", name__endswith="最后报价开启记录").count() == 1
        scored(found.procurement, [fresh(each.member) for each in found.panel])
        report = conclude(by=fresh(found.panel[0].member), seen=True)
        assert [each.price for each in report.placings.order_by("price")] == [470000, 490000]
        signed([fresh(each.member) for each in found.panel])
    assert list(differences(found.procurement)) == []


def judged(found: Quoting, *, has_passed: bool) -> None:
    """The head examines the conformity of everybody once more."""
    for each in Review(found.procurement).bids:
        reason = "" if has_passed else "响应文件没有签章"
        examine(
            response=each.pk, part=Part.CONFORMITY, has_passed=has_passed, reason=reason, by=found.panel[0]
        )


def test_only_the_head_calls_those_who_passed_and_only_for_a_later_moment(county: County) -> None:
    found = examined(county)
    head = found.panel[0]
    with at(REVIEWED):
        with pytest.raises(Refusal, match="现在不收这一种信封"):
            quote(found, 0, "490000.00")
        judged(found, has_passed=False)
        with pytest.raises(Refusal, match="不用最后报价"):
            call_quotations(until=UNTIL, by=head)
        judged(found, has_passed=True)
        with pytest.raises(NotAllowed):
            call_quotations(until=UNTIL, by=found.panel[1])
        with pytest.raises(Refusal, match="这个时间已经过了"):
            call_quotations(until=REVIEWED, by=head)
        call_quotations(until=UNTIL, by=head)
        with pytest.raises(Refusal, match="只能推后"):
            call_quotations(until=UNTIL - timedelta(minutes=10), by=head)
        call_quotations(until=AFTER, by=head)
        other = bidder(county, 7)
        with pytest.raises(NotAllowed, match="没有要求"):
            send(found.procurement, other, sealed_for(found.procurement, other, "final_price"))
        again = sealed_for(found.procurement, found.bidders[0], "price", sequence=2)
        assert send(found.procurement, found.bidders[0], again).is_late
    with at(AFTER):
        quote(found, 0, "490000.00")
    with at(AFTER + timedelta(seconds=1)), pytest.raises(Refusal, match="截止"):
        call_quotations(until=AFTER + timedelta(hours=1), by=head)


def test_replaced_withdrawn_late_and_taken_in_after_a_kill(county: County) -> None:
    found = called(county, prices=("500000.00", "480000.00", "470000.00"))
    killed = found.bidders[2]
    with at(UNTIL):
        quote(found, 0, "490000.00")
        quote(found, 0, "485000.00", sequence=2)
        quote(found, 1, "470000.00")
        withdraw_bid(procurement=found.procurement.pk, by=found.bidders[1])
        standing = bids_that_stand(found.procurement, quotation=Quotation.FINAL)
        assert [(each.bidder_id, each.sequence) for each in standing] == [(found.bidders[0].body.pk, 2)]
        assert len(bids_that_stand(found.procurement)) == 6
        files = [("quotation.json", quotation("460000.00"))]
        brought(
            found.procurement, killed.body.pk, sealed_for(found.procurement, killed, "final_price", files)
        )
    with at(AFTER):
        assert quote(found, 1, "1.00", sequence=2).is_late
        with pytest.raises(Refusal, match="截止已过"):
            withdraw_bid(procurement=found.procurement.pk, by=found.bidders[0])
        opened_finally(found, county)
    assert finals() == [Decimal("485000.00"), Decimal("460000.00")]


def test_a_clock_set_back_makes_no_late_quotation_early(county: County) -> None:
    found = called(county)
    with at(AFTER + timedelta(hours=1)):
        examine(
            response=Review(found.procurement).bids[0].pk,
            part=Part.CONFORMITY,
            has_passed=False,
            reason="响应文件没有签章",
            by=found.panel[0],
        )
    with at(UNTIL - timedelta(minutes=1)):
        made = quote(found, 1, "470000.00")
    assert made.is_late and "服务器的钟比日志里最后一条慢" in made.clock


def test_who_sends_none_has_left_and_two_go_on(county: County) -> None:
    found = called(county, prices=("500000.00", "480000.00", "470000.00"))
    with at(UNTIL):
        quote(found, 0, "490000.00")
        quote(found, 1, "460000.00")
    with at(AFTER):
        opening = opened_finally(found, county)
        assert "没有在本系统提交最后报价的：阳光康复中心" in "".join(
            each.text for each in opening.minutes.all()
        )
        review = Review(found.procurement)
        assert [review.because(each) for each in review.bids] == ["", "", "没有提交最后报价，视为退出"]
        assert (len(review.valid), review.outcome) == (2, "ranked")


@pytest.mark.parametrize("count", [0, 1])
def test_with_fewer_than_two_it_fails_as_the_method_says(county: County, count: int) -> None:
    found = called(county)
    with at(UNTIL):
        for number in range(count):
            quote(found, number, "490000.00")
    with at(AFTER):
        opening = opened_finally(found, county)
        assert opening.state == ("closed" if count else "not_opened")
        assert Review(found.procurement).outcome == FAILED
        assert conclude(by=found.panel[0]).outcome == FAILED


def test_changed_bytes_are_nobodys_price_the_files_stand_in_and_who_has_none_is_told_why(
    county: County,
) -> None:
    found = called(county)
    by, data = found.bidders[0], quotation("490000.00")
    files = [SealedFile("quotation.json", len(data), sm3(data))]
    with at(UNTIL):
        sealed = sealed_for(found.procurement, by, "final_price", [("quotation.json", data)])
        brought(found.procurement, by.body.pk, sealed).note_list(list_digest(files))
        bids = [send(found.procurement, by, sealed), quote(found, 1, "470000.00")]
    for path in (store()._path(each.digest) for each in bids):
        path.write_bytes(path.read_bytes()[:-20] + bytes(20))
    with at(AFTER):
        opening = begin_opening(procurement=found.procurement.pk, by=county.officer)
        with_keys(opening, found, county, is_closed=False)
        broken = opening.envelopes.get(bid=bids[0])
        assert (broken.state, broken.cause) == ("failed", "other")
        show_files(envelope=broken.pk, files=[("quotation.json", [data])], by=county.officer)
        close_opening(opening=opening.pk, by=county.officer)
    assert finals() == [Decimal("490000.00")]
    review = Review(found.procurement)
    [first, second] = [review.because(each) for each in review.bids]
    assert first == "" and second.startswith("最后报价打不开：") and "视为撤回" in second


def paper(found: Quoting, county: County, number: int, came_by: CameBy, minutes: int = 2) -> Response:
    return enter_response(
        procurement=found.procurement.pk,
        bidder=found.bidders[number].body.pk,
        offer=Offer(price=Decimal("450000.00")),
        quotation=Quotation.FINAL,
        came_by=came_by,
        opened_at=UNTIL + timedelta(minutes=minutes),
        minutes_on=UNTIL.date(),
        by=county.officer,
    )


def test_the_officer_enters_only_what_came_on_paper_and_was_opened_with_the_others(county: County) -> None:
    found = called(county)
    with at(UNTIL):
        quote(found, 0, "490000.00")
        with pytest.raises(Refusal, match="加密提交"):
            paper(found, county, 1, CameBy.ENTERED, -1)
        with pytest.raises(Refusal, match="一起打开"):
            paper(found, county, 1, CameBy.PAPER, -1)
    with at(AFTER + timedelta(minutes=5)):
        opened_finally(found, county)
    with at(AFTER + timedelta(minutes=20)):
        made = paper(found, county, 1, CameBy.PAPER, 10)
    assert made.came_by == CameBy.PAPER and len(Review(found.procurement).valid) == 2
