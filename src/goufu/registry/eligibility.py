"""Eligibility of a kind of body as purchaser or provider in a service purchase, as the rulebook states it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from goufu.core.opinion import Opinion, cards
from goufu.law.answers import Answer
from goufu.law.cards import Card, Cited, cited
from goufu.law.model import Value, Verdict
from goufu.registry.kinds import body_kinds

STAGE = "plan"
PURCHASER, PROVIDER = "plan.purchaser-kind", "plan.provider-kind"


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Whether a kind may be a purchaser, or a provider; None when no rule decides it on that day."""

    may: bool | None
    articles: tuple[Cited, ...]
    card: Card | None  # the reason, when it may not

    @property
    def may_not(self) -> bool:
        return self.may is False


def eligibility_of(kind: str, day: date) -> tuple[Eligibility, Eligibility]:
    """The eligibility as purchaser and as provider on that day; one query."""
    facts: dict[str, Value] = {"purchaser_kind": kind, "provider_kind": kind, "on_date": day}
    opinion = Opinion.of_facts(STAGE, facts, rules=(PURCHASER, PROVIDER))
    answers = {answer.rule.id: answer for answer in opinion.answers}
    return _eligibility(answers[PURCHASER]), _eligibility(answers[PROVIDER])


@lru_cache(maxsize=8)
def providing_kinds(day: date) -> frozenset[str]:
    """The kinds that may be providers on that day; one query per kind, cached by day."""
    return frozenset(kind for kind, _title in body_kinds() if eligibility_of(kind, day)[1].may)


def _eligibility(answer: Answer) -> Eligibility:
    may = True if answer.verdict is Verdict.PASS else False if answer.failed else None
    articles = cited(answer.citations, answer.rule.articles)
    return Eligibility(may, articles, cards([answer])[0] if answer.failed else None)
