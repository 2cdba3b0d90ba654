"""The database is brought up to date by one machine, while others wait for it and people are served."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from django.db import DEFAULT_DB_ALIAS, OperationalError, connections
from django.db.migrations.executor import MigrationExecutor
from psycopg.errors import LockNotAvailable

from goufu.journal.locks import Lock, held

# Less than deadlock_timeout: a query that waits for us goes on before PostgreSQL ends it as deadlocked.
_WAIT_MS = 400
_PATIENCE_SECONDS = 60


@contextmanager
def alone_at_the_database(using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """A context in which no other process is inside the same block on this database; waits to enter."""
    with held(Lock.UPGRADE, using):
        yield


def retry_on_lock_timeout(using: str, change: Callable[[], None]) -> None:
    """Runs a change that locks tables. Where another session holds one, the change is rolled back and run again.

    `change` opens its own transactions. None waits for long while it holds locks, which could deadlock with a session
    that holds what it waits for. Raises OperationalError after a minute.
    """
    until = monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            with _waiting_at_most(using, _WAIT_MS):
                return change()
        except OperationalError as error:
            if monotonic() > until or not isinstance(error.__cause__, LockNotAvailable):
                raise


@contextmanager
def _waiting_at_most(using: str, milliseconds: int) -> Iterator[None]:
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = {milliseconds}")
    try:
        yield
    finally:
        if connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("RESET lock_timeout")


def is_migrated(using: str) -> bool:
    """Whether all migrations are applied."""
    executor = MigrationExecutor(connections[using])
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())
