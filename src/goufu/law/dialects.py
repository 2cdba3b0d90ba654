"""The dialects of the engines: their types, and how values, days and places are written in their SQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from goufu.law.expression import quoted
from goufu.law.model import Parameter, ParameterValue, Rule

TYPES = {
    "text": "VARCHAR",
    "choice": "VARCHAR",
    "money": "DECIMAL(24,2)",
    "number": "DECIMAL(24,6)",
    "integer": "BIGINT",
    "date": "DATE",
    "yesno": "BOOLEAN",
}


@dataclass(frozen=True, slots=True)
class Dialect:
    """The differences of one engine: its name, its types, and the fence that stops it from merging layers.

    filters_by_outer: whether an aggregate may be filtered by a column of an outer query.
    """

    name: str
    types: Mapping[str, str]
    fence: str = ""
    filters_by_outer: bool = True


DUCKDB = Dialect("duckdb", TYPES)
POSTGRES = Dialect("postgres", TYPES, fence=" OFFSET 0")
SPARK = Dialect("spark", TYPES | {"text": "STRING", "choice": "STRING"}, filters_by_outer=False)


def value_in_force(parameter: Parameter, rule: Rule, dialect: Dialect) -> str:
    """The SQL of the parameter's value in force for the row, by day, level and place; NULL when unknown."""
    branches = " ".join(
        f"WHEN {holds(value, rule.dated_by)} THEN {value.value}" for value in parameter.values
    )
    return f"CAST(CASE {branches} END AS {dialect.types[parameter.type]})"


def holds(value: ParameterValue, dated_by: str) -> str:
    """The condition under which the value is in force for the row."""
    terms = [f"{dated_by} >= {day(value.from_)}"]
    if value.until:
        terms.append(f"{dated_by} <= {day(value.until)}")
    if value.level:
        terms.append(f"level = {quoted(value.level)}")
    if value.place:
        terms.append(within(value.place))
    return " AND ".join(terms)


def within(place: str) -> str:
    return f"LEFT(place, {len(place)}) = {quoted(place)}"


def day(value: date) -> str:
    return f"DATE '{value.isoformat()}'"
