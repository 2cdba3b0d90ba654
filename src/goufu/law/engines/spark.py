"""The Spark engine: the same questions on a cluster. Needs pyspark and Java, which Goufu does not install."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from goufu.law import clock
from goufu.law.dialects import SPARK
from goufu.law.model import Rule, Rulebook, Stage, Value
from goufu.law.readings import with_reading
from goufu.law.sql import Question

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_FUNCTIONS = Path(__file__).with_suffix(".sql")


def install(session: SparkSession) -> None:
    """Installs the functions of the condition language and the calendar in the session."""
    numbers = ",".join(map(str, clock.workdays_until()))
    workdays = ",".join(map(str, clock.all_workdays()))
    for name, type_, listed in (
        ("gf_workday_numbers", "INT", numbers),
        ("gf_workday_list", "DATE", workdays),
    ):
        session.sql(
            f"DECLARE OR REPLACE VARIABLE {name} ARRAY<{type_}> DEFAULT CAST(split('{listed}', ',') AS ARRAY<{type_}>)"
        )
    for statement in _FUNCTIONS.read_text(encoding="utf-8").split(";\n"):
        if statement.strip():
            session.sql(statement)


class SparkEngine:
    """The engine for rows given as Python values; creating it installs the functions in the session."""

    def __init__(self, book: Rulebook, session: SparkSession) -> None:
        self.book = book
        self.session = session
        install(session)

    def answer(self, rules: Sequence[Rule], rows: Sequence[Mapping[str, Value]]) -> list[str]:
        """The letters of the rules, all of one stage, for each row; totals are taken over these rows."""
        question = Question(self.book, rules[0].stage, SPARK, rules=rules)
        read = [with_reading(question.stage, row) for row in rows]
        self._frame(question.stage, read).createOrReplaceTempView("given_rows")
        query = f"SELECT letters FROM ({question.record('given_rows', 'TRUE')}) ORDER BY line"
        return [row.letters for row in self.session.sql(query).collect()]

    def _frame(self, stage: Stage, rows: Sequence[Mapping[str, Value]]) -> DataFrame:
        schema = ", ".join(
            ["line BIGINT", *(f"{fact.name} {SPARK.types[fact.type]}" for fact in stage.facts.values())]
        )
        values = [(line, *(row.get(name) for name in stage.facts)) for line, row in enumerate(rows)]
        return self.session.createDataFrame(values, schema)
