"""What the law says of a project as it is stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection

from goufu.law.answers import Answer, Explainer
from goufu.law.cards import Card, Unasked, card_of, unasked
from goufu.law.load import load_rulebook
from goufu.law.model import Severity, Value, Verdict
from goufu.law.sql import POSTGRES, Question
from goufu.planning.facts import STAGE, askable

VIEW = Path(__file__).with_name("facts.sql")
_ONCE = 0  # how often a query is asked before it is prepared
# The project that is asked about, among those that hold money: somebody else's draft counts in nobody's totals.
_ASKED = "(SELECT * FROM planning_plan_facts WHERE is_counted OR id = %(project)s) asked"


@dataclass(frozen=True)
class Opinion:
    """What the law says of one project: a letter for each rule, put into words where somebody reads them.

    `totals` are what rules over many rows added up; `waived` holds the ids of rules that were set aside.
    """

    project: int
    letters: str
    totals: Mapping[str, Value]
    waived: frozenset[str]

    @cached_property
    def answers(self) -> tuple[Answer, ...]:
        """In words, with the facts that were used: asked for while the project is as it was."""
        facts = {**self.totals, **_facts(self.project)}
        return tuple(_explainer().answers(self.letters, facts))

    @cached_property
    def failed(self) -> list[Answer]:
        """Not met and not waived, gravest first."""
        if not {Verdict.FAIL.value, Verdict.UNVERIFIED.value} & set(self.letters):
            return []
        order = list(Severity)
        failed = [each for each in self.answers if each.failed and each.rule.id not in self.waived]
        return sorted(failed, key=lambda each: (order.index(each.severity), each.rule.id))

    @property
    def blocking(self) -> list[Answer]:
        """What must be mended: nobody may waive it."""
        return [each for each in self.failed if each.severity is Severity.BLOCK]

    @property
    def to_explain(self) -> list[Answer]:
        """What must be mended, or waived with a reason by those whom the rule names."""
        return [each for each in self.failed if each.severity is Severity.WARN]

    @property
    def to_review(self) -> list[Answer]:
        """What a person at the finance office must look into before approving."""
        return [each for each in self.failed if each.severity is Severity.REVIEW]

    @property
    def to_note(self) -> list[Answer]:
        """What holds nothing up."""
        return [each for each in self.failed if each.severity is Severity.INFO]

    @property
    def facts_asked(self) -> list[str]:
        """Facts that only this project's circumstances tell, where nothing else is missing for a rule to answer."""
        missing = [each.missing for each in self.answers if each.verdict is Verdict.MISSING]
        asked = [names for names in missing if all(name in askable() for name in names)]
        return list(dict.fromkeys(name for names in asked for name in names))

    @property
    def missing(self) -> list[Unasked]:
        """Facts for want of which rules give no answer."""
        return unasked([each for each in self.answers if each.verdict is Verdict.MISSING], load_rulebook())

    @property
    def passed(self) -> int:
        return self.letters.count(Verdict.PASS)

    def told(self) -> list[dict[str, Any]]:
        """For the journal: each rule that applies, in the version that was asked, and what it said."""
        return [
            {"rule": rule.id, "version": rule.version, "verdict": letter, "articles": list(rule.articles)}
            for rule, letter in zip(_question().letters, self.letters, strict=True)
            if letter != Verdict.NOT_APPLICABLE
        ]


def opinion_on(project: int, waived: Iterable[str] = ()) -> Opinion:
    """Every rule for plans, asked of the stored project. One query, prepared once a connection."""
    [said] = _prepared(_letters_query(), {"project": project})
    return Opinion(project, said.pop("letters"), said, frozenset(waived))


def cards(answers: Iterable[Answer]) -> list[Card]:
    return [card_of(each, load_rulebook()) for each in answers]


@cache
def _question() -> Question:
    return Question(load_rulebook(), STAGE, POSTGRES, key="id")


@cache
def _explainer() -> Explainer:
    return Explainer(load_rulebook(), _question().letters)


@cache
def _letters_query() -> str:
    query = _question().record("planning_asked", "id = planning_id")
    return query.replace("%", "%%").replace("planning_asked", _ASKED).replace("planning_id", "%(project)s")


def _facts(project: int) -> Mapping[str, Value]:
    [row] = _prepared("SELECT * FROM planning_plan_facts WHERE id = %(project)s", {"project": project})
    return row


def _prepared(query: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Django's own cursors have no prepared statements, and to plan this query takes longer than to answer it."""
    connection.ensure_connection()
    connection.connection.prepare_threshold = _ONCE  # None, as Django leaves it: psycopg prepares nothing
    with psycopg.Cursor(connection.connection, row_factory=psycopg.rows.dict_row) as cursor:
        cursor.execute(query, values, prepare=True)
        return cursor.fetchall()
