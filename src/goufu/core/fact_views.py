"""Fact views: the records of a stage as the rules read them, one row per record and one column per fact.

A view is made from `law/facts/<stage>.toml` and from what rooms declare in their AppConfig under the stage's name:
`facts = {"plan": ["goufu.planning.facts.PROJECTS"]}` names one FactView, of the room that stores the records, and any
number of AddedFacts, of rooms that know more about them. `goufu.core.fact_queries` joins them to the view's query, and
`goufu.core.fact_view_changes` creates the views in the database.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from goufu.compiled import compiled
from goufu.core.rooms import contributed_objects, contributions
from goufu.law.load import rulebook_stages
from goufu.law.model import Fact, Stage

KEY, COUNTED = "id", "is_counted"
COUNTED_AS = "counted_"  # before a fact's name: what counts of it in the totals of other records
SAID_AS = "said_"  # before a fact's name: what sentences say instead of it
TOLD_AS = "told_"  # before a fact's name: what sentences say, beside what rules read
TYPES = {
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
        named = {*self.queried, *self.view.fields}
        return {name: fact for name, fact in self.stage.given.items() if name not in named}

    @cached_property
    def queried(self) -> list[str]:
        """The columns of the view that queries tell."""
        paths = [self.view.sql, *(each.sql for each in self.added)]
        first, *added = (columns_of(path.read_text(encoding="utf-8")) for path in paths)
        named = [*first, *(name for names in added for name in names if name != KEY)]
        _refuse_unfit([*named, *self.view.fields], self.stage)
        return named

    @cached_property
    def counted_as(self) -> frozenset[str]:
        """The facts that count in the totals of other records as their column `counted_<fact>` says."""
        return self._beside(COUNTED_AS) | {*self.view.counted_as_granted}

    def told(self, read: Collection[str]) -> tuple[str, ...]:
        """What sentences say of each fact: its name where the rules read the same, else `expression AS told_<fact>`.

        read: the facts that the rules read. They read amounts and numbers with a fixed number of decimal places, and
        people as they are given. Each is cast to its own type: so a prepared query stays valid when a migration adds a
        fact or makes a column longer.
        """
        said = self._beside(SAID_AS)
        return tuple(
            name
            if name in read and name not in said and fact.type not in ("money", "number")
            else f"{SAID_AS if name in said else ''}{name}::{TYPES[fact.type]} AS {TOLD_AS}{name}"
            for name, fact in self.stage.facts.items()
        )

    @cached_property
    def sql(self) -> str:
        """The query of the view."""
        from goufu.core.fact_queries import view_query  # imports sqlglot, 17 MB

        return view_query(self)

    def _beside(self, prefix: str) -> frozenset[str]:
        return frozenset(each.removeprefix(prefix) for each in self.queried if each.startswith(prefix))


columns_of = compiled("goufu.core.fact_queries", "columns")


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
