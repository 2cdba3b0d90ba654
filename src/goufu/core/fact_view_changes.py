"""Creation and renewal of the database's fact views; a view whose query has not changed is left alone.

See docs/decisions/0015-upgrades.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import connections, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.utils import CursorWrapper
from django.db.migrations.operations import SeparateDatabaseAndState
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from goufu.core.fact_views import StageFacts, facts_of_stage, stages_with_facts
from goufu.core.upgrade import is_migrated

_MARK = (
    "goufu facts "  # how the comment of a fact view begins; what its query is made of follows, as a digest
)
_VIEWS = """
    SELECT c.relname, pg_get_viewdef(c.oid), obj_description(c.oid, 'pg_class') FROM pg_class c
    WHERE c.relkind = 'v' AND c.relnamespace = current_schema()::regnamespace
      AND obj_description(c.oid, 'pg_class') LIKE %s
    ORDER BY c.relname"""
_HOLDS_A_TABLE = """
    SELECT EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'relation' AND granted
      AND mode = 'AccessExclusiveLock')"""


def renew_fact_views(using: str, **sent: Any) -> None:
    """Replaces the fact views whose query has changed, each in one transaction; runs at the end of `migrate`.

    While migrations are still unapplied, the new views can't be created and the old ones remain.
    """
    wanted = [facts_of_stage(stage) for stage in stages_with_facts()]
    with connections[using].cursor() as cursor:
        there = {name: comment for name, _, comment in _views(cursor)}
        changed = [each for each in wanted if there.get(each.view.name) != _comment(each.sql)]
        if changed and is_migrated(using):
            for each in changed:
                _replace(cursor, using, each)


class ReplacingFactViews(SeparateDatabaseAndState):
    """Operations on a column that a fact view reads; PostgreSQL refuses them while the view exists.

    It stands around all that its migration alters. The views are set aside and come back as they were in the migration's
    transaction: who asks the law meanwhile waits.
    A view that reads a column that is gone can't come back, and the migration is undone: a column is removed in a
    release after the one whose view no longer reads it.
    """

    def __init__(self, operations: Sequence[Operation]) -> None:
        super().__init__(database_operations=operations, state_operations=operations)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [], {"operations": self.database_operations}

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        with _views_aside(schema_editor):
            super().database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        with _views_aside(schema_editor):
            super().database_backwards(app_label, schema_editor, from_state, to_state)


@contextmanager
def _views_aside(schema_editor: BaseDatabaseSchemaEditor) -> Iterator[None]:
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(_HOLDS_A_TABLE)
        if cursor.fetchone() == (True,):
            raise ImproperlyConfigured(
                "ReplacingFactViews comes first in its migration, around all that is altered"
            )
        views = _views(cursor)
        for name, _, _ in views:
            # locks its tables too: a session holding one of them and querying the view would deadlock with us
            cursor.execute(f"LOCK TABLE {name} IN ACCESS EXCLUSIVE MODE")
        for name, _, _ in views:
            cursor.execute(f"DROP VIEW {name}")
        yield
        for name, query, comment in views:
            _create(cursor, name, query, comment)


def _replace(cursor: CursorWrapper, using: str, facts: StageFacts) -> None:
    with transaction.atomic(using):
        cursor.execute(f"DROP VIEW IF EXISTS {facts.view.name}")
        _create(cursor, facts.view.name, facts.sql, _comment(facts.sql))


def _create(cursor: CursorWrapper, name: str, query: str, comment: str) -> None:
    cursor.execute(f"CREATE VIEW {name} AS {query}")
    cursor.execute(f"COMMENT ON VIEW {name} IS '{comment}'")


def _views(cursor: CursorWrapper) -> list[tuple[str, str, str]]:
    """The existing fact views: (name, query, comment)."""
    cursor.execute(_VIEWS, [f"{_MARK}%"])
    found: list[tuple[str, str, str]] = cursor.fetchall()
    return found


def _comment(query: str) -> str:
    return _MARK + hashlib.sha256(query.encode()).hexdigest()
