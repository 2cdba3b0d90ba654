"""Marks of answers: what an answer rests on that may still turn out otherwise, whether the rule is met or not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache

from goufu.law import clock
from goufu.law.conditions import WORKDAY_FUNCTIONS, Conditions, conditions_of
from goufu.law.expression import Expression
from goufu.law.floors import floors_of, values_held
from goufu.law.model import ParameterValue, Rule, Rulebook, Value, Verdict

PROVISIONAL = "期限经过的调休安排尚未公布，暂按法定节假日和周末推算"


def marks(
    conditions: Conditions,
    facts: Mapping[str, Value],
    held: Mapping[str, ParameterValue | None],
    book: Rulebook,
) -> tuple[str, ...]:
    """The sentences, without a full stop, about values and days that the answer rests on and nobody has verified.

    held: the value in force of each parameter that the rule reads.
    """
    return said(unverified(held), book, is_provisional=is_provisional(conditions, facts, held))


def said(names: Iterable[str], book: Rulebook, *, is_provisional: bool) -> tuple[str, ...]:
    """The sentences about these parameters, whose values in force are unverified, and about provisional days."""
    return said_of("、".join(book.parameters[name].title for name in names), is_provisional=is_provisional)


def said_of(titles: str, *, is_provisional: bool) -> tuple[str, ...]:
    """The sentences about values of these titles, which are unverified, and about provisional days."""
    sentences = [f"所用标准待核对：{titles}，请人工确认"] if titles else []
    return tuple(sentences + ([PROVISIONAL] if is_provisional else []))


def unverified(held: Mapping[str, ParameterValue | None]) -> list[str]:
    """The names of the parameters whose value in force nobody has verified."""
    return [name for name, value in held.items() if value is not None and not value.verified]


class PassMarks:
    """What those rules that are met rest on and nobody has verified, row by row of a long list.

    `letters` holds the rules in the order of the letters.
    """

    def __init__(self, book: Rulebook, letters: Sequence[Rule]) -> None:
        self._book = book
        self._dates = tuple(dict.fromkeys(rule.dated_by for rule in letters))
        places = [(index, rule, conditions_of(rule, book)) for index, rule in enumerate(letters)]
        self._reading = [
            (index, rule, each.parameters, floors_of(rule, each, book))
            for index, rule, each in places
            if each.parameters
        ]
        self._counting = [
            (index, rule, each) for index, rule, each in places if each.must.functions & WORKDAY_FUNCTIONS
        ]
        self._known = lru_cache(maxsize=4096)(self._unverified)

    def of(self, letters: str, facts: Mapping[str, Value]) -> tuple[str, ...]:
        """The sentences for a row with these letters and facts, without a full stop."""
        days = tuple(facts.get(name) for name in self._dates)
        names = self._known(letters, facts.get("level"), facts.get("place"), days)
        provisional = any(
            letters[index] == Verdict.PASS
            and is_provisional(
                conditions, facts, values_held(rule, conditions.parameters, {}, facts, self._book)
            )
            for index, rule, conditions in self._counting
        )
        return said(names, self._book, is_provisional=provisional)

    def _unverified(
        self, letters: str, level: Value, place: Value, days: tuple[Value, ...]
    ) -> tuple[str, ...]:
        facts = {"level": level, "place": place, **dict(zip(self._dates, days, strict=True))}
        values = (
            values_held(rule, names, floors, facts, self._book)
            for index, rule, names, floors in self._reading
            if letters[index] == Verdict.PASS
        )
        return tuple(sorted({name for each in values for name in unverified(each)}))


def is_provisional(
    conditions: Conditions, facts: Mapping[str, Value], held: Mapping[str, ParameterValue | None]
) -> bool:
    """Whether the answer counts working days over days that may still be adjusted."""
    if not conditions.must.functions & WORKDAY_FUNCTIONS:
        return False
    calls = (node for node in conditions.must.tree.walk() if node.kind == "call")
    return any(_rests_on_unsettled(call, facts, held) for call in calls if call.text in WORKDAY_FUNCTIONS)


def _rests_on_unsettled(
    call: Expression, facts: Mapping[str, Value], held: Mapping[str, ParameterValue | None]
) -> bool:
    first, second = call.parts
    days = [*_days(first, facts)]
    if call.text == "gf_workdays":
        days += _days(second, facts)
        return bool(days) and not clock.is_settled(min(days), max(days))
    count = int(sum(_numbers(second, facts, held)))
    period = clock.due if call.text == "gf_due" else clock.workday_due
    try:
        return any(period(day, count).provisional for day in days)
    except clock.DateOutOfRange:
        return True


def _days(node: Expression, facts: Mapping[str, Value]) -> Iterator[date]:
    values = (facts.get(each.text) for each in node.walk() if each.kind == "column")
    return (value for value in values if isinstance(value, date))


def _numbers(
    node: Expression, facts: Mapping[str, Value], held: Mapping[str, ParameterValue | None]
) -> Iterator[Decimal]:
    """The numbers that the expression adds up."""
    for each in node.walk():
        value = held.get(each.text) if each.kind == "parameter" else None
        if value is not None:
            yield value.value
        elif each.kind == "number":
            yield Decimal(each.text)
        elif each.kind == "column" and isinstance(known := facts.get(each.text), int | Decimal):
            yield Decimal(known)
