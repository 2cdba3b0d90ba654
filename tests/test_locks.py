"""Advisory locks are taken in one place, where all of them have a name: no two can have the same number unseen."""

from __future__ import annotations

import re

import pytest
from django.db import connection, transaction
from source import PACKAGE

from goufu.journal.locks import Lock, LockOf, held, take, take_if_free, take_of

HOME = PACKAGE / "journal" / "locks.py"
HELD = """
    SELECT classid, objid, objsubid FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""


def locks() -> set[tuple[int, ...]]:
    """The advisory locks of this connection, as PostgreSQL numbers them."""
    with connection.cursor() as cursor:
        cursor.execute(HELD)
        return set(cursor.fetchall())


def test_they_are_taken_in_one_module_only() -> None:
    files = [
        each for each in PACKAGE.rglob("*") if each.suffix in {".py", ".sql"} and "tests" not in each.parts
    ]
    taking = [each for each in files if re.search(r"pg_(try_)?advisory", each.read_text(encoding="utf-8"))]
    assert taking == [HOME], "Name the lock in journal/locks.py and take it by one of its functions."


@pytest.mark.django_db
def test_each_is_another_lock() -> None:
    assert locks() == set()
    with transaction.atomic():
        for lock in Lock:
            take(lock)
        for kind in LockOf:
            take_of(kind, "a")
            take_of(kind, "b")
        assert len(locks()) == len(Lock) + 2 * len(LockOf) == 10


@pytest.mark.django_db(transaction=True)
def test_they_end_with_the_transaction_and_held_ones_with_their_block() -> None:
    with transaction.atomic():
        take(Lock.SEALING)
        assert take_if_free(Lock.SEALING)
        take_of(LockOf.FILE, "a")
        assert len(locks()) == 2
    assert locks() == set()
    with held(Lock.UPGRADE, "default"):
        with transaction.atomic():
            pass
        assert len(locks()) == 1
    assert locks() == set()


@pytest.mark.django_db(transaction=True)
def test_what_another_has_is_not_taken() -> None:
    other = connection.copy()
    try:
        with transaction.atomic(), other.cursor() as cursor:
            take(Lock.SEALING)
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [int(Lock.SEALING)])
            assert cursor.fetchone() == (False,)
            cursor.execute("SELECT pg_advisory_lock(%s)", [int(Lock.FIRST_SETUP)])
            assert not take_if_free(Lock.FIRST_SETUP)
    finally:
        other.close()
