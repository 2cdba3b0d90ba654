"""Changes of the law between two days: instruments, parameter values and rules that came into force or ended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from goufu.law.model import Instrument, Parameter, ParameterValue, Rule, Rulebook
from goufu.law.values import marked_number, where_in_words


class ChangeKind(StrEnum):
    """The kind of thing that changed."""

    INSTRUMENT = "制度"
    PARAMETER = "参数"
    RULE = "规则"


class How(StrEnum):
    """What happened to it."""

    CAME = "生效"
    CHANGED = "变为"
    WENT = "失效"


_ORDER = {how: number for number, how in enumerate(How)}


@dataclass(frozen=True, slots=True)
class Change:
    """Something that came into force on `day`, took another value, or was in force for the last time the day before."""

    day: date
    kind: ChangeKind
    how: How
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
    return sorted(found, key=lambda change: (change.day, change.kind, _ORDER[change.how], change.id))


def _day_after(last: date) -> date:
    return last + timedelta(days=1)


def _instruments(book: Rulebook) -> Iterator[Change]:
    for each in book.instruments.values():
        title = each.title if each.verified else f"{each.title}（待核对）"
        yield from _in_force(each, ChangeKind.INSTRUMENT, title, each.number)


def _rules(book: Rulebook) -> Iterator[Change]:
    for rule in book.rules.values():
        yield from _in_force(rule, ChangeKind.RULE, rule.title, "、".join(map(book.cite, rule.articles)))


def _in_force(each: Instrument | Rule, kind: ChangeKind, title: str, citation: str) -> Iterator[Change]:
    yield Change(each.in_force_from, kind, How.CAME, each.id, title, citation)
    if each.in_force_until:
        yield Change(_day_after(each.in_force_until), kind, How.WENT, each.id, title, citation)


def _parameters(book: Rulebook) -> Iterator[Change]:
    for parameter in book.parameters.values():
        for value in parameter.values:
            yield _began(value, parameter, book)
            if value.until and not _follows(value, parameter):
                title = _titled(marked_number(value, parameter), value, parameter)
                yield Change(_day_after(value.until), ChangeKind.PARAMETER, How.WENT, parameter.name, title,
                             book.cite(value.article))  # fmt: skip


def _began(value: ParameterValue, parameter: Parameter, book: Rulebook) -> Change:
    """The change on the value's first day: 10% → 20% where it takes the place of another, else the value alone."""
    before = parameter.at(value.from_ - timedelta(days=1), value.level, value.place)
    numbers = marked_number(value, parameter)
    takes_a_place = before is not None and (before.level, before.place) == (value.level, value.place)
    if before and takes_a_place:
        numbers = f"{marked_number(before, parameter)} → {numbers}"
    how = How.CHANGED if takes_a_place else How.CAME
    title = _titled(numbers, value, parameter)
    return Change(value.from_, ChangeKind.PARAMETER, how, parameter.name, title, book.cite(value.article))


def _follows(value: ParameterValue, parameter: Parameter) -> bool:
    """Whether another value of the same place and level begins on the day after the value's last."""
    assert value.until is not None
    return any(
        (each.from_, each.level, each.place) == (_day_after(value.until), value.level, value.place)
        for each in parameter.values
    )


def _titled(numbers: str, value: ParameterValue, parameter: Parameter) -> str:
    where = where_in_words(value)
    return f"{parameter.title}：{numbers}" + (f"（{where}）" if where else "")
