"""An envelope with many files: as few queries as one with few, nothing of it written under the lock, and nothing lost by a kill."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from pathlib import Path
from secrets import token_bytes

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goufu.documents.models import Document
from goufu.documents.store import FolderStore, store
from goufu.procurement.actions.joining import join_keys
from goufu.procurement.actions.unsealing import read_envelope
from goufu.procurement.models import Envelope
from goufu.procurement.tests.bidding import Receiving, at, bidder, quotation, receiving, sealed_for, send
from goufu.procurement.tests.standing import standing
from goufu.procurement.tests.test_opening import DUE, IN_TIME, begun
from goufu.registry.tests.county import County
from goufu.sealing.encoding import sm3

__all__ = ["county", "found", "own", "world"]
pytestmark = pytest.mark.django_db
world, own, county, found = standing(receiving)
QUERIES = 30
FILES = 40


def joined(county: County, found: Receiving, *bids: Sequence[tuple[str, bytes]]) -> list[Envelope]:
    """The envelopes with these files, whose keys are joined; the moment is that of the opening."""
    with at(IN_TIME):
        for number, files in enumerate(bids):
            made = bidder(county, number)
            send(found.procurement, made, sealed_for(found.procurement, made, files=files))
    opening = begun(found, county, 0, 1)
    join_keys(opening=opening.pk, by=county.officer)
    return list(opening.envelopes.order_by("number"))


def many(number: int = FILES) -> list[tuple[str, bytes]]:
    pages = [(f"第{each}页.txt", f"第 {each} 页".encode()) for each in range(number - 1)]
    return [("quotation.json", quotation("500000.00")), *pages]


def test_many_files_take_no_more_queries_than_one(county: County, found: Receiving) -> None:
    with at(DUE):
        first, second = joined(county, found, many(1), many())
        taken = []
        for each in (first, second):
            with CaptureQueriesContext(connection) as queries:
                assert read_envelope(envelope=each.pk, by=county.officer).state == "opened"
            taken.append(len(queries))
    assert taken[0] == taken[1] <= QUERIES
    kept = Document.objects.filter(subject_kind="bid", subject_number=second.bid_id, kind="content")
    assert [each.name for each in kept][:3] == ["quotation.json", "第0页.txt", "第1页.txt"]
    assert kept.count() == FILES
    assert {each.person_name for each in kept} == {county.officer.person.name}
    with store().read(kept[FILES - 1].digest) as file:
        assert file.read().decode() == f"第 {FILES - 2} 页"


def test_the_files_lie_in_the_store_before_anything_is_locked(
    county: County, found: Receiving, monkeypatch: pytest.MonkeyPatch
) -> None:
    with at(DUE):
        pages = [(f"{number}.bin", token_bytes(16)) for number in range(5)]
        envelope, *_ = joined(county, found, pages)
        there: list[bool] = []

        def locked(*_given: object) -> None:
            there.extend(store().has(sm3(content)) for _name, content in pages)
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr("goufu.procurement.actions.unsealing.locked", locked)
            with pytest.raises(KeyboardInterrupt):
                read_envelope(envelope=envelope.pk, by=county.officer)
        assert there == [True] * 5


def test_two_files_of_the_same_content_are_one_document_and_empty_ones_none(
    county: County, found: Receiving
) -> None:
    files = [("quotation.json", quotation("1.00")), ("甲.txt", b"x"), ("乙.txt", b"x"), ("空.txt", b"")]
    with at(DUE):
        envelope, *_ = joined(county, found, files)
        read = read_envelope(envelope=envelope.pk, by=county.officer)
    assert [each["name"] for each in read.files] == ["quotation.json", "甲.txt", "乙.txt", "空.txt"]
    assert [each.name for each in Document.objects.filter(kind="content")] == ["quotation.json", "甲.txt"]


@pytest.mark.parametrize("moved", [0, 3])
def test_killed_while_its_files_are_stored_it_is_read_again(
    county: County, found: Receiving, monkeypatch: pytest.MonkeyPatch, moved: int
) -> None:
    with at(DUE):
        envelope, *_ = joined(county, found, many(6))
        replace, numbers = Path.replace, count()

        def killed(self: Path, target: Path) -> Path:
            if next(numbers) == moved:
                raise KeyboardInterrupt
            return replace(self, target)

        with monkeypatch.context() as patch:
            patch.setattr(Path, "replace", killed)
            with pytest.raises(KeyboardInterrupt):
                read_envelope(envelope=envelope.pk, by=county.officer)
        envelope.refresh_from_db()
        assert envelope.state == "joined"
        assert not Document.objects.filter(kind="content").exists()
        assert not [*store().folder.glob("opening-*")]
        assert read_envelope(envelope=envelope.pk, by=county.officer).state == "opened"
    kept = Document.objects.filter(kind="content")
    assert kept.count() == 6
    assert all(FolderStore(store().folder).has(each.digest) for each in kept)
