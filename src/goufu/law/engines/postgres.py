"""The PostgreSQL engine: the functions of the condition language, and rules asked of rows given as Python values."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from goufu.law import clock
from goufu.law.dialects import POSTGRES
from goufu.law.model import Rule, Rulebook, Stage, Value
from goufu.law.readings import with_reading
from goufu.law.sql import Question

_FUNCTIONS = Path(__file__).with_suffix(".sql")


class Cursor(Protocol):
    """The part of a psycopg or Django cursor that is used."""

    def execute(self, query: Any, params: Any = ..., /) -> Any: ...
    def fetchall(self) -> list[tuple[Any, ...]]: ...


def install(cursor: Cursor) -> None:
    """Creates the functions of the condition language and fills the calendar, unless both are up to date.

    Must run in a transaction, so that concurrent queries never see a half-filled calendar.
    """
    functions = _FUNCTIONS.read_text(encoding="utf-8")
    days, workdays = _days(), _workdays()
    digest = hashlib.sha256(repr((functions, days, workdays)).encode()).hexdigest()
    cursor.execute("SELECT obj_description(to_regclass('gf_calendar'), 'pg_class')")
    if cursor.fetchall() == [(digest,)] and not [*calendar_faults(cursor)]:
        return
    cursor.execute(functions)
    # not TRUNCATE: a query with an older snapshot would find the tables empty
    cursor.execute("DELETE FROM gf_calendar")
    cursor.execute("DELETE FROM gf_workday_list")
    cursor.execute("INSERT INTO gf_calendar SELECT * FROM unnest(%s::date[], %s::integer[])", _columns(days))
    cursor.execute(
        "INSERT INTO gf_workday_list SELECT * FROM unnest(%s::integer[], %s::date[])", _columns(workdays)
    )
    cursor.execute(f"COMMENT ON TABLE gf_calendar IS '{digest}'")


def calendar_faults(cursor: Cursor) -> Iterator[str]:
    """Where the database's calendar isn't the program's, in sentences."""
    for table, rows in (("gf_calendar", _days()), ("gf_workday_list", _workdays())):
        cursor.execute(f"SELECT * FROM {table}")
        differing = {*cursor.fetchall()} ^ {*rows}
        if days := sorted({value for row in differing for value in row if isinstance(value, date)}):
            yield (
                f"工作日历（{table}）里 {days[0]} 与程序的不同，共 {len(days)} 处。"
                "执行一次 goufu manage migrate，按程序的重新写"
            )


def _days() -> list[tuple[date, int]]:
    """Each day with the number of working days until it."""
    return [(clock.day_at(offset), count) for offset, count in enumerate(clock.workdays_until())]


def _workdays() -> list[tuple[int, date]]:
    return list(enumerate(clock.all_workdays(), start=1))


def _columns(rows: Iterable[tuple[Any, ...]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]


class PostgresEngine:
    """The engine for rows given as Python values. Stored records are queried by core.opinion."""

    def __init__(self, book: Rulebook, cursor: Cursor) -> None:
        self.book = book
        self.cursor = cursor

    def answer(self, rules: Sequence[Rule], rows: Sequence[Mapping[str, Value]]) -> list[str]:
        """The letters of the rules, all of one stage, for each row; totals are taken over these rows."""
        question = Question(self.book, rules[0].stage, POSTGRES, rules=rules)
        read = [with_reading(question.stage, row) for row in rows]
        return [letters for letters, _ in self._ask(question, read)]

    def ask(self, question: Question, facts: Mapping[str, Value]) -> tuple[str, dict[str, Value]]:
        """The letters of the question's rules for one row that is not stored yet; its facts, as read, with the totals."""
        read = with_reading(question.stage, facts)
        [(letters, totals)] = self._ask(question, [read])
        return letters, {**read, **totals}

    def _ask(
        self, question: Question, rows: Sequence[Mapping[str, Value]]
    ) -> list[tuple[str, dict[str, Value]]]:
        relation, values = given_rows(question.stage, rows)
        asked = question.record("given_rows", "TRUE").replace("%", "%%")
        self.cursor.execute(f"WITH given_rows AS MATERIALIZED ({relation}) {asked} ORDER BY 1", values)
        names = question.totals
        return [
            (letters, dict(zip(names, totals, strict=True))) for _, letters, *totals in self.cursor.fetchall()
        ]


def given_rows(stage: Stage, rows: Iterable[Mapping[str, Value]]) -> tuple[str, list[Value | int | date]]:
    """The rows as a query and its values; `line` counts from 0."""
    types = [POSTGRES.types[fact.type] for fact in stage.facts.values()]
    row = "(" + ", ".join(["%s::bigint", *(f"%s::{type_}" for type_ in types)]) + ")"
    values: list[Value | int | date] = []
    count = 0
    for line, facts in enumerate(rows):
        values += [line, *(facts.get(name) for name in stage.facts)]
        count += 1
    columns = ", ".join(["line", *stage.facts])
    return f"SELECT * FROM (VALUES {', '.join([row] * count)}) AS v ({columns})", values
