"""Changes of the law between two days: instruments, parameter values and rules that came into force or ended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from goufu.law.answers import written
from goufu.law.model import Rulebook
from goufu.law.wording import where

UNVERIFIED = "（待核对）"  # after what nobody has compared with the text itself


class ChangeKind(StrEnum):
    """The kind of thing that changed."""

    INSTRUMENT = "制度"
    PARAMETER = "参数"
    RULE = "规则"


@dataclass(frozen=True, slots=True)
class Change:
    """Something that came into force on `day`, or was in force for the last time the day before."""

    day: date
    kind: ChangeKind
    came: bool
    id: str
    title: str
    citation: str


def changes(book: Rulebook, earlier: date, later: date) -> list[Change]:
    """The changes after `earlier` up to and including `later`, by day."""
    found = [
        change
        for change in (*_instruments(book), *_parameters(book), *_rules(book))
        if earlier < change.day <= later
    ]
    return sorted(found, key=lambda change: (change.day, change.kind, not change.came, change.id))


def _day_after(last: date) -> date:
    return date.fromordinal(last.toordinal() + 1)


def _instruments(book: Rulebook) -> Iterator[Change]:
    for instrument in book.instruments.values():
        title = instrument.title + ("" if instrument.verified else UNVERIFIED)
        yield Change(
            instrument.in_force_from,
            ChangeKind.INSTRUMENT,
            True,
            instrument.id,
            title,
            instrument.number,
        )
        if instrument.in_force_until:
            gone = _day_after(instrument.in_force_until)
            yield Change(gone, ChangeKind.INSTRUMENT, False, instrument.id, title, instrument.number)


def _parameters(book: Rulebook) -> Iterator[Change]:
    for parameter in book.parameters.values():
        for value in parameter.values:
            title = f"{parameter.title}：{written(value.value, parameter)}"
            if where(value):
                title += f"（{where(value)}）"
            title += "" if value.verified else UNVERIFIED
            citation = book.cite(value.article)
            yield Change(value.from_, ChangeKind.PARAMETER, True, parameter.name, title, citation)
            if value.until:
                yield Change(
                    _day_after(value.until), ChangeKind.PARAMETER, False, parameter.name, title, citation
                )


def _rules(book: Rulebook) -> Iterator[Change]:
    for rule in book.rules.values():
        citation = "、".join(book.cite(ref) for ref in rule.articles)
        yield Change(rule.in_force_from, ChangeKind.RULE, True, rule.id, rule.title, citation)
        if rule.in_force_until:
            yield Change(
                _day_after(rule.in_force_until), ChangeKind.RULE, False, rule.id, rule.title, citation
            )
