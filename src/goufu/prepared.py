"""Statements that PostgreSQL plans once in a connection, where planning takes longer than carrying out."""

from __future__ import annotations

from typing import Any

import psycopg
from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor

_AT_ONCE = 0  # how often a statement is carried out before it is prepared


def preparing_connection() -> psycopg.Connection[Any]:
    """The connection to the database, which from now on prepares what its cursors with server-side binding are given.

    Django's own cursors put values into the text and prepare nothing.
    """
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    preparing: psycopg.Connection[Any] = connection.connection
    preparing.prepare_threshold = _AT_ONCE  # None, as Django leaves it: psycopg prepares nothing
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
    A transaction, or a part of it, that is rolled back ends all that is prepared in a connection (psycopg gives it up).
    """
    if connection.execute_wrappers:
        return connection.cursor()
    return connection._prepare_cursor(_Cursor(preparing_connection()))  # type: ignore[attr-defined, call-arg]
