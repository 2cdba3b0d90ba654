"""Measuring the screens of the negative list: titles with labels, answered, and counted label by outcome."""

from __future__ import annotations

import csv
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from goufu.check.errors import ListError
from goufu.check.terms import STAGE
from goufu.law.engines.duckdb import DuckDBEngine
from goufu.law.model import Rule, Rulebook, Severity

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


def read_labelled(path: Path) -> list[Labelled]:
    """The titles of a CSV file with the columns title, label and, if there, need. Raises ListError."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return [*_labelled(csv.DictReader(file), path.name)]
    except UnicodeDecodeError as error:
        raise ListError("文件不是 UTF-8 编码的 CSV", path.name, "请另存为 UTF-8 编码的 CSV") from error
    except csv.Error as error:
        raise ListError(f"CSV 读不懂：{error}", path.name, "请检查引号和逗号") from error


def _labelled(rows: csv.DictReader[str], name: str) -> Iterator[Labelled]:
    if missing := {"title", "label"} - {*(rows.fieldnames or ())}:
        raise ListError(
            f"没有列 {'、'.join(sorted(missing))}", name, "第一行写列名：title、label，有需求的再加 need"
        )
    for row in rows:
        title, label = (row["title"] or "").strip(), (row["label"] or "").strip()
        if not title:
            continue
        if label not in RIGHT:
            raise ListError(
                f"没有标签“{label}”", f"{name}第{rows.line_num}行", f"可用的有：{'、'.join(RIGHT)}"
            )
        yield Labelled(rows.line_num, title, (row.get("need") or "").strip(), label)


def screen(labelled: Iterable[Labelled], book: Rulebook, day: date) -> list[Screened]:
    """The outcomes of the titles under the law of that day, in their order."""
    given = [*labelled]
    rules = [rule for rule in book.stage_rules(STAGE) if rule.id.startswith(SCREENS)]
    rows = [
        {"on_date": day, "title": _folded(each.title), "description": _folded(each.need) or None}
        for each in given
    ]
    letters = DuckDBEngine(book).answer(rules, rows) if rows else []
    return [_screened(each, rules, answer) for each, answer in zip(given, letters, strict=True)]


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


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
