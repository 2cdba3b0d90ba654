"""A proof stands by itself: entry, ways up, roots; whatever is changed in it leads elsewhere."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from goufu.journal import actions, proof
from goufu.journal.errors import NoSuchEntry, NotAProof, NotSealed
from goufu.journal.models import Day, Entry, Seal
from goufu.journal.tests.conftest import Write

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("days")
def test_every_entry_is_proven_up_to_the_root_of_its_day() -> None:
    roots = {day.day: bytes(day.root) for day in Day.objects.all()}
    for entry in Entry.objects.all():
        sent = json.loads(json.dumps(proof.prove(entry.pk)))
        proven = proof.check(sent)
        assert proven.day is not None
        assert proven.day_root == roots[proven.day]


def test_before_its_day_is_over_it_is_proven_up_to_its_seal(write: Write) -> None:
    [entry, *_] = write(3)
    actions.seal()
    proven = proof.check(proof.prove(entry.pk))
    assert (proven.seal_root, proven.day, proven.day_root) == (bytes(Seal.objects.get().root), None, None)


CHANGES: dict[str, Callable[[dict[str, Any]], object]] = {
    "facts": lambda sent: sent["entry"]["facts"].update({"金额": "1.00"}),
    "name": lambda sent: sent["entry"].update(person_name="李四"),
    "time": lambda sent: sent["entry"].update(at="2026-11-20T00:00:00.000000+00:00"),
    "position": lambda sent: sent.update(position=sent["position"] ^ 1),
    "way": lambda sent: sent["path"].__setitem__(0, "00" * 32),
    "seal": lambda sent: sent["seal"].update(number=99),
    "sealed at": lambda sent: sent["seal"].update(sealed_at="2026-11-20T00:00:00.000000+00:00"),
    "day": lambda sent: sent["day"].update(day="2026-11-23"),
    "previous day": lambda sent: sent["day"].update(previous="11" * 32),
}


@pytest.mark.usefixtures("days")
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_changed_proof_leads_to_another_root(change: Callable[[dict[str, Any]], object]) -> None:
    sent = proof.prove(Entry.objects.order_by("pk")[12].pk)
    true = proof.check(copy.deepcopy(sent))
    change(sent)
    assert proof.check(sent).day_root != true.day_root


@pytest.mark.usefixtures("days")
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
    sent = proof.prove(Entry.objects.order_by("pk")[12].pk)
    spoil(sent)
    with pytest.raises(NotAProof, match="这不是一份完整的证明"):
        proof.check(sent)


@pytest.mark.parametrize("text", [b"", b"[]", b"\xff\xfe", b"{"])
def test_a_file_that_is_no_proof_is_refused(text: bytes) -> None:
    with pytest.raises(NotAProof):
        proof.check(proof.read(text))


def test_what_is_not_there_or_not_sealed_has_no_proof(write: Write) -> None:
    with pytest.raises(NoSuchEntry, match="没有第 12345 条"):
        proof.prove(12345)
    [entry] = write(1)
    with pytest.raises(NotSealed, match="还没有存证"):
        proof.prove(entry.pk)
