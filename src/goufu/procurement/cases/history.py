"""Challenges and complaints as cases: what happened in them, and the clocks that run, from cases.toml. Knows no models."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Protocol

from goufu.law import clock
from goufu.law.load import load_rulebook
from goufu.law.marks import said
from goufu.law.tables import read
from goufu.procurement.methods import HOME
from goufu.procurement.model import StepRule
from goufu.procurement.strict import Entry, References
from goufu.procurement.timing.counting import WORKDAYS
from goufu.procurement.timing.told import State, Step

CASES = "cases.toml"
REOPENED = "重新处理的期限从撤销之日另算，是本系统的办法，条文没有核对"


@dataclass(frozen=True, slots=True)
class Kind:
    """What may happen in a case. `facts`: those of the rules that its day is."""

    name: str
    title: str
    facts: tuple[str, ...]
    after: tuple[str, ...]
    annuls: tuple[str, ...]
    pauses_until: str


@dataclass(frozen=True, slots=True)
class Clock:
    """A period from one step to another. `whose`: who must act in it: purchaser, office, or the challenger whose right it is.

    `follows`: it begins when the period of that clock ends, whenever the step came. `again`: a step from which it counts anew.
    """

    name: str
    title: str
    of: str
    whose: str
    begins: str
    ends: str
    number: str
    article: str
    rule: str
    follows: str
    again: str
    needs: str
    stops: tuple[str, ...]
    pauses: bool
    is_right: bool


@dataclass(frozen=True, slots=True)
class Number:
    """A number of the law that no step begins. `within_months`: in how many months something is counted; 0 for a period."""

    name: str
    number: str
    article: str
    within_months: int


@dataclass(frozen=True, slots=True)
class CaseData:
    kinds: Mapping[str, Kind]
    numbers: Mapping[str, Number]
    clocks: Mapping[str, Clock]


class Recorded(Protocol):
    """A step of a case as it was recorded."""

    kind: str
    day: date


@dataclass(frozen=True, slots=True)
class Case:
    """What happened in a challenge or a complaint, in its order, and where and at which level."""

    of: str
    steps: tuple[Recorded, ...]
    place: str
    level: str
    days: Mapping[str, date] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "days", days_of_case(self.steps))

    def paused(self, since: date, today: date) -> int:
        """The working days that don't count in a period that began on `since`, up to today."""
        kinds, count, began = load_cases().kinds, 0, dict[str, date]()
        for each in self.steps:
            if until := kinds[each.kind].pauses_until:
                began.setdefault(until, each.day)
            elif each.kind in began:
                count += _workdays(max(began.pop(each.kind), since), each.day)
        return count + sum(_workdays(max(day, since), today) for day in began.values())


def _workdays(begin: date, end: date) -> int:
    return clock.workdays(begin, end) if begin <= end else 0


def days_of_case(steps: Iterable[Recorded]) -> dict[str, date]:
    """On which day each thing happened the last time; without what a later step annuls."""
    kinds = load_cases().kinds
    days: dict[str, date] = {}
    for each in steps:
        for annulled in kinds[each.kind].annuls:
            days.pop(annulled, None)
        days[each.kind] = each.day
    return days


def clocks_of(case: Case, today: date) -> Iterator[Step]:
    """The clocks of the case as steps of a timetable: those that run, and those that have run."""
    for each in load_cases().clocks.values():
        if each.of == case.of and (found := _step(each, case, today)):
            yield found


def due_of(case: Case, name: str, today: date) -> clock.Deadline | None:
    """The last day of the clock; None while it hasn't begun."""
    return _due(load_cases().clocks[name], case, today)


def _due(each: Clock, case: Case, today: date) -> clock.Deadline | None:
    begin = _begin(each, case, today)
    if begin is None:
        return None
    parameter = load_rulebook().parameters[each.number]
    value = parameter.at(begin, case.level, case.place)
    if value is None:
        return None
    count = int(value.value) + (case.paused(begin, today) if each.pauses else 0)
    if parameter.unit == WORKDAYS:
        return clock.workday_due(begin, count)
    until = [step for step in case.steps if step.kind == each.begins][-1]
    return clock.Deadline(getattr(until, "until", None) or clock.due(begin, count).day, provisional=False)


def _begin(each: Clock, case: Case, today: date) -> date | None:
    if each.follows:
        ended = _due(load_cases().clocks[each.follows], case, today)
        return ended.day if ended else None
    return case.days.get(each.again) or case.days.get(each.begins)


def _step(each: Clock, case: Case, today: date) -> Step | None:
    """The clock as a step of the timetable; None where it doesn't run in this case."""
    if each.needs and each.needs not in case.days:
        return None
    begin, due = _begin(each, case, today), _due(each, case, today)
    if begin is None or due is None:
        return None
    ended = case.days.get(each.ends)
    if ended is not None and ended < (case.days.get(each.begins) or ended):
        ended = None  # of an earlier time
    if ended is None:
        ended = next((case.days[stop] for stop in each.stops if stop in case.days), None)
    if ended is None and each.is_right and due.day < today:
        return None  # a right that nobody used
    book = load_rulebook()
    value = book.parameters[each.number].at(begin, case.level, case.place)
    unverified = [each.number] if value is not None and not value.verified else []
    marks = [*said(unverified, book, is_provisional=due.provisional)]
    if each.again in case.days:
        marks.append(REOPENED)
    return Step(
        rule=_rule(each),
        count=int(value.value) if value else None,
        unit=book.parameters[each.number].unit,
        from_earliest=begin,
        from_latest=begin,
        earliest=begin,
        latest=due.day,
        planned=ended,
        ended=ended,
        state=State.DONE if ended else State.OVERDUE if due.day < today else State.RUNNING,
        fault=None,
        postpones_to=None,
        is_provisional=due.provisional,
        is_setting=False,
        is_verified=not unverified and book.article(each.article).verified,
        citation=book.cite(each.article),
        marks=tuple(marks),
    )


@cache
def _rule(each: Clock) -> StepRule:
    return StepRule(
        name=each.name,
        title=each.title,
        article=each.article,
        stage="challenge",
        begins=each.begins,
        before="",
        ends=each.ends,
        kind="most",
        number=each.number,
        rule=each.rule,
        own_facts={},
        when={},
        above="",
        dated_by="",
    )


@cache
def load_cases() -> CaseData:
    """The data of cases, held to the rulebook. Raises DataError for the first fault."""
    path = HOME / CASES
    entry, refs = Entry(path, "", read(path)), References(load_rulebook(), {})
    kinds = {name: _kind(name, each, refs) for name, each in entry.needed("steps").named()}
    numbers = {name: _number(name, each, refs) for name, each in entry.needed("numbers").named()}
    clocks = {name: _clock(name, each, refs) for name, each in entry.needed("clocks").named()}
    entry.done()
    for kind in kinds.values():
        for other in (*kind.after, *kind.annuls, *filter(None, [kind.pauses_until])):
            if other not in kinds:
                raise entry.error(f"{kind.name} 写了 {other}，没有这一步")
    for each in clocks.values():
        named = (each.begins, each.ends, each.again, each.needs, *each.stops)
        if unknown := [name for name in named if name and name not in kinds]:
            raise entry.error(f"{each.name} 写了 {unknown[0]}，没有这一步")
        if each.follows and each.follows not in clocks:
            raise entry.error(f"{each.name} 写了 {each.follows}，没有这个期限")
    return CaseData(kinds, numbers, clocks)


def _kind(name: str, entry: Entry, refs: References) -> Kind:
    facts = entry.texts("facts")
    for fact in facts:
        refs.fact(entry, fact)
    kind = Kind(
        name,
        entry.text("title"),
        facts,
        entry.texts("after"),
        entry.texts("annuls"),
        entry.text("pauses_until", ""),
    )
    entry.done()
    return kind


def _number(name: str, entry: Entry, refs: References) -> Number:
    months = entry.number("within_months") if "within_months" in entry.raw else 0
    found = Number(name, refs.number(entry, "number"), refs.article(entry), months)
    entry.done()
    return found


def _clock(name: str, entry: Entry, refs: References) -> Clock:
    found = Clock(
        name,
        entry.text("title"),
        entry.text("of"),
        entry.text("whose"),
        entry.text("begins"),
        entry.text("ends"),
        refs.number(entry, "number"),
        refs.article(entry),
        refs.rule(entry),
        entry.text("follows", ""),
        entry.text("again", ""),
        entry.text("needs", ""),
        entry.texts("stops"),
        entry.flag("pauses"),
        entry.flag("is_right"),
    )
    entry.done()
    return found
