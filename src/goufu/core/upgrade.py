"""Several machines that start at once: one brings the database up to date, the others wait for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor

_LOCK = 0x676F756675  # the number of the advisory lock: "goufu"


@contextmanager
def alone_at_the_database(using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Waits until no other process is in such a block on this database, then goes in.

    The lock is the connection's own: it ends with the process however that ends, and a block may lie within another.
    """
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
    try:
        yield
    finally:
        if connections[using].is_usable():
            with connections[using].cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def is_migrated(using: str) -> bool:
    """Whether no migration is left to be applied."""
    executor = MigrationExecutor(connections[using])
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())
