"""Answered lines: what the letters and facts of rows say, in the words of the result."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from goufu.catalogue.suggest import Suggestion, best
from goufu.check.results import (
    ALL_ANSWERED,
    BodyQuestion,
    Finding,
    LineProblem,
    LineResult,
    LineVerdict,
    Unanswered,
    verdict_of,
)
from goufu.check.texts import BOUGHT
from goufu.law.answers import Explainer, Failure
from goufu.law.marks import PassMarks
from goufu.law.model import Value, Verdict

MOST_KINDS = 10_000  # of lines of which other facts are wanting, that are remembered
_LONGEST_SAID = 200  # signs of a row that is no entry
# Lists are JSON (problems NULL when there is none), which is read twice as fast as VARCHAR[].
OWN_COLUMNS = {
    "line": "BIGINT",
    "skipped": "VARCHAR",
    "raw": "VARCHAR",
    "problems": "VARCHAR",
    BOUGHT: "VARCHAR",
}


class Lines:
    """The results of some lines. `answered` holds the letters and `totals` of each, None for a skipped line.

    `unanswered`: what could not be answered of the lines before, by all that it follows from.
    """

    def __init__(
        self,
        columns: Mapping[str, Sequence[Any]],
        answered: Sequence[tuple[Any, ...] | None],
        totals: Sequence[str],
        explainer: Explainer,
        pass_marks: PassMarks,
        unanswered: dict[Any, Unanswered],
        *,
        suggest: bool,
    ) -> None:
        self._columns = columns
        self._answered = answered
        self._totals = totals
        self._explainer = explainer
        self._pass_marks = pass_marks
        self._known_unanswered = unanswered
        self._suggest = suggest
        self._facts = {name: values for name, values in columns.items() if name not in OWN_COLUMNS}

    def __iter__(self) -> Iterator[LineResult]:
        numbers, skipped, problems = (self._columns[name] for name in ("line", "skipped", "problems"))
        raws = json.loads(f"[{','.join(self._columns['raw'])}]")
        nothing = [None] * len(numbers)
        titles = [title or "" for title in self._columns.get("title", nothing)]
        amounts = self._columns.get("amount_yuan", nothing)
        bought = self._columns[BOUGHT] if self._suggest else nothing
        rows = zip(*self._facts.values(), strict=True)
        for index, (number, values) in enumerate(zip(numbers, rows, strict=True)):
            raw, answer = tuple(raws[index]), self._answered[index]
            if answer is None:
                yield LineResult(number, raw, LineVerdict.SKIPPED, title=_said(raw), reason=skipped[index])
                continue
            letters = answer[0]
            facts = self._facts_of(answer, values)
            findings, questions = self._findings(letters, facts)
            of_line = tuple(LineProblem(*each) for each in json.loads(problems[index] or "[]"))
            yield LineResult(
                number,
                raw,
                verdict_of(findings, has_problems=bool(of_line) or not titles[index]),
                titles[index],
                amounts[index],
                findings,
                _suggested(bought[index] or ""),
                of_line,
                marks=self._pass_marks.of(letters, facts),
                unanswered=self._unanswered(letters, facts),
                questions=questions,
            )

    def _facts_of(self, answer: tuple[Any, ...], values: tuple[Value, ...]) -> dict[str, Value]:
        facts = dict(zip(self._facts, values, strict=True))
        facts.update(zip(self._totals, answer, strict=True))
        return facts

    def _findings(
        self, letters: str, facts: Mapping[str, Value]
    ) -> tuple[tuple[Finding, ...], tuple[BodyQuestion, ...]]:
        """What the line doesn't meet, and what is to be asked of the body that it names."""
        if not _fails(letters):
            return (), ()
        failed = self._explainer.failures(letters, facts)
        findings = tuple(_finding(each) for each in failed if not each.rule.once_per)
        return findings, tuple(_question(each, facts) for each in failed if each.rule.once_per)

    def _unanswered(self, letters: str, facts: Mapping[str, Value]) -> Unanswered:
        if Verdict.MISSING not in letters:
            return ALL_ANSWERED
        key = self._explainer.basis_of_unanswered(letters, facts)
        known = self._known_unanswered.get(key)
        if known is None:
            answers = self._explainer.unanswered(letters, facts)
            if len(self._known_unanswered) >= MOST_KINDS:
                self._known_unanswered.clear()
            known = self._known_unanswered[key] = Unanswered.of(answers, self._explainer.book)
        return known


@lru_cache(maxsize=20_000)  # a list repeats what it buys
def _suggested(bought: str) -> tuple[Suggestion, ...]:
    return tuple(best(bought))


def _said(cells: Iterable[str]) -> str:
    """What stands in a row that is no entry, on one line."""
    return " ".join(" ".join(cells).split())[:_LONGEST_SAID]


_finding = lru_cache(maxsize=4096)(Finding.of)


def _question(failed: Failure, facts: Mapping[str, Value]) -> BodyQuestion:
    about = next((str(facts[name]) for name in failed.rule.once_per if facts.get(name)), "")
    return BodyQuestion(failed.rule.id, failed.rule.title, about, failed.rule.remedy)


@lru_cache(maxsize=4096)
def _fails(letters: str) -> bool:
    return "f" in letters or "u" in letters
