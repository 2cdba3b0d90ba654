"""Statements that PostgreSQL plans once in a connection, where planning takes longer than carrying out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import psycopg
from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor
from psycopg._preparing import Prepare, PrepareManager

_AT_ONCE = 0  # how often a statement is carried out before it is prepared
_MOST = 300  # in a connection; psycopg keeps 100, fewer than there are
_ENDS_WHAT_IS_PREPARED = re.compile(rb"(?:DROP|ALTER|DISCARD ALL|DEALLOCATE ALL)\b")


class _Kept(PrepareManager):
    """What a connection has prepared. It outlives a transaction, or a part of one, that is rolled back, as on the server.

    psycopg gives it up then, since a table that was made in that transaction may be gone: what is prepared here asks only
    tables of migrations. A statement that PostgreSQL plans anew is parsed anew, so a table that was made again is found.
    """

    prepare_threshold: int | None = _AT_ONCE
    prepared_max = _MOST

    def clear(self) -> bool:
        return False  # psycopg says so after each ROLLBACK

    def _should_discard(self, prep: Prepare, results: Sequence[Any], *_more: Any) -> bool:
        """Whether a command has ended what is prepared: then nothing is."""
        said = [
            result.command_status or b""
            for result in results
            if result.status == psycopg.pq.ExecStatus.COMMAND_OK
        ]
        return any(map(_ENDS_WHAT_IS_PREPARED.match, said)) and super().clear()


def preparing_connection() -> psycopg.Connection[Any]:
    """The connection to the database, which from now on prepares what its cursors with server-side binding are given.

    Django's own cursors put values into the text and prepare nothing.
    """
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    preparing: psycopg.Connection[Any] = connection.connection
    if not isinstance(preparing._prepared, _Kept):
        preparing._prepared = _Kept()
    return preparing


class _Cursor(ServerBindingCursor):
    """A cursor that keeps its query for Django's log of queries, as Django's own cursors do."""

    def _convert_query(self, query: Any, params: Any = None) -> Any:
        self._query = super()._convert_query(query, params)  # type: ignore[misc]  # the stubs know no psycopg 3
        return self._query


def prepared_cursor() -> Any:
    """A cursor of Django's whose statements are prepared: only those that no migration can make stale.

    PostgreSQL refuses a prepared statement whose result columns have another type or length since, until the connection
    is closed: so they return nothing, or numbers of rows, or columns that are cast to a type without a length.

    It is an ordinary one where something is to be put before each statement, as by pghistory and pgtrigger: two can't be prepared.
    """
    if connection.execute_wrappers:
        return connection.cursor()
    return connection._prepare_cursor(_Cursor(preparing_connection()))  # type: ignore[attr-defined, call-arg]
