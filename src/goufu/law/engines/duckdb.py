"""The DuckDB engine: millions of rows of a file, in one process."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate, chain
from pathlib import Path
from types import NoneType

import duckdb
from arro3.core import Array, DataType, Table, list_array

from goufu.law import clock
from goufu.law.dialects import DUCKDB
from goufu.law.model import Rule, Rulebook, Value
from goufu.law.readings import with_reading
from goufu.law.sql import Question

_FUNCTIONS = Path(__file__).with_suffix(".sql")


def connect(
    database: str = ":memory:", *, calendar: bool = True, **settings: str | int
) -> duckdb.DuckDBPyConnection:
    """A connection with the functions of the condition language. `settings` are DuckDB's (threads, memory_limit …).

    calendar: whether a rule will be asked that counts working days (`Question.counts_workdays`).
    """
    connection = duckdb.connect(database, config={name: str(value) for name, value in settings.items()})
    connection.execute(_FUNCTIONS.read_text(encoding="utf-8"))
    if calendar:
        numbers = ",".join(map(str, clock.workdays_until()))
        workdays = ",".join(map(str, clock.all_workdays()))
        connection.execute("SET VARIABLE gf_workday_numbers = string_split($1, ',')::INTEGER[]", [numbers])
        connection.execute("SET VARIABLE gf_workdays = string_split($1, ',')::DATE[]", [workdays])
    return connection


def integers(values: Sequence[int]) -> Array:
    return Array(values, DataType.int64())


def texts(values: Iterable[Value]) -> Array:
    """An Arrow array of the values as text, which DuckDB casts strictly to the type of the column that it inserts into."""
    said = [*values]
    if not {*map(type, said)} <= {str, NoneType}:
        said = [value if value is None else str(value) for value in said]
    return Array(said, DataType.string())


def lists(values: Sequence[Sequence[str]]) -> Array:
    """An Arrow array of lists of text."""
    offsets = list(accumulate(map(len, values), initial=0))
    return list_array(Array(offsets, DataType.int32()), texts(chain.from_iterable(values)))


def table(columns: Mapping[str, Array]) -> Table:
    """A table that a connection can register."""
    return Table.from_arrays(list(columns.values()), names=list(columns))


class DuckDBEngine:
    """The engine for rows given as Python values. Files are checked by `goufu.check`."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book
        self.connection = connect()

    def answer(self, rules: Sequence[Rule], rows: Sequence[Mapping[str, Value]]) -> list[str]:
        """The letters of the rules, all of one stage, for each row; totals are taken over these rows."""
        question = Question(self.book, rules[0].stage, DUCKDB, rules=rules)
        self._load(question, [with_reading(question.stage, row) for row in rows])
        query = f"SELECT letters FROM ({question.record('given_rows', 'TRUE')}) ORDER BY line"
        return [letters for (letters,) in self.connection.execute(query).fetchall()]

    def _load(self, question: Question, rows: Sequence[Mapping[str, Value]]) -> None:
        """Makes a table of the facts that are read: a stage has many more than a rule reads."""
        facts = [question.stage.facts[name] for name in sorted(question.read)]
        types = ", ".join(f"CAST({fact.name} AS {DUCKDB.types[fact.type]}) AS {fact.name}" for fact in facts)
        columns = {fact.name: texts(row.get(fact.name) for row in rows) for fact in facts}
        columns["line"] = integers(range(len(rows)))
        self.connection.register("given_text", table(columns))
        self.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE given_rows AS SELECT line, {types} FROM given_text"
        )
