"""Sealed bids are received: in pieces, checked from outside, late when they are late, and with a receipt."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from goufu import wall_clock
from goufu.core.errors import NotAllowed, NotFound, Refusal
from goufu.documents.models import Document
from goufu.documents.store import store
from goufu.journal.models import Entry
from goufu.procurement.actions import receiving as receiving_module
from goufu.procurement.actions.receiving import receive, withdraw_bid
from goufu.procurement.models import Bid, HandedInBy, Lot, Procurement
from goufu.procurement.sealed.reception import (
    MOST_BEGUN,
    Broken,
    Brought,
    Incoming,
    folder,
    forget_begun,
    forget_others,
    whole_of,
)
from goufu.procurement.sealed.standing import bids_that_stand
from goufu.procurement.sealed.sweep import sweep
from goufu.procurement.tests.bidding import (
    DEADLINE,
    Receiving,
    at,
    bidder,
    both_kinds,
    brought,
    digest_of,
    receiving,
    sealed_for,
    send,
)
from goufu.procurement.tests.keyholders import keyed
from goufu.procurement.tests.procuring import BEGIN, approved_project, on, planned
from goufu.procurement.tests.standing import standing
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County

__all__ = ["county", "own", "received", "world"]
pytestmark = pytest.mark.django_db
world, own, county, received = standing(receiving)


@pytest.fixture
def found(received: Receiving) -> Procurement:
    return received.procurement


SignIn = Callable[[Agent], Client]
IN_TIME = DEADLINE - timedelta(days=2)


def test_a_bid_is_received_with_its_moment_and_its_digest(county: County, found: Procurement) -> None:
    with at(IN_TIME):
        made = bidder(county)
        data = sealed_for(found, made)
        received = send(found, made, data)
    assert (received.digest, received.size_bytes) == (digest_of(data), len(data))
    assert (received.received_at, received.is_late) == (IN_TIME, False)
    with store().read(received.digest) as kept:
        assert kept.read() == data
    assert Document.objects.get(subject_kind="bid").digest == received.digest
    entry = Entry.objects.latest("id")
    assert (entry.action, entry.object_type) == ("procurement.bid.received", "bid")
    assert entry.facts["digest"] == received.digest


def test_pieces_go_on_where_they_were_broken_off(county: County, found: Procurement) -> None:
    with at(IN_TIME):
        made = bidder(county)
        data = sealed_for(found, made)
        incoming = Incoming(found.pk, made.body.pk, digest_of(data))
        assert incoming.add(0, len(data), [data[:100], data[100:300]]) == 300
        with pytest.raises(Refusal, match="还没有送完"):
            receive(procurement=found.pk, incoming=incoming, by=made, way=HandedInBy.WEB)
        with pytest.raises(Broken) as broken:
            incoming.add(200, len(data), [data[200:]])
        assert broken.value.have == 300
        incoming = Incoming(found.pk, made.body.pk, digest_of(data))  # another process, after a kill
        assert incoming.add(300, len(data), [data[300:]]) == len(data)
        assert receive(
            procurement=found.pk, incoming=incoming, by=made, way=HandedInBy.WEB
        ).digest == digest_of(data)


def test_what_was_changed_on_the_way_is_refused_and_forgotten(county: County, found: Procurement) -> None:
    with at(IN_TIME):
        made = bidder(county)
        data = sealed_for(found, made)
        incoming = Incoming(found.pk, made.body.pk, digest_of(data))
        incoming.add(0, len(data), [data[:-1] + b"x"])
        with pytest.raises(Refusal, match="路上传坏了"):
            receive(procurement=found.pk, incoming=incoming, by=made, way=HandedInBy.WEB)
        assert send(found, made, data).digest == digest_of(data)


def test_too_large_and_more_than_was_said(county: County) -> None:
    incoming = Incoming(1, 1, "0" * 64)
    with pytest.raises(Refusal, match="最多"):
        incoming.add(0, 1 << 30, [b""])
    with pytest.raises(Refusal, match="多"):
        incoming.add(0, 3, [b"1234"])
    assert incoming.have == 0
    incoming.forget()
    with pytest.raises(Refusal, match="64"):
        Incoming(1, 1, "../../etc/passwd")


def test_nobody_fills_the_disk_with_what_he_never_ends() -> None:
    begun = [Incoming(7, 7, f"{number:064x}") for number in range(MOST_BEGUN + 3)]
    for each in begun:
        each.add(0, 10, [b"x"])
    assert sum(bool(each.have) for each in begun) == MOST_BEGUN
    assert begun[-1].have == 1
    for each in begun:
        each.forget()


def test_nobody_fills_the_disk_with_what_is_never_taken_in() -> None:
    whole = [Incoming(8, 7, f"{number:064x}") for number in range(MOST_BEGUN)]
    for each in whole:
        each.add(0, 1, [b"x"])
    with pytest.raises(Refusal, match="还没有收下"):
        Incoming(8, 7, "f" * 64).add(0, 1, [b"x"])
    Incoming(8, 8, "f" * 64).add(0, 1, [b"x"])  # another bidder's
    forget_others([8])
    assert all(each.is_whole for each in whole)
    forget_others([])
    assert not [*folder().glob("*")]


def _while_it_comes(meanwhile: Callable[[], object]) -> Iterator[bytes]:
    """Four bytes, between which something else happens."""
    yield b"ab"
    meanwhile()
    yield b"cd"


def test_what_is_still_coming_is_not_deleted_to_make_room() -> None:
    """Else it would be called whole with nothing there, and nobody could begin the opening."""
    slow = Incoming(9, 7, "e" * 64)

    def begin_others() -> None:
        for number in range(MOST_BEGUN):
            Incoming(9, 7, f"{number:064x}").add(0, 10, [b"x"])

    slow.add(0, 4, _while_it_comes(begin_others))
    assert slow.is_whole and slow.have == 4
    slow.forget()
    forget_begun(9)
    assert not [*folder().glob("*")]


def test_one_stick_is_not_read_twice_at_once() -> None:
    first, second = (Incoming(9, 7, "e" * 64) for _each in range(2))
    refused = []

    def read_again() -> None:
        with pytest.raises(Refusal, match="正从另一处送来") as found:
            second.read_at_counter(Brought("赵青"), 4, [b"abcd"])
        refused.append(found)

    first.read_at_counter(Brought("周玲"), 4, _while_it_comes(read_again))
    assert refused and first.is_whole and first.have == 4 and first.brought == Brought("周玲")
    first.forget()


def test_a_moment_without_its_file_stops_no_opening(found: Procurement) -> None:
    """As a disk that was restored in part leaves it."""
    left = Incoming(found.pk, 7, "e" * 64)
    left.add(0, 1, [b"x"])
    left.path.unlink()
    assert whole_of(found.pk) == []
    forget_begun(found.pk)
    assert not [*folder().glob("*")]


def test_what_waits_for_an_ended_procurement_is_swept(county: County, found: Procurement) -> None:
    made = bidder(county)
    kept = brought(found, made.body.pk, sealed_for(found, made))
    gone = Incoming(found.pk + 1, made.body.pk, "e" * 64)
    gone.add(0, 1, [b"x"])
    left = store().folder / "opening-left"
    (left / "opened").mkdir(parents=True)
    old = wall_clock.now().timestamp() - 2 * 86_400
    os.utime(left, (old, old))
    sweep()
    assert kept.is_whole and not gone.have
    assert not left.exists()
    kept.forget()


def test_late_is_late_to_the_second_and_leaves_a_record_but_no_envelope(
    county: County, found: Procurement
) -> None:
    first, second = bidder(county, 0), bidder(county, 1)
    with at(DEADLINE):
        assert not send(found, first, sealed_for(found, first)).is_late
    with at(DEADLINE + timedelta(seconds=1)):
        late = send(found, second, sealed_for(found, second))
    assert late.is_late
    assert not store().has(late.digest)
    assert [each.bidder_id for each in bids_that_stand(found)] == [first.body.pk]


def test_the_moment_of_the_last_piece_counts_not_that_of_the_receipt(
    county: County, found: Procurement
) -> None:
    made = bidder(county)
    with at(DEADLINE - timedelta(seconds=1)):
        data = sealed_for(found, made)
        brought(found, made.body.pk, data)  # and the house is killed
    with at(DEADLINE + timedelta(minutes=5)):
        [incoming] = whole_of(found.pk)
        received = receive(procurement=found.pk, incoming=incoming, by=made, way=HandedInBy.WEB)
    assert received.received_at == DEADLINE - timedelta(seconds=1)
    assert not received.is_late
    assert "301 秒" in received.clock


def test_a_bid_is_whole_only_once_and_no_byte_comes_after_it(county: County, found: Procurement) -> None:
    made = bidder(county)
    with at(DEADLINE - timedelta(seconds=1)):
        data = sealed_for(found, made)
        incoming = Incoming(found.pk, made.body.pk, digest_of(data))
        incoming.add(0, 100, [data[:100]])  # "whole" in time
    with at(DEADLINE + timedelta(minutes=5)):
        for at_, length, piece in ((100, len(data), data[100:]), (100, 100, data[100:101])):
            with pytest.raises(Refusal):
                incoming.add(at_, length, [piece])
        with pytest.raises(Refusal, match="路上传坏了"):
            receive(procurement=found.pk, incoming=incoming, by=made, way=HandedInBy.WEB)
        assert send(found, made, data).is_late


def test_a_clock_that_was_set_back_does_not_make_a_late_bid_early(county: County, found: Procurement) -> None:
    first, second = bidder(county, 0), bidder(county, 1)
    with at(DEADLINE + timedelta(minutes=1)):
        send(found, first, sealed_for(found, first))
    with at(DEADLINE - timedelta(minutes=10)):
        received = send(found, second, sealed_for(found, second))
    assert received.is_late
    assert "慢 660 秒" in received.clock


def test_a_deadline_that_was_moved_meanwhile_is_the_one_that_counts(
    county: County, found: Procurement
) -> None:
    made = bidder(county)
    Procurement.objects.filter(pk=found.pk).update(
        bid_deadline_at=DEADLINE + timedelta(days=3), opens_at=DEADLINE + timedelta(days=3)
    )
    with at(DEADLINE + timedelta(days=1)):
        assert not send(found, made, sealed_for(found, made)).is_late


def test_an_envelope_of_another_bidder_sheet_lot_or_procurement_is_refused(
    county: County, found: Procurement
) -> None:
    mine, rival = bidder(county, 0), bidder(county, 1)
    with on(BEGIN):
        other = planned(county, approved_project(county, code="53999927331T000000077", title="另一个"))
        keyed(other, county)
        other = Procurement.objects.get(pk=other.pk)
    with at(IN_TIME):
        with pytest.raises(NotAllowed, match="不是"):
            send(found, mine, sealed_for(found, rival))  # replayed
        with pytest.raises(Refusal, match="信封写的是"):
            send(found, mine, sealed_for(other, mine))
        with pytest.raises(Refusal, match="不是购服的投标信封"):
            send(found, mine, b"%PDF-1.7 nothing sealed")
        with pytest.raises(Refusal, match="现在不收这一种"):
            send(found, mine, sealed_for(found, mine, "final_price"))
    assert not Bid.objects.exists()


def test_a_replaced_bid_is_counted_on_and_the_last_one_stands(county: County, found: Procurement) -> None:
    made = bidder(county)
    with at(IN_TIME):
        first = send(found, made, sealed_for(found, made))
        with pytest.raises(Refusal, match="等的是第 2 份"):
            send(found, made, sealed_for(found, made))
        second = send(found, made, sealed_for(found, made, sequence=2))
        assert bids_that_stand(found) == [second]
        assert Bid.objects.get(pk=first.pk).digest == first.digest
        withdraw_bid(procurement=found.pk, by=made)
        assert bids_that_stand(found) == []
        with pytest.raises(NotFound):
            withdraw_bid(procurement=found.pk, by=made)
    with at(IN_TIME + timedelta(hours=1)):
        third = send(found, made, sealed_for(found, made, sequence=3))
        assert bids_that_stand(found) == [third]
    with at(DEADLINE + timedelta(seconds=1)), pytest.raises(Refusal, match="不能再撤回"):
        withdraw_bid(procurement=found.pk, by=made)


def test_sent_twice_is_the_same_receipt(county: County, found: Procurement) -> None:
    made = bidder(county)
    with at(IN_TIME):
        data = sealed_for(found, made)
        first = send(found, made, data)
        again = Incoming(found.pk, made.body.pk, digest_of(data))
        assert receive(procurement=found.pk, incoming=again, by=made, way=HandedInBy.API) == first


def test_the_counter_takes_a_stick_with_the_same_receipt(county: County, found: Procurement) -> None:
    made = bidder(county)
    with at(IN_TIME):
        data = sealed_for(found, made)
        received = receive(
            procurement=found.pk,
            incoming=brought(found, county.officer.body.pk, data),
            by=county.officer,
            way=HandedInBy.STICK,
            brought_by="周玲",
        )
        assert (received.bidder, received.digest, received.brought_by) == (
            made.body,
            digest_of(data),
            "周玲",
        )
        with pytest.raises(NotFound):
            receive(
                procurement=found.pk,
                incoming=brought(found, county.teacher.body.pk, sealed_for(found, made, sequence=2)),
                by=county.teacher,
                way=HandedInBy.STICK,
            )


def at_the_counter(county: County, found: Procurement, data: bytes) -> Bid:
    return receive(
        procurement=found.pk,
        incoming=brought(found, county.officer.body.pk, data),
        by=county.officer,
        way=HandedInBy.STICK,
        brought_by="周玲",
    )


def test_the_counter_learns_nothing_of_what_a_bidder_sent_and_replaces_nothing(
    county: County, found: Procurement
) -> None:
    first, second = bidder(county, 0), bidder(county, 1)
    with at(IN_TIME):
        own = send(found, first, sealed_for(found, first))
        at_the_counter(county, found, sealed_for(found, first))
        at_the_counter(county, found, sealed_for(found, first, sequence=2))
        only = at_the_counter(county, found, sealed_for(found, second, sequence=7))
        assert bids_that_stand(found) == [own, only]
        with pytest.raises(Refusal, match="窗口收过"):
            at_the_counter(county, found, sealed_for(found, second, sequence=7))
        better = send(found, second, sealed_for(found, second))
        assert bids_that_stand(found) == [own, better]


def test_the_bidder_is_shown_what_came_under_its_name(
    county: County, signed_in: SignIn, found: Procurement
) -> None:
    made = bidder(county)
    with at(IN_TIME):
        received = at_the_counter(county, found, sealed_for(found, made))
        page = signed_in(made).get(reverse("procurement:bid", args=[found.pk])).content.decode()
    assert received.number in page and "周玲" in page


def test_the_page_counts_on_for_each_lot_and_kind_what_the_bidder_sent_itself(
    county: County, signed_in: SignIn, found: Procurement
) -> None:
    for number in (1, 2):
        Lot.objects.create(procurement=found, number=number, title=f"{number}", amount=1)
    made = bidder(county)
    with at(IN_TIME):
        send(found, made, sealed_for(found, made))
        at_the_counter(county, found, sealed_for(found, made, sequence=7))
        page = signed_in(made).get(reverse("procurement:bid", args=[found.pk]))
    assert page.context["sequences"] == {"1-technical": 1, "1-price": 2, "2-technical": 1, "2-price": 1}


def test_a_withdrawal_covers_what_came_before_it_whatever_the_clock_says(
    county: County, found: Procurement
) -> None:
    made = bidder(county)
    with at(IN_TIME):
        send(found, made, sealed_for(found, made))
        withdraw_bid(procurement=found.pk, by=made)
    with at(IN_TIME - timedelta(seconds=1)):
        after = send(found, made, sealed_for(found, made, sequence=2))
    assert bids_that_stand(found) == [after]


def test_a_withdrawal_says_of_which_lot(county: County, found: Procurement) -> None:
    lot = Lot.objects.create(procurement=found, number=1, title="甲", amount=1)
    made = bidder(county)
    with at(IN_TIME):
        bid = send(found, made, sealed_for(found, made))
        with pytest.raises(Refusal, match="哪一包"):
            withdraw_bid(procurement=found.pk, by=made)
        assert bids_that_stand(found) == [bid]
        withdraw_bid(procurement=found.pk, lot=lot.pk, by=made)
    assert bids_that_stand(found) == []


def test_two_requests_with_one_envelope_have_one_receipt(
    county: County, monkeypatch: pytest.MonkeyPatch, found: Procurement
) -> None:
    made = bidder(county)
    with at(IN_TIME):
        data = sealed_for(found, made)
        incoming = brought(found, made.body.pk, data)
        asked = receiving_module._received_before
        other: list[Bid] = []

        def overtaken(*given: Any) -> Bid | None:
            before = asked(*given)
            monkeypatch.setattr(receiving_module, "_received_before", asked)
            copy = Path(f"{incoming.path}.copy")
            copy.write_bytes(data)
            other.append(receive(procurement=found.pk, incoming=incoming, by=made, way=HandedInBy.WEB))
            copy.rename(incoming.path)
            incoming.moment.write_text(wall_clock.now().isoformat())
            return before

        monkeypatch.setattr(receiving_module, "_received_before", overtaken)
        assert receive(procurement=found.pk, incoming=incoming, by=made, way=HandedInBy.WEB) == other[0]
    assert Bid.objects.count() == 1


def test_late_once_and_in_time_after_the_deadline_was_postponed(county: County, found: Procurement) -> None:
    made = bidder(county)
    data = sealed_for(found, made)
    with at(DEADLINE + timedelta(hours=1)):
        assert send(found, made, data).is_late
        assert send(found, made, data).is_late
        later = DEADLINE + timedelta(days=3)
        Procurement.objects.filter(pk=found.pk).update(bid_deadline_at=later, opens_at=later)
        assert not send(found, made, data).is_late


def test_late_only_by_a_doubtful_clock_is_kept_for_a_person_to_judge(
    county: County, found: Procurement
) -> None:
    first, second = bidder(county, 0), bidder(county, 1)
    with at(DEADLINE + timedelta(minutes=1)):
        send(found, first, sealed_for(found, first))
    with at(DEADLINE - timedelta(minutes=10)):
        doubtful = send(found, second, sealed_for(found, second))
    assert doubtful.is_late and store().has(doubtful.digest)
    assert "由人决定" in doubtful.clock


def test_what_a_bidder_says_of_its_files_outlives_a_kill(
    county: County, monkeypatch: pytest.MonkeyPatch, found: Procurement
) -> None:
    made = bidder(county)
    with at(IN_TIME):
        incoming = brought(found, made.body.pk, sealed_for(found, made))
        with monkeypatch.context() as patch:
            patch.setattr("goufu.core.action.Action.close", killed)
            with pytest.raises(KeyboardInterrupt):
                receive(
                    procurement=found.pk,
                    incoming=incoming,
                    by=made,
                    way=HandedInBy.WEB,
                    list_digest="a" * 64,
                )
        [left] = whole_of(found.pk)
        assert (
            receive(procurement=found.pk, incoming=left, by=made, way=HandedInBy.WEB).list_digest == "a" * 64
        )


def killed(*_given: object, **_more: object) -> None:
    raise KeyboardInterrupt


def test_killed_between_the_last_byte_and_its_moment_a_bid_is_whole_all_the_same(
    county: County, monkeypatch: pytest.MonkeyPatch, found: Procurement
) -> None:
    """Who sends has nothing left to send then, and what never came whole is deleted when the opening begins."""
    by = bidder(county)
    data = sealed_for(found, by)
    with at(DEADLINE):
        incoming = Incoming(found.pk, by.body.pk, digest_of(data))
        with monkeypatch.context() as killed:
            killed.setattr(Incoming, "_note_arrival", _kill)
            with pytest.raises(KeyboardInterrupt):
                incoming.add(0, len(data), [data])
        os.utime(incoming.path, (time.time() - 30, time.time() - 30))
    with at(DEADLINE + timedelta(seconds=20)):
        [again] = whole_of(found.pk)
        forget_begun(found.pk)
        made = receive(procurement=found.pk, incoming=again, by=by, way=HandedInBy.WEB)
    assert not made.is_late
    assert DEADLINE - made.received_at < timedelta(seconds=11)


def _kill(incoming: Incoming, ago: float = 0) -> None:
    raise KeyboardInterrupt


def test_a_stick_that_is_read_again_keeps_the_moment_of_before(
    county: County, signed_in: SignIn, found: Procurement
) -> None:
    made = bidder(county)
    with at(DEADLINE - timedelta(seconds=1)):
        data = sealed_for(found, made)
        brought(found, county.officer.body.pk, data)  # and the house is killed
    with at(DEADLINE + timedelta(minutes=5)):
        signed_in(county.officer).post(
            reverse("procurement:receive_stick", args=[found.pk]),
            {"file": SimpleUploadedFile("a.gbid", data), "brought_by": "周玲", "once": str(uuid4())},
        )
    assert not Bid.objects.get().is_late


def test_nothing_is_received_while_a_complaint_holds_the_procurement_up(
    county: County, monkeypatch: pytest.MonkeyPatch, found: Procurement
) -> None:
    made = bidder(county)

    def suspended(*_given: object) -> None:
        raise Refusal("暂停", "等恢复")

    with at(IN_TIME):
        monkeypatch.setattr("goufu.procurement.cases.suspending.refuse_suspended", suspended)
        with pytest.raises(Refusal, match="暂停"):
            send(found, made, sealed_for(found, made))


def test_a_crash_in_the_action_loses_no_piece(
    county: County, monkeypatch: pytest.MonkeyPatch, found: Procurement
) -> None:
    made = bidder(county)
    with at(IN_TIME):
        data = sealed_for(found, made)
        incoming = brought(found, made.body.pk, data)

        def killed(*_given: object, **_more: object) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr("goufu.core.action.Action.close", killed)
            with pytest.raises(KeyboardInterrupt):
                receive(procurement=found.pk, incoming=incoming, by=made, way=HandedInBy.WEB)
        assert not Bid.objects.exists()
        assert incoming.have == len(data)
        assert (
            receive(procurement=found.pk, incoming=incoming, by=made, way=HandedInBy.WEB).received_at
            == IN_TIME
        )


def test_nothing_begins_before_the_notice(county: County) -> None:
    with on(BEGIN):
        made = planned(county, approved_project(county, code="53999927331T000000077"))
        keyed(made, county)
        found = Procurement.objects.get(pk=made.pk)
        agent = bidder(county)
        with pytest.raises(Refusal, match="不能接收投标"):
            send(found, agent, sealed_for(found, agent))


def test_receipts_do_not_count_bids(county: County, found: Procurement) -> None:
    with at(IN_TIME):
        numbers = [each.number for number in range(2) for each in both_kinds(found, bidder(county, number))]
    assert len({*numbers}) == 4
    assert all(each.startswith(found.number) for each in numbers)
