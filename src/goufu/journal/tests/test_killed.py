"""The process dies between any two statements: what it tells and what it did are both there, or neither."""

from __future__ import annotations

import pytest
from django.db import transaction

from goufu.journal import actions
from goufu.journal.models import Entry, Leaf, Seal, Waiting
from goufu.journal.records import stored
from goufu.journal.tests.conftest import Write
from goufu.journal.tests.killing import killed_times
from goufu.journal.verify import verify


def seal() -> None:
    actions.seal()


def write_three() -> None:
    with transaction.atomic():
        for number in range(3):
            actions.record("planning.project.submitted", by=actions.SYSTEM, subject=("project", number))


@pytest.mark.django_db(transaction=True)
def test_a_sealer_killed_anywhere_seals_all_or_nothing(write: Write) -> None:
    write(5)
    assert killed_times("goufu.journal.tests.test_killed:seal") >= 5
    assert (Seal.objects.count(), Leaf.objects.count(), Waiting.objects.count()) == (1, 5, 0)
    report = verify(stored())
    assert (report.entries, report.faults) == (5, [])


@pytest.mark.django_db(transaction=True)
def test_a_writer_killed_anywhere_leaves_nothing_half_written() -> None:
    assert killed_times("goufu.journal.tests.test_killed:write_three") >= 3
    assert Entry.objects.count() == Waiting.objects.count() == 3
    assert actions.seal() == 3
    assert verify(stored()).faults == []
