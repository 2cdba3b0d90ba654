"""Opinions of the law: the rules of a stage, asked of a stored record or of given facts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, partial
from typing import Any

import psycopg
from django.db import connection

from goufu.core.fact_views import COUNTED, COUNTED_AS, KEY, facts_of_stage
from goufu.core.kept_rules import text_of
from goufu.law.answers import Answer, Explainer
from goufu.law.cards import Card, Unasked, card_of, unasked
from goufu.law.conditions import conditions_of
from goufu.law.dialects import POSTGRES
from goufu.law.engines.postgres import PostgresEngine
from goufu.law.load import load_rulebook
from goufu.law.marks import PassMarks
from goufu.law.model import Rule, Severity, Value, Verdict
from goufu.law.sql import Question
from goufu.prepared import preparing_connection


@dataclass(frozen=True)
class Opinion:
    """The answers of a stage's rules about one thing: one letter per rule, put into words on demand.

    `facts` returns the facts, as sentences say them, with the totals of rules over many rows. `waived` holds the ids of
    waived rules.
    """

    question: Question
    letters: str
    facts: Callable[[], Mapping[str, Value]]
    waived: frozenset[str] = frozenset()

    @classmethod
    def of_record(cls, stage: str, number: int) -> Opinion:
        """The opinion of all rules of the stage on a stored record; one query, prepared once per connection."""
        question = _question(stage, key=KEY)
        [(_number, letters, *said)] = _prepared(_letters_query(stage), number)
        return cls(question, letters, partial(_named, stage, said))

    @classmethod
    def of_facts(cls, stage: str, given: Mapping[str, Value], *, rules: Collection[str] = ()) -> Opinion:
        """The opinion of the stage's rules, or those named by id, on given facts; others count as not given."""
        question = _question(stage, rules=tuple(rules))
        with connection.cursor() as cursor:
            letters, facts = PostgresEngine(question.book, cursor).ask(question, given)
        return cls(question, letters, lambda: facts)

    @classmethod
    def of_rows(
        cls, stage: str, rows: Sequence[Mapping[str, Value]], *, rules: Collection[str] = ()
    ) -> list[Opinion]:
        """The opinion of the stage's rules, or those named by id, on each row of given facts; one query."""
        question = _question(stage, rules=tuple(rules))
        letters = letters_of([each.id for each in question.letters], rows) if rows else []
        return [cls(question, said, partial(dict, row)) for said, row in zip(letters, rows, strict=True)]

    @cached_property
    def answers(self) -> tuple[Answer, ...]:
        """An answer in words for each rule."""
        return tuple(_explainer(self.question).answers(self.letters, self._facts))

    @cached_property
    def unanswered(self) -> list[Answer]:
        """The answers of the rules that miss facts."""
        return _explainer(self.question).unanswered(self.letters, self._facts)

    @cached_property
    def blocking_unanswered(self) -> tuple[list[Answer], list[Answer]]:
        """The answers of the rules that would block and miss facts: of those that surely apply, and of the others."""
        blocking = [each for each in self.unanswered if each.rule.severity is Severity.BLOCK]
        book = self.question.book
        open_ = [each for each in blocking if conditions_of(each.rule, book).applies.facts & {*each.missing}]
        return [each for each in blocking if each not in open_], open_

    @property
    def has_unmet(self) -> bool:
        """Whether there is a rule that is not met, waived or not."""
        return not {Verdict.FAIL.value, Verdict.UNVERIFIED.value}.isdisjoint(self.letters)

    @cached_property
    def failed(self) -> list[Answer]:
        """The answers of rules that are neither met nor waived, gravest first."""
        if not self.has_unmet:
            return []
        findings = _explainer(self.question).findings(self.letters, self._facts)
        return [each for each in findings if each.rule.id not in self.waived]

    @property
    def blocking(self) -> list[Answer]:
        """The failed answers that block; nobody may waive them."""
        return self._failed_with(Severity.BLOCK)

    @property
    def to_explain(self) -> list[Answer]:
        """The failed answers that must be mended, or waived with a reason by those whom the rule names."""
        return self._failed_with(Severity.WARN)

    @property
    def to_review(self) -> list[Answer]:
        """The failed answers that a person must review before deciding."""
        return self._failed_with(Severity.REVIEW)

    @property
    def to_note(self) -> list[Answer]:
        """The failed answers for information only."""
        return self._failed_with(Severity.INFO)

    @property
    def passed(self) -> list[Rule]:
        """The rules that are met."""
        return self._rules_with(Verdict.PASS)

    @property
    def marks(self) -> tuple[str, ...]:
        """What the rules that are met rest on and nobody has verified, in sentences without a full stop."""
        return _pass_marks(self.question).of(self.letters, self._facts)

    @property
    def waiting(self) -> list[Rule]:
        """The rules without an answer because facts are missing."""
        return self._rules_with(Verdict.MISSING)

    @property
    def missing(self) -> list[Unasked]:
        """The missing facts, each with the rules that wait for it."""
        return unasked(self.unanswered, self.question.book)

    @property
    def basis_of_missing(self) -> tuple[Any, ...]:
        """All that `missing` follows from: opinions with the same miss the same."""
        basis = _explainer(self.question).basis_of_unanswered(self.letters, self._facts)
        return self.question, basis

    def log_form(self) -> dict[str, str]:
        """The answers for the log entry: a letter for each rule, and the digest of the rules; see `core.kept_rules`."""
        digest, _text = text_of(self.question)
        return {"stage": self.question.stage.name, "rules": digest, "letters": self.letters}

    @cached_property
    def _facts(self) -> Mapping[str, Value]:
        return self.facts()

    def _failed_with(self, severity: Severity) -> list[Answer]:
        return [each for each in self.failed if each.severity is severity]

    def _rules_with(self, verdict: Verdict) -> list[Rule]:
        return [
            rule
            for rule, letter in zip(self.question.letters, self.letters, strict=True)
            if letter == verdict
        ]


def letters_of(rules: Collection[str], rows: Sequence[Mapping[str, Value]]) -> list[str]:
    """The letters of these rules of one stage, by id, for each row of given facts; one query."""
    book = load_rulebook()
    with connection.cursor() as cursor:
        return PostgresEngine(book, cursor).answer([book.rules[each] for each in rules], rows)


def facts_of_records(stage: str, numbers: Collection[int]) -> dict[int, dict[str, Value]]:
    """The facts of stored records, by their numbers; those that are not given are left out; one query."""
    if not numbers:
        return {}
    facts = facts_of_stage(stage)
    names = [*facts.stage.given]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {KEY}, {', '.join(names)} FROM {facts.view.name} WHERE {KEY} = ANY(%s)",  # noqa: S608, our own names
            [[*numbers]],
        )
        return {
            number: {name: value for name, value in zip(names, row, strict=True) if value not in (None, "")}
            for number, *row in cursor.fetchall()
        }


def cards(answers: Iterable[Answer]) -> list[Card]:
    """The cards of the answers, for display."""
    return [card_of(each, load_rulebook()) for each in answers]


def compose(stage: str) -> None:
    """Composes what each opinion on a record of the stage needs, so that processes forked afterwards share it."""
    _letters_query(stage)
    text_of(_question(stage, key=KEY))


@cache
def _question(stage: str, *, rules: tuple[str, ...] = (), key: str = "line") -> Question:
    book = load_rulebook()
    return Question(book, stage, POSTGRES, key=key, rules=[book.rules[each] for each in rules] or None)


@cache
def _explainer(question: Question) -> Explainer:
    return Explainer(question.book, question.letters)


@cache
def _pass_marks(question: Question) -> PassMarks:
    return PassMarks(question.book, question.letters)


@cache
def _letters_query(stage: str) -> bytes:
    """The query of one record's letters, totals and facts as sentences say them, which come out of the same rows.

    Totals are over that record as it stands and all other counted records, each with what counts of it.
    """
    facts = facts_of_stage(stage)
    columns = ", ".join(
        f"{COUNTED_AS}{name} AS {name}" if name in facts.counted_as else name for name in facts.stage.facts
    )
    others = f"(SELECT {KEY}, {columns} FROM {facts.view.name} WHERE {COUNTED} AND {KEY} <> $1) others"  # noqa: S608, our own names
    question = _question(stage, key=KEY)
    told = facts.told(question.read)
    return question.record(facts.view.name, f"{KEY} = $1", others=others, told=told).encode()


def _named(stage: str, said: Sequence[Value]) -> Mapping[str, Value]:
    """The totals and facts of the letters' query, by name."""
    names = (*_question(stage, key=KEY).totals, *facts_of_stage(stage).stage.facts)
    return dict(zip(names, said, strict=True))


def _prepared(query: bytes, number: int) -> list[tuple[Any, ...]]:
    """The rows of a prepared query about the record $1: planning takes longer than running it, and Django's cursors
    prepare none. Placeholders are PostgreSQL's own: psycopg would look for its own in 100,000 characters each time.
    """
    with psycopg.RawCursor(preparing_connection()) as cursor:
        cursor.execute(query, [number])
        return cursor.fetchall()
