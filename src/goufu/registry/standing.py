"""What a body of a kind may do in a service purchase: asked of the rulebook, which alone knows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from django.db import connection

from goufu.law.answers import Answer, Explainer
from goufu.law.cards import Card, Cited, card_of, cited
from goufu.law.engines.postgres import PostgresEngine
from goufu.law.load import load_rulebook
from goufu.law.model import Value, Verdict
from goufu.law.sql import POSTGRES, Question

STAGE = "plan"
PURCHASER, PROVIDER = "plan.purchaser-kind", "plan.provider-kind"


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a kind may be a purchaser, or a provider: None when no rule says so on that day."""

    may: bool | None
    articles: tuple[Cited, ...]
    card: Card | None  # why not

    @property
    def may_not(self) -> bool:
        return self.may is False


def standings(kind: str, on: date) -> tuple[Standing, Standing]:
    """As a purchaser and as a provider on that day; one query."""
    question = _question()
    facts: dict[str, Value] = {"purchaser_kind": kind, "provider_kind": kind, "on_date": on}
    with connection.cursor() as cursor:
        letters, facts_and_totals = PostgresEngine(question.book, cursor).ask(question, facts)
    answers = {
        answer.rule.id: answer
        for answer in Explainer(question.book, question.letters).answers(letters, facts_and_totals)
    }
    return _standing(answers[PURCHASER]), _standing(answers[PROVIDER])


@cache
def _question() -> Question:
    book = load_rulebook()
    return Question(book, STAGE, POSTGRES, rules=[book.rules[PURCHASER], book.rules[PROVIDER]])


def _standing(answer: Answer) -> Standing:
    may = True if answer.verdict is Verdict.PASS else False if answer.failed else None
    articles = cited(answer.citations, answer.rule.articles)
    return Standing(may, articles, card_of(answer, load_rulebook()) if answer.failed else None)
