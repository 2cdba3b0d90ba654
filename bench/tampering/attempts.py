"""Attempts on one table: the statements that whoever owns the database might run, made from its columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Field, Model

ROWS_TRIED = 3
EDIT, DELETE, INSERT, SWAP = "edit", "delete", "insert", "swap"
DROP, OFF = "drop", "off"  # a trigger, a constraint

# Other values of a column by its kind in the database, the likeliest to be accepted first.
_VALUES = {
    "text": (
        "translate({c}, '0123456789', '1234567890')",
        "{c} || 'x'",
        "'x'",
        "''",
        "NULL",
        "left({c}, -1)",
    ),
    "int": ("{c} + 1", "{c} - 1", "1", "0", "NULL"),
    "numeric": ("{c} + 1", "{c} - 1", "1", "NULL"),
    "bool": ("NOT {c}", "true", "NULL"),
    "date": ("{c} + 1", "{c} - 1", "date '2026-01-05'", "NULL"),
    "timestamptz": (
        "{c} + interval '1 second'",
        "{c} - interval '1 day'",
        "timestamptz '2026-01-05'",
        "NULL",
    ),
    "daterange": ("daterange(lower({c}) - 1, upper({c}))", "daterange('2020-01-01', '2020-02-01')", "NULL"),
    "jsonb": ("'{{\"x\": 1}}'", "'[1]'", "NULL"),
    "bytea": ("sha256({c})", "'\\x00'", "NULL"),
    "array": ("{c} || '{{x}}'", "'{{}}'", "NULL"),
}
_BEGINNINGS = {
    "varchar": "text", "text": "text", "integer": "int", "bigint": "int", "smallint": "int", "numeric": "numeric",
    "boolean": "bool", "date": "date", "timestamp": "timestamptz", "daterange": "daterange", "jsonb": "jsonb",
    "bytea": "bytea", "uuid": "text",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Attempt:
    """One way to tamper: the statements, of which the first that the database accepts counts."""

    table: str
    kind: str
    column: str
    statements: tuple[str, ...]

    @property
    def name(self) -> str:
        """As the list of reasons names it: table.column, or table.insert and table.delete."""
        return f"{self.table}.{self.column or self.kind}"


def attempts_on(model: type[Model], connection: object) -> Iterator[Attempt]:
    """All attempts on the model's table, one for each kind, and for edits and swaps one for each column."""
    table, key = model._meta.db_table, str(model._meta.pk.column)
    fields = [each for each in model._meta.concrete_fields if not (each.primary_key or each.generated)]
    for field in fields:
        column = str(field.column)
        yield Attempt(table, EDIT, column, tuple(_edits(table, key, field, connection)))
        yield Attempt(table, SWAP, column, (_swap(table, key, column),))
    yield Attempt(
        table,
        DELETE,
        "",
        tuple(f"DELETE FROM {table} WHERE {_row(table, key, n)}" for n in range(ROWS_TRIED)),
    )
    yield Attempt(table, INSERT, "", tuple(_inserts(table, key, fields, connection)))


def _edits(table: str, key: str, field: Field, connection: object) -> Iterator[str]:  # type: ignore[type-arg]
    column = f'"{field.column}"'
    others = f"(SELECT o.{column} FROM {table} o WHERE o.{column} IS DISTINCT FROM {table}.{column} LIMIT 1)"
    for number in range(ROWS_TRIED):
        for value in (*_values_of(field, connection), others):
            yield (
                f"UPDATE {table} SET {column} = {value} WHERE {_row(table, key, number)}"
                f" AND {column} IS DISTINCT FROM {value}"
            )


def _values_of(field: Field, connection: object) -> list[str]:  # type: ignore[type-arg]
    kind = str(field.db_type(connection) or "")  # type: ignore[arg-type]
    name = (
        "array"
        if kind.endswith("[]")
        else next((name for beginning, name in _BEGINNINGS.items() if kind.startswith(beginning)), "int")
    )
    column = f'"{field.column}"'
    return [value.format(c=column) for value in _VALUES[name]]


def _swap(table: str, key: str, column: str) -> str:
    """Two rows exchange their values of the column."""
    return (
        f'WITH pair AS (SELECT a."{key}" AS one, b."{key}" AS other, a."{column}" AS of_one, b."{column}" AS of_other'
        f' FROM {table} a JOIN {table} b ON a."{column}" IS DISTINCT FROM b."{column}" AND a."{key}" < b."{key}" LIMIT 1)'
        f' UPDATE {table} t SET "{column}" = CASE WHEN t."{key}" = pair.one THEN of_other ELSE of_one END'
        f' FROM pair WHERE t."{key}" IN (pair.one, pair.other)'
    )


def _inserts(table: str, key: str, fields: list[Field], connection: object) -> Iterator[str]:  # type: ignore[type-arg]
    """A copy of a row under a new number, as it is or with one or two of its columns changed."""
    columns = [f'"{each.column}"' for each in fields]
    new = f'(SELECT max("{key}") + 1 FROM {table})'
    changes: list[dict[str, str]] = [{}]
    for field in fields:
        changes += [{f'"{field.column}"': value} for value in _values_of(field, connection)[:3]]
    unique = [each for each in fields if each.unique] or fields[:2]
    for first in unique:
        for value in _values_of(first, connection)[:3]:
            changes += [
                {f'"{first.column}"': value, f'"{other.column}"': _values_of(other, connection)[0]}
                for other in fields
                if other is not first
            ]
    for number in range(2):
        for change in changes:
            values = ", ".join(change.get(each, each) for each in columns)
            yield (
                f'INSERT INTO {table} ("{key}", {", ".join(columns)}) SELECT {new}, {values} FROM {table}'
                f" WHERE {_row(table, key, number)}"
            )


def _row(table: str, key: str, number: int) -> str:
    """The condition for one of the last rows."""
    return f'"{key}" = (SELECT "{key}" FROM {table} ORDER BY "{key}" DESC OFFSET {number} LIMIT 1)'
