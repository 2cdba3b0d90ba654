"""Measuring the screens of the negative list: titles with labels, answered, and counted label by outcome."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from goufu.check.cells import read_cell
from goufu.check.errors import ListError
from goufu.check.terms import STAGE
from goufu.files.errors import Unreadable
from goufu.files.importing import Table, read_table
from goufu.files.reading import Column
from goufu.files.tables import open_tables
from goufu.law.engines.duckdb import DuckDBEngine
from goufu.law.model import Rule, Rulebook, Severity, Value

SCREENS = f"{STAGE}.screen-"


class Outcome(StrEnum):
    """The outcome of the screens for one title, gravest first."""

    STOPPED = "不得购买"
    PERSON = "需人工核查"
    ASKED = "要写明或者回答"
    PASSED = "没有查出"


_HELD = frozenset({Outcome.STOPPED, Outcome.PERSON})
# What is right for each label: V breaks the law, C is lawful, R is doubtful; the others say what is bought.
RIGHT: Mapping[str, frozenset[Outcome]] = {
    "V": _HELD,
    "C": frozenset({Outcome.PASSED}),
    "R": frozenset({Outcome.PERSON, Outcome.ASKED}),
    "service": frozenset({Outcome.PASSED}),
    "goods": _HELD | {Outcome.ASKED},
    "works": _HELD,
    "mixed": _HELD,
    "unclear": frozenset({Outcome.ASKED, Outcome.PERSON}),
}


@dataclass(frozen=True, slots=True)
class Labelled:
    """A title, with its need, and the label that people gave it. `line` counts from the file's first line."""

    line: int
    title: str
    need: str
    label: str


@dataclass(frozen=True, slots=True)
class Screened:
    """A labelled title with its outcome and the rules that it doesn't meet."""

    labelled: Labelled
    outcome: Outcome
    rules: tuple[Rule, ...]

    @property
    def is_right(self) -> bool:
        return self.outcome in RIGHT[self.labelled.label]


def read_labelled(path: Path) -> tuple[list[Labelled], list[str]]:
    """The titles of a table with the columns title, label and, if there, need; and sentences on what was left out.

    Rows without a title are left out. Raises ListError.
    """
    table = read_table(open_tables(path), COLUMNS, MOST_ROWS, Table)
    titled = {row.line for row in table.rows if row["title"]}
    if wrong := next((each for each in table.problems if each.line in titled), None):
        what = f"{wrong.why}：“{wrong.raw}”" if wrong.raw else wrong.why
        raise ListError(what, f"{path.name} {wrong.where}", wrong.remedy)
    labelled = [
        Labelled(row.line, row["title"], row["need"] or "", row["label"])
        for row in table.rows
        if row["title"]
    ]
    return labelled, table.remarks


def _label(said: str) -> str:
    """The label, in capitals or not."""
    known = {label.casefold(): label for label in RIGHT}
    if said.casefold() in known:
        return known[said.casefold()]
    raise Unreadable("没有这个标签", f"可用的有：{'、'.join(RIGHT)}")


MOST_ROWS = 1_000_000
COLUMNS = (
    Column("title", "title", ("名称", "项目名称", "标题"), is_required=True, is_prose=True),
    Column("need", "need", ("需求", "需求概况"), is_prose=True),
    Column("label", "label", ("标签",), is_required=True, read=_label),
)


def screen(labelled: Iterable[Labelled], book: Rulebook, day: date) -> list[Screened]:
    """The outcomes of the titles under the law of that day, in their order."""
    given = [*labelled]
    rules = [rule for rule in book.stage_rules(STAGE) if rule.id.startswith(SCREENS)]
    rows = [facts_of(each, book, day) for each in given]
    letters = DuckDBEngine(book).answer(rules, rows) if rows else []
    return [_screened(each, rules, answer) for each, answer in zip(given, letters, strict=True)]


def facts_of(labelled: Labelled, book: Rulebook, day: date) -> dict[str, Value]:
    """The facts of a labelled title, its cells read as the check reads those of a list."""
    known = book.stages[STAGE].facts
    title = read_cell(known["title"], labelled.title).value
    need = read_cell(known["description"], labelled.need).value
    return {"on_date": day, "title": title, "description": need or None}


def _screened(labelled: Labelled, rules: Iterable[Rule], letters: str) -> Screened:
    failed = tuple(rule for rule, letter in zip(rules, letters, strict=True) if letter in "fu")
    severities = {rule.severity for rule in failed if not rule.once_per}
    if Severity.BLOCK in severities:
        outcome = Outcome.STOPPED
    elif Severity.REVIEW in severities:
        outcome = Outcome.PERSON
    else:
        outcome = Outcome.ASKED if failed else Outcome.PASSED
    return Screened(labelled, outcome, failed)


def confusion(screened: Iterable[Screened]) -> dict[str, Counter[Outcome]]:
    """The numbers of titles by label and outcome, labels in the order of `RIGHT`."""
    found: dict[str, Counter[Outcome]] = {label: Counter() for label in RIGHT}
    for each in screened:
        found[each.labelled.label][each.outcome] += 1
    return {label: counts for label, counts in found.items() if counts}
