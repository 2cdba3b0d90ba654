"""What entries refer to by its digest is kept once, and verified with them."""

from __future__ import annotations

import zlib

import pytest
from django.db import transaction

from goufu.journal import actions, rulebooks
from goufu.journal.export import lines, read
from goufu.journal.models import Entry, Rulebook
from goufu.journal.records import stored
from goufu.journal.tests.conftest import CLERK, as_database_administrator
from goufu.journal.verify import verify

pytestmark = pytest.mark.django_db
TEXT = '[{"rule":"plan.budgeted","title":"有预算"}]'
DIGEST = rulebooks.digest_of(TEXT)


def answer(*, is_kept: bool = True) -> Entry:
    with transaction.atomic():
        if is_kept:
            rulebooks.keep(DIGEST, TEXT)
        return actions.record(
            "planning.project.submitted",
            by=CLERK,
            subject=("project", 1),
            answers=[{"stage": "plan", "rules": DIGEST, "letters": "p"}],
        )


def faults() -> list[str]:
    found = verify(stored()).faults
    assert verify(read(list(lines(stored())))).faults == found
    return found


def test_a_text_is_kept_once_however_often_it_is_referred_to() -> None:
    for _each in range(3):
        answer()
    actions.seal()
    assert rulebooks.kept(DIGEST) == TEXT
    assert Rulebook.objects.count() == 1
    assert len(bytes(Rulebook.objects.get().packed)) <= len(TEXT.encode()) + 16
    assert faults() == []


@pytest.mark.django_db(transaction=True)
def test_what_was_undone_is_kept_with_the_next_entry() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        rulebooks.keep(DIGEST, TEXT)
        _ = 1 / 0
    assert rulebooks.kept(DIGEST) is None
    answer()
    assert rulebooks.kept(DIGEST) == TEXT


def test_an_export_carries_the_rules_that_its_entries_refer_to() -> None:
    answer()
    assert sum(TEXT in line.replace('\\"', '"') for line in lines(stored())) == 1


def test_rules_that_are_gone_are_missed_by_their_entry() -> None:
    entry = answer()
    with as_database_administrator() as execute:
        execute("DELETE FROM journal_rulebook")
    assert faults() == [f"第 {entry.pk} 条引用的规则 {DIGEST[:12]}… 没有留存，读不出当时的回答"]


@pytest.mark.parametrize("packed", [zlib.compress(b"[]"), b"x", b""])
def test_changed_rules_are_found(packed: bytes) -> None:
    answer()
    with as_database_administrator() as execute:
        execute("UPDATE journal_rulebook SET packed = %s", [packed])
    assert faults() == [f"留存的规则 {DIGEST[:12]}… 与它的摘要不符：被改过"]
