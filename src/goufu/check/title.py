"""The check of one title, with what else is known about the purchase, against the plan rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from goufu.catalogue.entries import load_catalogue
from goufu.catalogue.suggest import Suggestion, best, what_is_bought
from goufu.check.results import Finding, LineVerdict, Unanswered, unanswered_rule, verdict_of
from goufu.check.stretches import Marked, stretches_of
from goufu.check.terms import STAGE
from goufu.check.wanting import Wanting, by_fact
from goufu.core.opinion import Opinion, cards
from goufu.law.cards import OPENINGS, Card, Cited, cited
from goufu.law.model import Severity, Value
from goufu.reader import read

_NOT_TOLD = ("unclear", "it_question")  # facts: parts of which it can't be told what is bought


@dataclass(frozen=True, slots=True)
class Proposal:
    """A suggested catalogue entry, with its path in the catalogue and the words that led to it."""

    code: str
    name: str
    path: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TitleAnswer:
    """The answer to a title: the opinion, its verdict with the cards of unmet rules, suggested entries, and the title as read.

    `unanswered`: the rules that could not answer for want of facts; `also_wanting`: what those of them that don't block want.
    """

    opinion: Opinion
    verdict: LineVerdict
    cards: tuple[Card, ...]
    unanswered: Unanswered
    also_wanting: tuple[Wanting, ...]
    proposals: tuple[Proposal, ...]
    stretches: tuple[Marked, ...]
    reader_version: str

    @property
    def is_unclear(self) -> bool:
        """Whether the reader couldn't tell what is bought."""
        return any(answer.facts.get(name) for answer in self.opinion.failed for name in _NOT_TOLD)


def answer_title(facts: Mapping[str, Value]) -> TitleAnswer:
    """The answer for a purchase with these facts, of which the title is one."""
    opinion = Opinion.of_facts(STAGE, facts)
    reading = read(str(facts["title"]))
    unanswered, book = opinion.unanswered, opinion.question.book
    others = [unanswered_rule(each, book) for each in unanswered if each.rule.severity is not Severity.BLOCK]
    return TitleAnswer(
        opinion=opinion,
        verdict=verdict_of([Finding.of(answer) for answer in opinion.failed], has_problems=False),
        cards=tuple(cards(opinion.failed)),
        unanswered=Unanswered.of(unanswered, book),
        also_wanting=tuple(by_fact(dict.fromkeys(others, 0))),
        proposals=tuple(proposal_of(each) for each in best(what_is_bought(reading))),
        stretches=tuple(stretches_of(reading)),
        reader_version=reading.facts.version,
    )


def proposal_of(suggestion: Suggestion) -> Proposal:
    """The suggestion with its path in the catalogue."""
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
