"""Paper at the counter: received with a receipt, late by the same clock, and opened in the same ceremony by two people's hands."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from itertools import chain, repeat
from typing import Any

import pytest
from django.db import connection

from goufu import wall_clock
from goufu.core.errors import NotAllowed, NotFound, Refusal
from goufu.core.roles import Role
from goufu.documents.models import Document
from goufu.documents.store import LARGEST, Draft, store
from goufu.documents.tests.papers import pdf
from goufu.journal.models import Entry
from goufu.journal.replay import replay
from goufu.journal.told_entries import begin_proof
from goufu.procurement.actions import receiving as receiving_module
from goufu.procurement.actions.closing import close_opening
from goufu.procurement.actions.counter import give_back, hand_back, receive_paper
from goufu.procurement.actions.joining import join_keys
from goufu.procurement.actions.late_bids import decide_late
from goufu.procurement.actions.opening import begin_opening
from goufu.procurement.actions.responding import Offer, enter_response
from goufu.procurement.actions.scanning import attach_scans
from goufu.procurement.actions.unsealing import read_envelope, show_files
from goufu.procurement.actions.unwrapping import check_reading, read_out
from goufu.procurement.models import (
    BackBy,
    Bid,
    Envelope,
    HandedInBy,
    Procurement,
    Response,
    UnopenedLetter,
    Wrapping,
)
from goufu.procurement.review.reading import readable
from goufu.procurement.sealed.envelopes import WHOLE
from goufu.procurement.sealed.newcomers import Newcomer
from goufu.procurement.sealed.standing import bids_that_stand
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
from goufu.procurement.tests.standing import made_once, standing
from goufu.procurement.tests.test_opening import begun
from goufu.registry.agents import Agent
from goufu.registry.models import Body
from goufu.registry.tests.county import County, agent

__all__ = ["county", "found", "own", "world"]
pytestmark = pytest.mark.django_db
world, own, county, found = standing(receiving)
IN_TIME = DEADLINE - timedelta(days=1)
DUE = DEADLINE + timedelta(minutes=5)
BROUGHT_BY = "王递交，身份证尾号 1234"
NEW_CODE = "91533900MA6K0A2B3N"


def paper(found: Procurement, county: County, whose: str, kind: str = WHOLE, **more: Any) -> Bid:
    """Sealed paper, received now."""
    said: dict[str, Any] = {"pieces": 2, "wrapping": Wrapping.INTACT, "brought_by": BROUGHT_BY} | more
    return receive_paper(procurement=found.pk, credit_code=whose, kind=kind, by=county.officer, **said)


def code(who: Agent) -> str:
    return who.body.credit_code or ""


@contextmanager
def scans(name: str, content: bytes = b"") -> Iterator[list[tuple[str, Draft]]]:
    with store().draft(iter([content or pdf(name)]), LARGEST) as draft:
        yield [(name, draft)]


def read_by_two(envelope: Envelope, county: County, other: Agent, name: str, price: str | None) -> None:
    """Unsealed, read out, typed by the officer and by another; scanned."""
    amount = Decimal(price) if price else None
    read_out(
        envelope=envelope.pk,
        opened_by="李拆封",
        checked_by="投标人代表周某",
        name=name,
        price=amount,
        by=county.officer,
    )
    check_reading(envelope=envelope.pk, price=amount, by=other)
    with scans("响应文件.pdf") as drafts:
        attach_scans(envelope=envelope.pk, drafts=drafts, by=county.officer)


def test_paper_has_a_receipt_with_the_house_s_moment(county: County, found: Receiving) -> None:
    with at(IN_TIME):
        whose = bidder(county)
        made = paper(
            found.procurement,
            county,
            code(whose),
            wrapping=Wrapping.WORN,
            wrapping_note="外袋右上角裂开 2 厘米",
        )
        assert (made.received_at, made.is_late, made.way) == (IN_TIME, False, HandedInBy.PAPER)
        assert (made.pieces, made.brought_by, made.digest, made.kind) == (2, BROUGHT_BY, "", WHOLE)
        entry = Entry.objects.latest("id")
        assert (entry.action, entry.object_type) == ("procurement.bid.received", "bid")
        with pytest.raises(Refusal, match="破损在哪里"):
            paper(found.procurement, county, code(whose), wrapping=Wrapping.WORN)
        with pytest.raises(Refusal, match="没有这个包"):
            paper(found.procurement, county, code(whose), lot=10**30)
        with pytest.raises(NotFound):
            receive_paper(
                procurement=found.procurement.pk,
                credit_code=code(whose),
                kind=WHOLE,
                pieces=1,
                wrapping=Wrapping.INTACT,
                brought_by="x",
                by=county.teacher,
            )


def test_the_moment_is_that_of_the_button_however_long_others_are_at_it(
    county: County, found: Receiving
) -> None:
    whose = code(bidder(county))
    moments = chain([DEADLINE], repeat(DEADLINE + timedelta(seconds=5)))
    with wall_clock.telling(lambda: next(moments)):
        made = paper(found.procurement, county, whose)
    assert (made.received_at, made.is_late) == (DEADLINE, False)
    assert made.recorded_at == DEADLINE + timedelta(seconds=5)


def test_late_paper_is_written_down_and_doesn_t_count(county: County, found: Receiving) -> None:
    with at(DEADLINE + timedelta(seconds=1)):
        made = paper(found.procurement, county, code(bidder(county)))
    assert (made.is_late, made.is_doubtful) == (True, False)
    assert not bids_that_stand(found.procurement)


def test_late_paper_goes_back_with_who_when_and_how(county: County, found: Receiving) -> None:
    procurement, stranger = found.procurement, agent("旁观", county.education, Role.PURCHASING_OFFICER)
    with at(IN_TIME):
        kept = paper(procurement, county, code(bidder(county)))
    with at(DEADLINE + timedelta(minutes=1)):
        by_hand = paper(procurement, county, code(bidder(county, 1)))
        by_post = paper(procurement, county, code(bidder(county, 2)))
        stays = paper(procurement, county, code(bidder(county, 3)))
        with pytest.raises(Refusal, match="不用退还"):
            hand_back(bid=kept.token, given_to="周某", by=county.officer)
        with pytest.raises(Refusal, match="退给谁") as refused:
            hand_back(bid=by_hand.token, given_to=" ", by=county.officer)
        assert refused.value.field == "given_to"
        with pytest.raises(NotFound):
            hand_back(bid=by_hand.token, given_to="周某", by=stranger)
        made = hand_back(bid=by_hand.token, given_to="王递交", by=county.officer)
        assert (made.way, made.given_to, made.person) == ("hand", "王递交", county.officer.person)
        assert made.at == DEADLINE + timedelta(minutes=1)
        with pytest.raises(Refusal, match="邮件号") as refused:
            hand_back(bid=by_post.token, way=BackBy.POST, given_to="前台", by=county.officer)
        assert refused.value.field == "posted_as"
        said: dict[str, Any] = {"way": BackBy.POST, "given_to": "前台", "posted_as": "EMS 1029"}
        made = hand_back(bid=by_post.token, by=county.officer, **said)
        assert (made.way, made.posted_as) == ("post", "EMS 1029")
        with pytest.raises(Refusal, match="已经退还"):
            hand_back(bid=by_post.token, by=county.officer, **said)
        entry = Entry.objects.latest("id")  # veiled like the bid: nobody learns before the opening who came
        assert (entry.action, entry.object_type) == ("procurement.bid.handed_back", "bid")
    with at(DUE):
        opening = begin_opening(procurement=procurement.pk, by=county.officer)
    texts = [each.text for each in opening.minutes.all()]
    assert [each for each in texts if by_hand.number in each and "当面退还，王递交" in each]
    assert [each for each in texts if by_post.number in each and "邮寄退回，前台" in each]
    assert [each for each in texts if stays.number in each and "还没有退还" in each]
    with at(DUE):
        hand_back(bid=stays.token, given_to="周某", by=county.officer)


def test_nobody_adds_paper_once_the_opening_has_begun(county: County, found: Receiving) -> None:
    with at(IN_TIME):
        both_kinds(found.procurement, bidder(county, 1))
    with at(DUE):
        begin_opening(procurement=found.procurement.pk, by=county.officer)
    with at(IN_TIME):  # whoever runs the house sets its clock back: the log knows better
        made = paper(found.procurement, county, code(bidder(county)))
        assert made.is_late and made.is_doubtful
        with pytest.raises(Refusal, match="已经开始开启"):
            decide_late(token=made.token, counts=True, reason="钟慢了，其实按时", by=county.officer)
    assert not bids_that_stand(found.procurement, [made.bidder_id])


def test_paper_that_the_operator_writes_into_the_tables_is_found(county: County, found: Receiving) -> None:
    begin_proof()
    with at(IN_TIME):
        whose = bidder(county)
        paper(found.procurement, county, code(whose))
        before = replay().faults
        columns = ", ".join(
            str(each.column)
            for each in Bid._meta.concrete_fields
            if each.column not in ("id", "token", "number", "sequence")
        )
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO procurement_bid (token, number, sequence, {columns})"  # noqa: S608, our own names
                f" SELECT gen_random_uuid(), 'FORGED-1', 7, {columns} FROM procurement_bid"
            )
        faults = [str(each) for each in replay().faults if each not in before]
    assert any("投标" in each or "bid" in each for each in faults), faults


def test_who_is_not_registered_is_entered_with_the_bid(county: County, found: Receiving) -> None:
    with at(IN_TIME):
        with pytest.raises(Refusal, match="单位库里没有"):
            paper(found.procurement, county, NEW_CODE)
        with pytest.raises(Refusal):
            paper(found.procurement, county, "9153", newcomer=Newcomer("远山服务有限公司", "enterprise"))
        with pytest.raises(Refusal, match="这一类单位") as refused:
            paper(found.procurement, county, NEW_CODE, newcomer=Newcomer("远山县财政局", "state_organ"))
        assert refused.value.field == "kind_of_body"  # `kind` on that page is what is in the wrapper
        made = paper(found.procurement, county, NEW_CODE, newcomer=Newcomer("远山服务有限公司", "enterprise"))
    assert (made.bidder.name, made.bidder.place) == ("远山服务有限公司", county.place)
    assert Body.objects.filter(credit_code=NEW_CODE).count() == 1


def test_a_wrapper_with_everything_and_single_envelopes_replace_each_other(
    county: County, found: Receiving
) -> None:
    procurement = found.procurement
    with at(IN_TIME):
        whose = bidder(county)
        first = paper(procurement, county, code(whose))
        assert bids_that_stand(procurement) == [first]
        technical = paper(procurement, county, code(whose), "technical")
        price = paper(procurement, county, code(whose), "price")
        assert bids_that_stand(procurement) == [technical, price]
        again = paper(procurement, county, code(whose))
        assert (again.sequence, bids_that_stand(procurement)) == (2, [again])
        own = send(procurement, whose, sealed_for(procurement, whose, "technical"))
        assert bids_that_stand(procurement) == [again]  # what it sent itself isn't whole
        both = [own, send(procurement, whose, sealed_for(procurement, whose, "price"))]
        assert bids_that_stand(procurement) == both  # nobody takes its place by bringing paper in its name


def test_paper_is_given_back_before_the_deadline_and_only_by_its_receipt(
    county: County, found: Receiving
) -> None:
    procurement = found.procurement
    with at(IN_TIME):
        whose = bidder(county)
        own = both_kinds(procurement, whose)
        other = bidder(county, 1)
        made = paper(procurement, county, code(other))
        with pytest.raises(Refusal, match="没有发过"):
            give_back(procurement=procurement.pk, receipt=own[0].number, given_to="周某", by=county.officer)
        with pytest.raises(Refusal, match="谁取回"):
            give_back(procurement=procurement.pk, receipt=made.number, given_to=" ", by=county.officer)
        give_back(procurement=procurement.pk, receipt=made.number.lower(), given_to="周某", by=county.officer)
        assert bids_that_stand(procurement) == own
        assert (Entry.objects.latest("id").object_type, Entry.objects.latest("id").action) == (
            "bid",
            "procurement.bid.withdrawn",
        )
        with pytest.raises(Refusal, match="已经撤回"):
            give_back(procurement=procurement.pk, receipt=made.number, given_to="周某", by=county.officer)
        later = paper(procurement, county, code(other))
        assert bids_that_stand(procurement) == [*own, later]
        under_my_name = paper(procurement, county, code(whose))
        give_back(
            procurement=procurement.pk, receipt=under_my_name.number, given_to="周某", by=county.officer
        )
        assert bids_that_stand(procurement) == [
            *own,
            later,
        ]  # what it sent itself nobody takes back at a counter
    with at(DUE), pytest.raises(Refusal, match="截止已过"):
        give_back(procurement=procurement.pk, receipt=later.number, given_to="周某", by=county.officer)


def test_paper_is_opened_in_the_same_ceremony_by_two_people_before_the_others(
    county: County, found: Receiving
) -> None:
    procurement = found.procurement
    with at(IN_TIME):
        both_kinds(procurement, bidder(county), "500000.00")
        whose = bidder(county, 1)
        paper(procurement, county, code(whose))
    with at(DUE):
        opening = begun(found, county, 1, 2)
        envelope = opening.envelopes.get(bid__way="paper")
        typed: dict[str, Any] = {
            "envelope": envelope.pk,
            "opened_by": "李拆封",
            "checked_by": "投标人代表周某",
            "name": whose.body.name,
            "by": county.officer,
        }
        with pytest.raises(Refusal, match="现在不拆封"):
            read_out(**typed, price=Decimal(480_000))
        join_keys(opening=opening.pk, by=county.officer)
        electronic = opening.envelopes.filter(state="joined")
        with pytest.raises(Refusal, match="没有拆封宣读"):
            read_envelope(envelope=electronic[0].pk, by=county.officer)
        read_out(**typed, price=Decimal(480_000))
        with pytest.raises(Refusal, match="等另一个人核对"):
            read_out(**typed, price=Decimal(1))
        with pytest.raises(NotAllowed, match="您自己录入"):
            check_reading(envelope=envelope.pk, price=Decimal(480_000), by=county.officer)
        stranger = agent("旁观", county.education, Role.PURCHASING_OFFICER)
        with pytest.raises(NotFound):
            check_reading(envelope=envelope.pk, price=Decimal(480_000), by=stranger)
        other = found.holders[2].agent  # a custodian of the finance office
        check_reading(envelope=envelope.pk, price=Decimal(408_000), by=other)
        assert Envelope.objects.get(pk=envelope.pk).state == "sealed"
        assert not Response.objects.exists()
        read_out(**typed, price=Decimal(480_000))
        check_reading(envelope=envelope.pk, price=Decimal(480_000), by=other)
        for each in electronic:
            read_envelope(envelope=each.pk, by=county.officer)
        with pytest.raises(Refusal, match="还没有扫描件"):
            close_opening(opening=opening.pk, by=county.officer)
        with scans("响应文件.txt", b"no scan") as drafts, pytest.raises(Refusal) as refused:
            attach_scans(envelope=envelope.pk, drafts=drafts, by=county.officer)
        assert refused.value.field == "papers"
        with scans("响应文件.pdf") as drafts:
            attach_scans(envelope=envelope.pk, drafts=drafts, by=county.officer)
        close_opening(opening=opening.pk, by=county.officer)
    came = {each.bidder_id: (each.came_by, each.price) for each in Response.objects.all()}
    assert came[whose.body.pk] == ("paper", Decimal(480_000))
    assert {each.name for each in readable(procurement)[whose.body.pk]} == {"响应文件"}
    texts = "\n".join(each.text for each in opening.minutes.all())
    for said in (
        "周某看过密封，李拆封拆封",
        "不一致，重新宣读",
        "两人录入一致",
        "480,000.00 元",
        "响应文件.pdf（SM3",
    ):
        assert said in texts, texts
    [kept] = Envelope.objects.get(pk=envelope.pk).files
    assert kept["digest"] == Document.objects.get(name="响应文件").digest


def test_nobody_shows_what_the_lost_keys_kept_before_the_paper_is_read(
    county: County, found: Receiving
) -> None:
    procurement = found.procurement
    with at(IN_TIME):
        whose = bidder(county)
        send(procurement, whose, sealed_for(procurement, whose, "price"))
        paper(procurement, county, code(bidder(county, 1)))
    with at(DUE):
        opening = begun(found, county, 0)
    with at(DUE + timedelta(hours=3)):
        join_keys(opening=opening.pk, by=county.officer)
        lost = opening.envelopes.get(state="failed")
        with pytest.raises(Refusal, match="没有拆封宣读"):
            show_files(envelope=lost.pk, files=[], by=county.officer)


def test_what_paper_declares_is_entered_and_its_price_stays(county: County, found: Receiving) -> None:
    procurement = found.procurement
    with at(IN_TIME):
        whose = bidder(county)
        paper(procurement, county, code(whose))
    with at(DUE):
        opening = begin_opening(procurement=procurement.pk, by=county.officer)
        assert opening.state == "joined"  # nothing but paper: no keys are waited for
        read_by_two(opening.envelopes.get(), county, county.lead, whose.body.name, "480000")
        close_opening(opening=opening.pk, by=county.officer)
        said: dict[str, Any] = {
            "procurement": procurement.pk,
            "bidder": whose.body.pk,
            "opened_at": DUE,
            "minutes_on": DUE.date(),
            "by": county.officer,
        }
        with pytest.raises(Refusal, match="不能登记成别的"):
            enter_response(offer=Offer(price=Decimal(1)), **said)
        made = enter_response(offer=Offer(price=None, has_declaration=True), **said)
    assert (made.price, made.came_by, made.has_declaration) == (Decimal(480_000), "paper", True)


def test_the_price_in_words_counts_only_when_two_have_typed_it(county: County, found: Receiving) -> None:
    """It is the one that counts where words and figures differ: a wrong one must not rest on one person."""
    with at(IN_TIME):
        whose = bidder(county)
        paper(found.procurement, county, code(whose))
    with at(DUE):
        opening = begin_opening(procurement=found.procurement.pk, by=county.officer)
        envelope, price, words = opening.envelopes.get(), Decimal(480_000), Decimal(408_000)
        typed: dict[str, Any] = {"opened_by": "李拆封", "checked_by": "周某", "name": whose.body.name}
        for other in (None, Decimal(408_001)):
            read_out(envelope=envelope.pk, price=price, price_in_words=words, by=county.officer, **typed)
            check_reading(envelope=envelope.pk, price=price, price_in_words=other, by=county.lead)
            assert Envelope.objects.get(pk=envelope.pk).state == "sealed"
        read_out(envelope=envelope.pk, price=price, price_in_words=words, by=county.officer, **typed)
        check_reading(envelope=envelope.pk, price=price, price_in_words=words, by=county.lead)
    assert Response.objects.get().price_in_words == words
    assert "录的是 480,000.00（大写读成 408,000.00），" in "\n".join(
        each.text for each in opening.minutes.all()
    )


def test_a_free_offer_is_read_out_as_it_stands_and_the_panel_judges_it(
    county: County, found: Receiving
) -> None:
    procurement = found.procurement
    with at(IN_TIME):
        by_paper, by_web = bidder(county), bidder(county, 1)
        paper(procurement, county, code(by_paper))
        both_kinds(procurement, by_web, "0.00")
    with at(DUE):
        opening = begun(found, county, 1, 2)
        join_keys(opening=opening.pk, by=county.officer)
        envelope = opening.envelopes.get(bid__way="paper")
        typed: dict[str, Any] = {"opened_by": "李拆封", "checked_by": "周某", "name": by_paper.body.name}
        with pytest.raises(Refusal, match="不能小于零"):
            read_out(envelope=envelope.pk, price=Decimal(-1), by=county.officer, **typed)
        read_out(envelope=envelope.pk, price=Decimal(0), by=county.officer, **typed)
        check_reading(envelope=envelope.pk, by=county.lead)  # nothing is not the same as 0
        assert Envelope.objects.get(pk=envelope.pk).state == "sealed"
        read_out(envelope=envelope.pk, price=Decimal(0), by=county.officer, **typed)
        check_reading(envelope=envelope.pk, price=Decimal(0), by=county.lead)
        for each in opening.envelopes.filter(state="joined"):
            read_envelope(envelope=each.pk, by=county.officer)
    assert {each.bidder_id: each.price for each in Response.objects.all()} == {
        by_paper.body.pk: Decimal(0),
        by_web.body.pk: Decimal(0),
    }
    said = [each.text for each in opening.minutes.all() if "，0.00 元，" in each.text]
    assert len(said) == 2 and all("有偿取得" in each and "待核对" in each for each in said)


def test_paper_that_is_gone_is_nobody_s_withdrawal_but_the_house_s_fault(
    county: County, found: Receiving
) -> None:
    with at(IN_TIME):
        paper(found.procurement, county, code(bidder(county)))
    with at(DUE):
        opening = begin_opening(procurement=found.procurement.pk, by=county.officer)
        envelope = opening.envelopes.get()
        read_out(
            envelope=envelope.pk, opened_by="李拆封", checked_by="周某", fault="封套找不到", by=county.officer
        )
        check_reading(envelope=envelope.pk, by=county.lead)
    envelope.refresh_from_db()
    assert (envelope.state, envelope.cause, envelope.why) == ("failed", "other", "封套找不到")


@made_once(receiving, is_tender=True)
def test_too_few_and_paper_goes_back_unopened_with_a_letter_to_each(county: County, found: Receiving) -> None:
    with at(IN_TIME):
        by_paper, by_web = bidder(county), bidder(county, 1)
        paper(found.procurement, county, code(by_paper))
        both_kinds(found.procurement, by_web)
    due = found.procurement.opens_at
    assert due
    with at(due + timedelta(minutes=5)):
        opening = begin_opening(procurement=found.procurement.pk, by=county.officer)
    assert opening.state == "not_opened"
    envelope = opening.envelopes.get(bid__way="paper")
    with at(due + timedelta(minutes=5)):
        with pytest.raises(Refusal, match="现在不拆封"):
            read_out(
                envelope=envelope.pk,
                opened_by="李",
                checked_by="周",
                name="x",
                price=Decimal(1),
                by=county.officer,
            )
        back = hand_back(bid=envelope.bid.token, given_to="周某", by=county.officer)
        assert (back.given_to, back.at) == ("周某", due + timedelta(minutes=5))
        with pytest.raises(Refusal, match="已经退还"):
            hand_back(bid=envelope.bid.token, given_to="周某", by=county.officer)
        electronic = opening.envelopes.filter(bid__way="web")[0]
        with pytest.raises(NotFound):
            hand_back(bid=electronic.bid.token, given_to="周某", by=county.officer)
    letters = {each.bidder_id: each for each in UnopenedLetter.objects.all()}
    assert letters.keys() == {by_paper.body.pk, by_web.body.pk}
    told = letters[by_paper.body.pk].text
    assert "只有 2 家，不足 3 家" in told and "到窗口取回" in told and by_web.body.name not in told
    assert "凭回执可以取回" in letters[by_web.body.pk].text


def test_a_bid_late_only_by_the_clock_is_decided_on_before_anything_is_opened(
    county: County, found: Receiving, monkeypatch: pytest.MonkeyPatch
) -> None:
    procurement = found.procurement
    with at(DEADLINE - timedelta(seconds=1)):
        monkeypatch.setattr(receiving_module, "behind", lambda now: timedelta(seconds=30))
        made = paper(procurement, county, code(bidder(county)))
        monkeypatch.undo()
        assert (made.is_late, made.is_doubtful) == (True, True)
        with pytest.raises(Refusal, match="还没有截止"):
            decide_late(token=made.token, counts=True, reason="钟慢了，其实按时", by=county.officer)
    with at(DUE):
        with pytest.raises(Refusal, match="还没有决定"):
            begin_opening(procurement=procurement.pk, by=county.officer)
        with pytest.raises(Refusal, match="至少5个字"):
            decide_late(token=made.token, counts=True, reason="按时", by=county.officer)
        with pytest.raises(Refusal, match="不用退还"):  # kept, until somebody decides
            hand_back(bid=made.token, given_to="周某", by=county.officer)
        with pytest.raises(NotFound):
            decide_late(token=made.token, counts=True, reason="钟慢了，其实按时", by=county.teacher)
        decide_late(token=made.token, counts=True, reason="校时记录证明服务器的钟是准的", by=county.officer)
        with pytest.raises(Refusal, match="已经决定"):
            decide_late(token=made.token, counts=False, reason="改变主意再定一次", by=county.officer)
        opening = begin_opening(procurement=procurement.pk, by=county.officer)
    assert [each.bid for each in opening.envelopes.all()] == [made]
    texts = "\n".join(each.text for each in opening.minutes.all())
    assert "校时记录证明" in texts and "没有迟到的" in texts
