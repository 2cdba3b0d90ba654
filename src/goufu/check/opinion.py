"""One title, with what else is known about it, held against the rules for plans."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from goufu.catalogue.entries import load_catalogue
from goufu.catalogue.suggest import Suggestion, suggest
from goufu.check.answering import STAGE
from goufu.check.results import Finding, LineVerdict, verdict_of
from goufu.law.answers import Explainer
from goufu.law.cards import OPENINGS, Card, Cited, Unasked, card_of, cited, unasked
from goufu.law.engines.postgres import Cursor, PostgresEngine
from goufu.law.load import load_rulebook
from goufu.law.model import Rule, Severity, Value, Verdict
from goufu.law.sql import POSTGRES, Question


@dataclass(frozen=True, slots=True)
class Proposal:
    """A suggested catalogue entry: where it stands in the catalogue, and the words that led to it."""

    code: str
    name: str
    path: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Opinion:
    """The answer: the verdict, the cards behind it, the rules that are met, and those that want more facts."""

    verdict: LineVerdict
    cards: tuple[Card, ...]
    passed: tuple[Rule, ...]
    waiting: tuple[Rule, ...]
    unasked: tuple[Unasked, ...]
    proposals: tuple[Proposal, ...]


@cache
def plan_question() -> Question:
    """The rules for plans as PostgreSQL asks them; made once a process."""
    return Question(load_rulebook(), STAGE, POSTGRES)


def opinion_on(facts: Mapping[str, Value], cursor: Cursor) -> Opinion:
    """What the rules say of a purchase of which these facts are known."""
    question = plan_question()
    book = question.book
    letters, facts = PostgresEngine(book, cursor).ask(question, facts)
    explainer = Explainer(book, question.letters)
    findings = explainer.findings(letters, facts)
    answers = list(explainer.answers(letters, facts))
    missing = [answer for answer in answers if answer.verdict is Verdict.MISSING]
    return Opinion(
        verdict=verdict_of([Finding.of(answer) for answer in findings], has_problems=False),
        cards=tuple(card_of(answer, book) for answer in findings),
        passed=tuple(answer.rule for answer in answers if answer.verdict is Verdict.PASS),
        waiting=tuple(answer.rule for answer in missing),
        unasked=tuple(unasked(missing, book)),
        proposals=tuple(proposal_of(each) for each in suggest(str(facts["title"]))),
    )


def proposal_of(suggestion: Suggestion) -> Proposal:
    """The suggestion with its place in the catalogue."""
    catalogue = load_catalogue()
    names = []
    code = catalogue.entry(suggestion.code).parent
    while code:
        entry = catalogue.entry(code)
        names.append(entry.name)
        code = entry.parent
    return Proposal(suggestion.code, suggestion.name, " › ".join(reversed(names)), suggestion.words)


def card_of_finding(finding: Finding) -> Card:
    """The card of a stored finding."""
    kind, opening = OPENINGS[Severity(finding.severity)]
    articles: tuple[Cited, ...] = cited(finding.citations, finding.articles)
    return Card(finding.rule, finding.title, kind, opening, finding.message, articles, finding.remedy)
