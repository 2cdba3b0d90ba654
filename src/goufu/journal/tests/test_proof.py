"""A proof stands by itself: entry, ways up, checkpoint; whatever is changed in it leads elsewhere."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from goufu.journal import actions, proof
from goufu.journal.errors import NoCheckpoint, NoSuchEntry, NotAProof, NotSealed
from goufu.journal.models import Day, Entry, Seal
from goufu.journal.tests.conftest import Write
from goufu.journal.tlog import publishing
from goufu.journal.tlog.proofs import InclusionProof
from goufu.journal.tlog.publishing import publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(days: None) -> None:
    """The days, under a checkpoint."""
    publish()


def changed(proven: InclusionProof, change: Callable[[dict[str, Any]], object]) -> InclusionProof:
    """The proof with something changed in what leads to its seal and its day."""
    ways = json.loads(proven.extra)
    change(ways)
    return replace(proven, extra=json.dumps(ways).encode())


@pytest.mark.usefixtures("published")
def test_every_entry_is_proven_up_to_the_root_of_its_day() -> None:
    roots = {day.day: bytes(day.root) for day in Day.objects.all()}
    for entry in Entry.objects.all():
        proven = proof.check(proof.read(str(proof.prove(entry.pk)).encode()))
        assert proven.day is not None
        assert proven.day_root == roots[proven.day]


def test_before_its_day_is_over_it_is_proven_up_to_its_seal(write: Write) -> None:
    [entry, *_] = write(3)
    actions.seal()
    with pytest.raises(NoCheckpoint, match="还没有 1 次存证的检查点"):
        proof.prove(entry.pk)
    publish()
    proven = proof.check(proof.prove(entry.pk))
    assert publishing.log_key().signed(proven.checkpoint.signatures[0], proven.checkpoint.text)
    assert (proven.seal_root, proven.day, proven.day_root) == (bytes(Seal.objects.get().root), None, None)


CHANGES: dict[str, Callable[[dict[str, Any]], object]] = {
    "facts": lambda sent: sent["entry"]["facts"].update({"金额": "1.00"}),
    "name": lambda sent: sent["entry"].update(person_name="李四"),
    "time": lambda sent: sent["entry"].update(at="2026-11-20T00:00:00.000000+00:00"),
    "position": lambda sent: sent.update(position=sent["position"] ^ 1),
    "way": lambda sent: sent["path"].__setitem__(0, "00" * 32),
    "seal": lambda sent: sent["seal"].update(number=99),
    "sealed at": lambda sent: sent["seal"].update(sealed_at="2026-11-20T00:00:00.000000+00:00"),
}


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_changed_entry_or_way_is_in_no_checkpoint(change: Callable[[dict[str, Any]], object]) -> None:
    proven = proof.prove(Entry.objects.order_by("pk")[12].pk)
    with pytest.raises(NotAProof, match="检查点里没有这一次存证，证明或者日志被改过"):
        proof.check(changed(proven, change))


CHANGES_OF_THE_DAY: dict[str, Callable[[dict[str, Any]], object]] = {
    "day": lambda sent: sent["day"].update(day="2026-11-23"),
    "previous day": lambda sent: sent["day"].update(previous="11" * 32),
}


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("change", CHANGES_OF_THE_DAY.values(), ids=CHANGES_OF_THE_DAY)
def test_a_changed_way_to_the_day_leads_to_another_root(change: Callable[[dict[str, Any]], object]) -> None:
    true = proof.prove(Entry.objects.order_by("pk")[12].pk)
    assert proof.check(changed(true, change)).day_root != proof.check(true).day_root


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize(
    "spoil",
    [
        lambda sent: sent.pop("entry"),
        lambda sent: sent["entry"].pop("facts"),
        lambda sent: sent.update(position=50),
        lambda sent: sent["path"].append("00" * 32),
        lambda sent: sent["path"].__setitem__(0, "不是十六进制"),
        lambda sent: sent["seal"].update(number=-1),
        lambda sent: sent["day"].update(day="昨天"),
        lambda sent: sent.update(seal=None),
    ],
)
def test_what_is_no_proof_is_refused_in_words(spoil: Callable[[dict[str, Any]], object]) -> None:
    proven = proof.prove(Entry.objects.order_by("pk")[12].pk)
    with pytest.raises(NotAProof, match="这不是一份完整的证明"):
        proof.check(changed(proven, spoil))


@pytest.mark.usefixtures("published")
def test_what_is_nested_too_deep_is_no_proof() -> None:
    proven = proof.prove(Entry.objects.order_by("pk")[12].pk)
    with pytest.raises(NotAProof, match="这不是一份完整的证明"):
        proof.check(replace(proven, extra=b"[" * 100_000))


@pytest.mark.parametrize("text", [b"", b"[]", b"\xff\xfe", b"{", b"c2sp.org/tlog-proof@v1\n"])
def test_a_file_that_is_no_proof_is_refused(text: bytes) -> None:
    with pytest.raises(NotAProof):
        proof.read(text)


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("tlog-proof@v1", "tlog-proof@v2"),
        ("index ", "index 0"),
        ("index ", "index -"),
        ("index 5", "index 4"),
        ("extra ", "extra !"),
        ("extra ", "more "),
        ("\n\n", "\n"),
        ("\n\n", "\nAAAA\n\n"),
        ("\n9\n", "\n8\n"),
        ("— ", "- "),
    ],
)
def test_a_file_with_something_changed_is_refused_in_words(was: str, now: str) -> None:
    text = str(proof.prove(Entry.objects.order_by("pk")[12].pk))
    assert "index 5\n" in text
    assert was in text
    with pytest.raises(NotAProof, match="这不是一份完整的证明"):
        proof.check(proof.read(text.replace(was, now, 1).encode()))


@pytest.mark.usefixtures("published")
def test_a_proof_has_the_standard_form() -> None:
    """c2sp.org/tlog-proof."""
    head, _blank, note = str(proof.prove(Entry.objects.order_by("pk")[12].pk)).partition("\n\n")
    name, extra, index, *path = head.split("\n")
    assert (name, index) == ("c2sp.org/tlog-proof@v1", "index 5")
    assert json.loads(b64decode(extra.removeprefix("extra ")))["seal"]["number"] == 6
    assert [len(b64decode(step)) for step in path] == [32, 32, 32, 32]
    last = publishing.last_checkpoint()
    assert last is not None
    assert note == publishing.note_of(last)


def test_what_is_not_there_or_not_sealed_has_no_proof(write: Write) -> None:
    with pytest.raises(NoSuchEntry, match="没有第 12345 条"):
        proof.prove(12345)
    [entry] = write(1)
    with pytest.raises(NotSealed, match="还没有存证"):
        proof.prove(entry.pk)
