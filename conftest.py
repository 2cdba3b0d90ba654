"""What every test shares: a PostgreSQL of its own, thrown away afterwards."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:
    """Called by pytest-django before the first test that needs a database: none starts for the others.

    With DATABASE_URL given, the tests make their own databases on that server, one for each test process.
    """
    if os.environ.get("DATABASE_URL"):
        yield
        return
    from django.db import connections

    from goufu.config.database_url import database_settings
    from goufu.config.postgres import throwaway_database

    with throwaway_database() as url:
        connections["default"].settings_dict.update(database_settings(url))
        yield
        connections.close_all()


@pytest.fixture(scope="session", autouse=True)
def emptied_journal() -> Iterator[None]:
    """A test with transactions of its own ends with all tables emptied, which those that are only added to refuse.

    The cache, which no model stands for, goes with them: a name that one test locked is free in the next.
    """
    import pgtrigger
    from django.db.backends.postgresql.operations import DatabaseOperations

    kept = {
        model._meta.db_table
        for model, trigger in pgtrigger.registered()
        if trigger.name == "append_only_whole"
    }
    empty = DatabaseOperations.execute_sql_flush

    def flush(operations: DatabaseOperations, statements: list[str]) -> Any:
        around = [
            [f"ALTER TABLE {table} {verb} TRIGGER USER" for table in kept] for verb in ("DISABLE", "ENABLE")
        ]
        return empty(operations, [*around[0], *statements, "TRUNCATE accounts_cache", *around[1]])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", flush)
        yield
