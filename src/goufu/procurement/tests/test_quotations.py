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
from goufu.procurement.actions.counter import hand_back, receive_paper
from goufu.procurement.actions.examining import examine
from goufu.procurement.actions.joining import give_peels, join_keys
from goufu.procurement.actions.marking import hand_in
from goufu.procurement.actions.opening import begin_opening
from goufu.procurement.actions.receiving import withdraw_bid
from goufu.procurement.actions.responding import Offer, enter_response
from goufu.procurement.actions.reviewing import conclude
from goufu.procurement.actions.unsealing import read_envelope, show_files
from goufu.procurement.models import (
    Bid,
    CalledBidder,
    CameBy,
    Opening,
    Part,
    Quotation,
    QuotationCall,
    Response,
    Wrapping,
)
from goufu.procurement.queries.sealed import holding_keys
from goufu.procurement.review.recomputing import differences
from goufu.procurement.review.record import FAILED, Review
from goufu.procurement.sealed.envelopes import WHOLE
from goufu.procurement.sealed.standing import bids_that_stand
from goufu.procurement.tests.bidding import at, bidder, brought, quotation, sealed_for, send
from goufu.procurement.tests.quoting import (
    AFTER,
    REVIEWED,
    UNTIL,
    Quoting,
    called,
    examined,
    opened_finally,
    peels_of,
    quote,
    with_keys,
)
from goufu.procurement.tests.reviewing import fresh, scored, signed
from goufu.procurement.tests.standing import made_once, standing
from goufu.procurement.tests.test_counter import read_by_two
from goufu.procurement.veils import veiled_bids
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County
from goufu.sealing.contents import SealedFile, list_digest
from goufu.sealing.encoding import sm3

pytestmark = pytest.mark.django_db
world, own, county, made = standing()


def said_in(opening: Opening) -> str:
    return "\n".join(each.text for each in opening.minutes.all())


def finals() -> list[Decimal | None]:
    return [each.price for each in Response.objects.filter(quotation=Quotation.FINAL).order_by("pk")]


@made_once(called)
def test_called_by_the_head_sealed_opened_together_and_ranked(county: County, made: Quoting) -> None:
    with at(UNTIL):
        sent = quote(made, 0, "490000.00")
        quote(made, 1, "470000.00")
        for agent in (county.officer, made.holders[1].agent, made.bidders[0]):
            with pytest.raises(NotFound):
                download_envelope(bid=sent.pk, by=agent)
        assert {each.round for each in veiled_bids()[1]} == {"final"} and finals() == []
        with pytest.raises(Refusal, match="以前不能开启"):
            begin_opening(procurement=made.procurement.pk, by=county.officer)
        with pytest.raises(Refusal, match="最后报价还没有开启"):
            hand_in(by=made.panel[1])
    with at(AFTER):
        opening = begin_opening(procurement=made.procurement.pk, by=county.officer)
        assert veiled_bids()[1].count() == 0
        assert [each.is_awaited for each in holding_keys.all(made.holders[1].agent)] == [True]
        with_keys(opening, made, county)
        assert (opening.round, finals()) == ("final", [Decimal("490000.00"), Decimal("470000.00")])
        assert Document.objects.filter(kind="opening_minutes", name__endswith="最后报价开启记录").count() == 1
        scored(made.procurement, [fresh(each.member) for each in made.panel])
        report = conclude(by=fresh(made.panel[0].member), seen=True)
        assert [each.price for each in report.placings.order_by("price")] == [470000, 490000]
        signed([fresh(each.member) for each in made.panel])
    assert list(differences(made.procurement)) == []


def judged(found: Quoting, *, has_passed: bool) -> None:
    """The head examines the conformity of everybody once more."""
    for each in Review(found.procurement).bids:
        reason = "" if has_passed else "响应文件没有签章"
        examine(
            response=each.pk, part=Part.CONFORMITY, has_passed=has_passed, reason=reason, by=found.panel[0]
        )


@made_once(examined)
def test_only_the_head_calls_those_who_passed_and_only_for_a_later_moment(
    county: County, made: Quoting
) -> None:
    head = made.panel[0]
    with at(REVIEWED):
        with pytest.raises(Refusal, match="现在不收这一种信封"):
            quote(made, 0, "490000.00")
        judged(made, has_passed=False)
        with pytest.raises(Refusal, match="不用最后报价"):
            call_quotations(until=UNTIL, by=head)
        judged(made, has_passed=True)
        with pytest.raises(NotAllowed):
            call_quotations(until=UNTIL, by=made.panel[1])
        with pytest.raises(Refusal, match="这个时间已经过了"):
            call_quotations(until=REVIEWED, by=head)
        call_quotations(until=UNTIL, by=head)
        with pytest.raises(Refusal, match="只能推后"):
            call_quotations(until=UNTIL - timedelta(minutes=10), by=head)
        call_quotations(until=AFTER, by=head)
        other = bidder(county, 7)
        with pytest.raises(NotAllowed, match="没有要求"):
            send(made.procurement, other, sealed_for(made.procurement, other, "final_price"))
        again = sealed_for(made.procurement, made.bidders[0], "price", sequence=2)
        assert send(made.procurement, made.bidders[0], again).is_late
    with at(AFTER):
        quote(made, 0, "490000.00")
    with at(AFTER + timedelta(seconds=1)), pytest.raises(Refusal, match="截止"):
        call_quotations(until=AFTER + timedelta(hours=1), by=head)


@made_once(called, prices=("500000.00", "480000.00", "470000.00"))
def test_replaced_withdrawn_late_and_taken_in_after_a_kill(county: County, made: Quoting) -> None:
    killed = made.bidders[2]
    with at(UNTIL):
        quote(made, 0, "490000.00")
        quote(made, 0, "485000.00", sequence=2)
        quote(made, 1, "470000.00")
        withdraw_bid(procurement=made.procurement.pk, by=made.bidders[1])
        standing = bids_that_stand(made.procurement, quotation=Quotation.FINAL)
        assert [(each.bidder_id, each.sequence) for each in standing] == [(made.bidders[0].body.pk, 2)]
        assert len(bids_that_stand(made.procurement)) == 6
        files = [("quotation.json", quotation("460000.00"))]
        brought(made.procurement, killed.body.pk, sealed_for(made.procurement, killed, "final_price", files))
    with at(AFTER):
        assert quote(made, 1, "1.00", sequence=2).is_late
        with pytest.raises(Refusal, match="截止已过"):
            withdraw_bid(procurement=made.procurement.pk, by=made.bidders[0])
        opened_finally(made, county)
    assert finals() == [Decimal("485000.00"), Decimal("460000.00")]


@made_once(called)
def test_a_clock_set_back_makes_no_late_quotation_early(county: County, made: Quoting) -> None:
    with at(AFTER + timedelta(hours=1)):
        examine(
            response=Review(made.procurement).bids[0].pk,
            part=Part.CONFORMITY,
            has_passed=False,
            reason="响应文件没有签章",
            by=made.panel[0],
        )
    with at(UNTIL - timedelta(minutes=1)):
        sent = quote(made, 1, "470000.00")
    assert sent.is_late and "服务器的钟比日志里最后一条慢" in sent.clock


@made_once(called, prices=("500000.00", "480000.00", "470000.00"))
def test_who_sends_none_has_left_and_two_go_on(county: County, made: Quoting) -> None:
    with at(UNTIL):
        quote(made, 0, "490000.00")
        quote(made, 1, "460000.00")
    with at(AFTER):
        opening = opened_finally(made, county)
        assert "要求过、没有提交最后报价的：阳光康复中心，视为退出" in said_in(opening)
        review = Review(made.procurement)
        assert [review.because(each) for each in review.bids] == ["", "", "没有提交最后报价，视为退出"]
        assert (len(review.valid), review.outcome) == (2, "ranked")


@made_once(called)
@pytest.mark.parametrize("count", [0, 1])
def test_with_fewer_than_two_it_fails_as_the_method_says(county: County, made: Quoting, count: int) -> None:
    with at(UNTIL):
        for number in range(count):
            quote(made, number, "490000.00")
    with at(AFTER):
        opening = opened_finally(made, county)
        assert opening.state == ("closed" if count else "not_opened")
        assert Review(made.procurement).outcome == FAILED
        assert conclude(by=made.panel[0]).outcome == FAILED


@made_once(called)
def test_changed_bytes_are_nobodys_price_the_files_stand_in_and_who_has_none_is_told_why(
    county: County,
    made: Quoting,
) -> None:
    by, data = made.bidders[0], quotation("490000.00")
    files = [SealedFile("quotation.json", len(data), sm3(data))]
    with at(UNTIL):
        sealed = sealed_for(made.procurement, by, "final_price", [("quotation.json", data)])
        brought(made.procurement, by.body.pk, sealed).note_list(list_digest(files))
        bids = [send(made.procurement, by, sealed), quote(made, 1, "470000.00")]
    for path in (store()._path(each.digest) for each in bids):
        path.write_bytes(path.read_bytes()[:-20] + bytes(20))
    with at(AFTER):
        opening = begin_opening(procurement=made.procurement.pk, by=county.officer)
        with_keys(opening, made, county, is_closed=False)
        broken = opening.envelopes.get(bid=bids[0])
        assert (broken.state, broken.cause) == ("failed", "other")
        show_files(envelope=broken.pk, files=[("quotation.json", [data])], by=county.officer)
        close_opening(opening=opening.pk, by=county.officer)
    assert finals() == [Decimal("490000.00")]
    review = Review(made.procurement)
    [first, second] = [review.because(each) for each in review.bids]
    assert first == "" and second.startswith("最后报价打不开：") and "视为撤回" in second


def paper(found: Quoting, county: County, whose: Agent, kind: str = "final_price") -> Bid:
    """A final quotation that is brought sealed on paper now."""
    return receive_paper(
        procurement=found.procurement.pk,
        credit_code=whose.body.credit_code or "",
        kind=kind,
        pieces=1,
        wrapping=Wrapping.INTACT,
        brought_by="王递交",
        by=county.officer,
    )


@made_once(called)
def test_on_paper_it_has_a_receipt_and_two_typists_and_is_opened_before_the_others(
    county: County, made: Quoting
) -> None:
    with at(UNTIL):
        quote(made, 0, "490000.00")
        whole = paper(made, county, made.bidders[1], WHOLE)
        assert (whole.round, whole.is_late) == ("first", True)
        with pytest.raises(NotAllowed, match="没有要求"):
            paper(made, county, bidder(county, 7))
        brought = paper(made, county, made.bidders[1])
        assert (brought.round, brought.received_at, brought.is_late) == ("final", UNTIL, False)
        assert brought.pk in {each.pk for each in veiled_bids()[1]}
    with at(AFTER):
        late = paper(made, county, made.bidders[1])
        assert late.is_late and hand_back(bid=late.token, given_to="王递交", by=county.officer)
        opening = begin_opening(procurement=made.procurement.pk, by=county.officer)
        for holder in made.holders[1:]:
            give_peels(opening=opening.pk, peels=peels_of(opening, holder), by=holder.agent)
        join_keys(opening=opening.pk, by=county.officer)
        electronic = opening.envelopes.get(bid__way="web")
        with pytest.raises(Refusal, match="没有拆封宣读"):
            read_envelope(envelope=electronic.pk, by=county.officer)
        read_by_two(
            opening.envelopes.get(bid=brought), county, county.lead, made.bidders[1].body.name, "450000"
        )
        read_envelope(envelope=electronic.pk, by=county.officer)
        close_opening(opening=opening.pk, by=county.officer)
    assert finals() == [Decimal("450000.00"), Decimal("490000.00")]
    assert "视为退出" not in said_in(opening) and len(Review(made.procurement).valid) == 2


@made_once(called)
@pytest.mark.parametrize("came_by", [CameBy.PAPER, CameBy.ENTERED])
def test_nobody_enters_a_sealed_final_quotation_by_hand(
    county: County, made: Quoting, came_by: CameBy
) -> None:
    with at(AFTER):
        begin_opening(procurement=made.procurement.pk, by=county.officer)
        with pytest.raises(Refusal, match="最后报价密封提交"):
            enter_response(
                procurement=made.procurement.pk,
                bidder=made.bidders[1].body.pk,
                offer=Offer(price=Decimal("450000.00")),
                quotation=Quotation.FINAL,
                came_by=came_by,
                opened_at=AFTER,
                minutes_on=AFTER.date(),
                by=county.officer,
            )
    assert finals() == []


@made_once(called)
def test_quotations_on_paper_alone_want_no_keys(county: County, made: Quoting) -> None:
    with at(UNTIL):
        for each in made.bidders:
            paper(made, county, each)
    with at(AFTER):
        opening = begin_opening(procurement=made.procurement.pk, by=county.officer)
        assert opening.state == "joined"
        for envelope in opening.envelopes.order_by("number"):
            read_by_two(envelope, county, county.lead, envelope.bid.bidder.name, "450000")
        closed = close_opening(opening=opening.pk, by=county.officer)
    assert closed.state == "closed" and len(Review(made.procurement).valid) == 2


@made_once(examined, prices=("500000.00", "480000.00", "470000.00"))
def test_nothing_is_opened_while_one_that_passed_was_not_asked(county: County, made: Quoting) -> None:
    head = made.panel[0]
    with at(REVIEWED):
        last = Review(made.procurement).bids[2]
        examine(response=last.pk, part=Part.CONFORMITY, has_passed=False, reason="响应文件没有签章", by=head)
        call_quotations(until=UNTIL, by=head)
        examine(response=last.pk, part=Part.CONFORMITY, has_passed=True, by=head)
    with at(UNTIL):
        quote(made, 0, "490000.00")
        quote(made, 1, "460000.00")
    later = AFTER + timedelta(hours=1)
    with at(AFTER):
        with pytest.raises(Refusal, match="阳光康复中心通过了审查，还没有被要求提交最后报价"):
            begin_opening(procurement=made.procurement.pk, by=county.officer)
        call_quotations(until=later, by=head)
    with at(later):
        quote(made, 2, "450000.00")
    with at(later + timedelta(minutes=1)):
        opened_finally(made, county)
        review = Review(made.procurement)
        assert [review.because(each) for each in review.bids] == ["", "", ""]


@made_once(called, prices=("500000.00", "480000.00", "470000.00"))
def test_whoever_nobody_asked_has_not_left(county: County, made: Quoting) -> None:
    with at(UNTIL):
        quote(made, 0, "490000.00")
    with at(AFTER):
        opened_finally(made, county)
        last = QuotationCall.objects.get()
        again = QuotationCall.objects.create(
            procurement=last.procurement, until=UNTIL, called_at=REVIEWED, member=last.member
        )
        for each in made.bidders[:2]:
            CalledBidder.objects.create(call=again, bidder=each.body)
        review = Review(made.procurement)
        assert [bool(review.because(each)) for each in review.bids] == [False, True, False]
        assert [review.has_left(each) for each in review.bids] == [False, True, False]


@made_once(examined)
def test_the_call_gives_everybody_the_least_time(county: County, made: Quoting) -> None:
    with at(REVIEWED):
        with pytest.raises(Refusal, match="离现在不到 30 分钟") as refused:
            call_quotations(until=REVIEWED + timedelta(seconds=1), by=made.panel[0])
        assert "本系统的设置，不是法定期限" in refused.value.remedy
        call_quotations(until=REVIEWED + timedelta(minutes=30), by=made.panel[0])
