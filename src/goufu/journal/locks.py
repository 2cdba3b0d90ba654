"""Advisory locks: which there are, and how they are taken. They are in the lowest room that takes one.

A row is locked by `SELECT … FOR UPDATE`. These locks are for what is no row, or for a row that may not be locked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from enum import IntEnum, unique

from django.db import connection, connections


@unique
class Lock(IntEnum):
    """The locks of which there is one in a database. Other versions of the program know them by these numbers."""

    SEALING = 0x676F7566
    FIRST_SETUP = 0x676F7567
    TREE_OF_BODIES = 0x676F7472
    UPGRADE = 0x676F756675


@unique
class LockOf(IntEnum):
    """The locks of which there is one for each thing of a kind, told apart by its name."""

    FILE = 0x646F6373  # by its digest
    APPEND_ONLY_ROW = 0x676F726F  # by its table and number
    VISITOR = 0x676F7669  # by the key under which the visitor's lists are counted


def take(lock: Lock) -> None:
    """Takes the lock until the transaction ends; waits while another has it."""
    _ask("SELECT pg_advisory_xact_lock(%s)", lock)


def take_of(lock: LockOf, name: str) -> None:
    """Takes the lock of one thing until the transaction ends; waits while another has it."""
    _ask("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", lock, name)


def take_all_of(lock: LockOf, names: Collection[str]) -> None:
    """Takes the locks of many things until the transaction ends, in one order, so that two who take several can't deadlock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, name) FROM"
            " (SELECT DISTINCT hashtext(each) AS name FROM unnest(%s::text[]) AS each ORDER BY name) AS ordered",
            [int(lock), list(names)],
        )


def take_if_free(lock: Lock) -> bool:
    """Takes the lock until the transaction ends, unless another has it; returns whether it did."""
    return _ask("SELECT pg_try_advisory_xact_lock(%s)", lock)


@contextmanager
def held(lock: Lock, using: str) -> Iterator[None]:
    """A context with the lock, over any number of transactions on this database; waits to enter.

    The lock belongs to the connection: it ends with the process, however that ends, and blocks may be nested.
    """
    _ask("SELECT pg_advisory_lock(%s)", lock, using=using)
    try:
        yield
    finally:
        if connections[using].is_usable():
            _ask("SELECT pg_advisory_unlock(%s)", lock, using=using)


def _ask(question: str, lock: int, *more: str, using: str | None = None) -> bool:
    with (connections[using] if using else connection).cursor() as cursor:
        cursor.execute(question, [int(lock), *more])
        return bool(cursor.fetchone()[0])
