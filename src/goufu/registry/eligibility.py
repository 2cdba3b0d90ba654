"""Eligibility of bodies as purchasers and providers: that of their kind, as the rulebook states it, and what bars one body."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from django.db import connection
from django.utils.translation import gettext as _

from goufu import wall_clock
from goufu.core.opinion import Opinion, cards, letters_of
from goufu.law.answers import Answer
from goufu.law.cards import Card, Cited, cited
from goufu.law.model import Value, Verdict
from goufu.registry.kinds import body_kinds
from goufu.registry.models import Body, Debarment

STAGE = "plan"
PURCHASER, PROVIDER = "plan.purchaser-kind", "plan.provider-kind"
BY_THE_FILE = ("plan.provider-credit", "plan.provider-record-three-years")
_FILES = """
    SELECT body, is_debarred AS is_provider_debarred, is_dishonest AS is_provider_dishonest,
      is_tax_violator AS is_provider_tax_violator, violation_on AS provider_violation_on
    FROM unnest(%s::bigint[]) body, registry_provider_file(body, %s)
    WHERE is_debarred OR is_dishonest OR is_tax_violator OR violation_on IS NOT NULL"""


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Whether a kind or a body may be a purchaser, or a provider; None when no rule decides it on that day."""

    may: bool | None
    articles: tuple[Cited, ...]
    card: Card | None  # the reason, when its kind may not
    bar: str = ""  # the reason, when its kind may, but this body may not

    @property
    def may_not(self) -> bool:
        return self.may is False


def eligibility_of(kind: str, day: date) -> tuple[Eligibility, Eligibility]:
    """The eligibility as purchaser and as provider on that day; one query."""
    facts: dict[str, Value] = {"purchaser_kind": kind, "provider_kind": kind, "on_date": day}
    opinion = Opinion.of_facts(STAGE, facts, rules=(PURCHASER, PROVIDER))
    answers = {answer.rule.id: answer for answer in opinion.answers}
    return _eligibility(answers[PURCHASER]), _eligibility(answers[PROVIDER])


def eligibility_of_body(
    body: Body, day: date, debarments: Sequence[Debarment]
) -> tuple[Eligibility, Eligibility]:
    """Like `eligibility_of`, of a body with these debarments in force on that day, and with what its file says.

    One that has ended may be neither.
    """
    purchaser, provider = eligibility_of(body.kind, day)
    if not body.is_active:
        bar = _("本单位已经停用，不再办新的事。")
        return _barred(purchaser, bar), _barred(provider, bar)
    if debarments:
        until = max(each.ends_on or date.max for each in debarments)
        last = (
            _("没有写明截止日期") if until == date.max else _("到%(day)s为止") % {"day": f"{until:%Y-%m-%d}"}
        )
        numbers = "、".join(each.decision_number for each in debarments)
        bar = _("在禁止参加政府采购期内（%(numbers)s，%(last)s）。") % {"numbers": numbers, "last": last}
        provider = _barred(provider, bar)
    elif file := _files([body.pk], day).get(body.pk):
        answer = _against(body, file, day)
        provider = _barred(provider, answer.message) if answer else provider
    return purchaser, provider


def against_providers(bodies: Iterable[Body], day: date) -> dict[int, Answer]:
    """What the law has against each body as a provider on that day, for its file or its kind, by the body's number.

    A query or two, and one for each body that something is found of.
    """
    named = {body.pk: body for body in bodies}
    files = _files(named, day)
    suspects = [each for each in named.values() if each.pk in files or each.kind not in providing_kinds(day)]
    answers = {each.pk: _against(each, files.get(each.pk, {}), day) for each in suspects}
    return {number: answer for number, answer in answers.items() if answer}


def _files(bodies: Iterable[int], day: date) -> dict[int, dict[str, Value]]:
    """What the files say against these bodies on the day, as facts, of those of which they do."""
    with connection.cursor() as cursor:
        cursor.execute(_FILES, [list(bodies), day])
        _body, *facts = (column.name for column in cursor.description)
        return {number: dict(zip(facts, said, strict=True)) for number, *said in cursor.fetchall()}


def _against(body: Body, file: Mapping[str, Value], day: date) -> Answer | None:
    facts: dict[str, Value] = {"provider": body.name, "provider_kind": body.kind, "on_date": day}
    opinion = Opinion.of_facts(STAGE, {**facts, **file}, rules=(PROVIDER, *BY_THE_FILE))
    return next(iter(opinion.blocking), None)


@lru_cache(maxsize=8)
def providing_kinds(day: date) -> frozenset[str]:
    """The kinds that may be providers on that day; one query, cached by day."""
    kinds = [kind for kind, _title in body_kinds()]
    letters = letters_of([PROVIDER], [{"provider_kind": kind, "on_date": day} for kind in kinds])
    return frozenset(kind for kind, letter in zip(kinds, letters, strict=True) if letter == Verdict.PASS)


def bar_of(kind: str) -> Eligibility | None:
    """Why bodies of the kind have no file: today they can't be providers. None where they can."""
    _purchaser, provider = eligibility_of(kind, wall_clock.today())
    return provider if provider.card else None


def _barred(eligibility: Eligibility, bar: str) -> Eligibility:
    """The eligibility of a body that is barred; what its kind may not be is said first."""
    return eligibility if eligibility.may_not else replace(eligibility, may=False, bar=bar)


def _eligibility(answer: Answer) -> Eligibility:
    may = True if answer.verdict is Verdict.PASS else False if answer.failed else None
    articles = cited(answer.citations, answer.rule.articles)
    return Eligibility(may, articles, cards([answer])[0] if answer.failed else None)
