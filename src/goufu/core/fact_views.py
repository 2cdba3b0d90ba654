"""Fact views: the records of a stage as the rules read them, one row per record and one column per fact.

A view is made from `law/facts/<stage>.toml` and from what rooms declare in their AppConfig under the stage's name:
`facts = {"plan": ["goufu.planning.facts.PROJECTS"]}` names one FactView, of the room that stores the records, and any
number of AddedFacts, of rooms that know more about them. `goufu.core.fact_view_changes` creates the views in the
database.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import sqlglot
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from sqlglot import exp

from goufu.core.rooms import contributed_objects, contributions
from goufu.law.load import rulebook_stages
from goufu.law.model import Fact, Stage

KEY, COUNTED = "id", "is_counted"
COUNTED_AS = "counted_"  # before a fact's name: what counts of it in the totals of other records
SAID_AS = "said_"  # before a fact's name: what sentences say instead of it
_SQL = "postgres"
_TYPES = {
    "text": "text", "choice": "text", "money": "numeric", "number": "numeric", "integer": "bigint", "date": "date",
    "yesno": "boolean",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FactView:
    """The records of one table as facts.

    `sql` is a query with one row per record: `id`, `is_counted` (whether it counts in totals over many records), and
    each fact that needs a join or an expression. Two columns may stand beside a fact: `counted_<fact>`, where not the
    fact itself counts in the totals of other records, such as an amount that is asked for and not granted; and
    `said_<fact>`, which sentences say in the place of a key that people don't read.
    `fields` maps facts to columns of the query's first table. A fact in neither is stored in that table's JSON column
    `facts`, under the fact's name.
    `granted` is an expression of the query: the facts as they were last granted, as JSON by name, NULL unless the record
    is being written again since. Of the facts `counted_as_granted` the totals of other records count these.
    `reading` is an expression of the query: what the reader found in the record's texts, as JSON by name, without empty
    texts; NULL for one that was not read.
    """

    name: str
    sql: Path
    fields: Mapping[str, str]
    granted: str = ""
    counted_as_granted: tuple[str, ...] = ()
    reading: str = ""


@dataclass(frozen=True, slots=True)
class AddedFacts:
    """Facts of another room about the records: a query with one row per record, its `id` and one column per fact.

    A missing row, or NULL in a column, means that the fact is not given.
    """

    sql: Path


@dataclass(frozen=True)
class StageFacts:
    """The facts of a stage that rooms declare. Raises ImproperlyConfigured for one declared twice or unknown."""

    stage: Stage
    view: FactView
    added: tuple[AddedFacts, ...]

    @cached_property
    def stored(self) -> Mapping[str, Fact]:
        """The facts that are neither queried nor a field: people enter them, and the JSON column stores them."""
        named = {*self._joined.named_selects, *self.view.fields}
        return {name: fact for name, fact in self.stage.given.items() if name not in named}

    @property
    def sources(self) -> Mapping[str, list[str]]:
        """The facts read by queries, each with the tables and functions that it comes from."""
        joins = [self._joined.find(exp.From), *self._joined.args.get("joins", [])]
        of_alias = {each.this.alias_or_name: _reads(each.this) for each in joins}
        found = {}
        for each in self._joined.selects:
            names = {name for column in each.find_all(exp.Column) for name in of_alias.get(column.table, ())}
            found[each.alias_or_name] = sorted(names | _reads(each))
        return found

    @cached_property
    def counted_as(self) -> frozenset[str]:
        """The facts that count in the totals of other records as their column `counted_<fact>` says."""
        return self._beside(COUNTED_AS) | {*self.view.counted_as_granted}

    @cached_property
    def columns(self) -> str:
        """The columns of a SELECT of all facts as sentences say them, each cast to its own type.

        So a prepared query stays valid when a migration adds a fact or makes a column longer.
        """
        said = self._beside(SAID_AS)
        return ", ".join(
            f"{SAID_AS if name in said else ''}{name}::{_TYPES[fact.type]} AS {name}"
            for name, fact in self.stage.facts.items()
        )

    def _beside(self, prefix: str) -> frozenset[str]:
        named = self._joined.named_selects
        return frozenset(each.removeprefix(prefix) for each in named if each.startswith(prefix))

    @cached_property
    def sql(self) -> str:
        """The query of the view."""
        told = {each.alias_or_name: each for each in self._joined.selects}
        read = self.stage.read if self.view.reading else {}
        of_table = {name: self._expression(name) for name in [*self.view.fields, *self.stored, *read]}
        counted = [
            f"CASE WHEN {self.view.granted} IS NULL THEN {of_table.get(name) or told[name].unalias().sql(_SQL)}"
            f" ELSE ({self.view.granted} ->> '{name}')::{_TYPES[self.stage.facts[name].type]} END AS {COUNTED_AS}{name}"
            for name in self.view.counted_as_granted
        ]
        columns = [f"{sql} AS {name}" for name, sql in of_table.items()]
        query = self._joined.select(*columns, *counted, dialect=_SQL)
        return query.sql(_SQL, pretty=True, comments=False)

    def _expression(self, name: str) -> str:
        """A fact that is a field of the query's first table, read from its texts, or stored by its name."""
        fact = self.stage.facts[name]
        if fact.read_from:
            found = f"({self.view.reading} ->> '{name}')::{_TYPES[fact.type]}"
            if fact.type != "text":
                return found
            return f"CASE WHEN {self.view.reading} IS NOT NULL THEN COALESCE({found}, '') END"
        if name not in self.view.fields:
            return f"({self._table}.facts ->> '{name}')::{_TYPES[fact.type]}"
        column = f"{self._table}.{self.view.fields[name]}"
        # A choice not made is an empty text in the column and NULL here.
        return f"NULLIF({column}, '')" if fact.type == "choice" else column

    @cached_property
    def _joined(self) -> exp.Select:
        query = _query(self.view.sql)
        for number, each in enumerate(self.added):
            given, alias = _query(each.sql), f"added{number}"
            columns = [f"{alias}.{name}" for name in given.named_selects if name != KEY]
            query = query.select(*columns, dialect=_SQL).join(
                given.subquery(alias),
                on=f"{alias}.{KEY} = {self._table}.{KEY}",
                join_type="left",
                dialect=_SQL,
            )
        _refuse_unfit([*query.named_selects, *self.view.fields], self.stage)
        return query

    @cached_property
    def _table(self) -> str:
        first = _query(self.view.sql).find(exp.From)
        assert first is not None
        return str(first.this.alias_or_name)


@cache
def facts_of_stage(stage: str) -> StageFacts:
    """The facts of the stage, as this installation's rooms declare them."""
    said = contributed_objects("facts", stage)
    views = [each for each in said if isinstance(each, FactView)]
    if len(views) != 1:
        raise ImproperlyConfigured(f"{len(views)} rooms store the records of the stage {stage!r}, not one")
    added = tuple(each for each in said if isinstance(each, AddedFacts))
    return StageFacts(rulebook_stages()[stage], views[0], added)


def stages_with_facts() -> list[str]:
    """The names of the stages whose records are stored."""
    return sorted({stage for said in contributions("facts") for stage in said})


def _query(path: Path) -> exp.Select:
    return sqlglot.parse_one(path.read_text(encoding="utf-8"), dialect=_SQL, into=exp.Select)


def _reads(query: exp.Expr) -> set[str]:
    """The tables that a query reads, and the rooms' database functions that it calls."""
    rooms = tuple(f"{room.label}_" for room in apps.get_app_configs())
    called = {f"{each.name}()" for each in query.find_all(exp.Anonymous) if each.name.startswith(rooms)}
    return {each.name for each in query.find_all(exp.Table) if each.name} | called


def _refuse_unfit(named: Collection[str], stage: Stage) -> None:
    facts = [name for name in named if name not in (KEY, COUNTED)]
    for name in facts:
        if _beside_which(name) not in stage.facts:
            raise ImproperlyConfigured(f"{name} is no fact of the stage {stage.name!r}")
        if facts.count(name) > 1:
            raise ImproperlyConfigured(f"the fact {name} of the stage {stage.name!r} is told twice")


def _beside_which(column: str) -> str:
    """The fact of that column, or the one beside which it stands."""
    prefix = next((each for each in (COUNTED_AS, SAID_AS) if column.startswith(each)), "")
    return column.removeprefix(prefix)
