"""Challenges and complaints as cases: what happened in them, and the clocks that run, from cases.toml. Knows no models."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import NamedTuple, Protocol

from goufu.law import clock
from goufu.law.load import load_rulebook
from goufu.law.marks import said_of
from goufu.procurement.cases.data import Clock, load_cases
from goufu.procurement.model import StepRule
from goufu.procurement.timing.counting import WORKDAYS, at_most
from goufu.procurement.timing.told import State, Step

REOPENED = "重新处理的期限从撤销之日另算，是本系统的办法，条文没有核对"


class Recorded(Protocol):
    """A step of a case as it was recorded."""

    kind: str
    day: date


@dataclass(frozen=True, slots=True)
class Case:
    """What happened in a challenge or a complaint, or to one of its parties, in its order, and where and at which level.

    `said`: the numbers of periods that its decision told, by the names of terms (cases.toml). `whose`: the party's name, where
    its clocks stand among those of others.
    """

    of: str
    steps: tuple[Recorded, ...]
    place: str
    level: str
    said: Mapping[str, int] = field(default_factory=dict)
    whose: str = ""
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
    period = _period(each, case, begin)
    if period.length is None:
        return None
    count = period.length + (case.paused(begin, today) if each.pauses else 0)
    if period.unit == WORKDAYS:
        return clock.workday_due(begin, count)
    until = [step for step in case.steps if step.kind == each.begins][-1]
    last = getattr(until, "until", None) or at_most(begin, count, period.unit).day
    return clock.Deadline(last, provisional=False)


class Period(NamedTuple):
    """How long a period is. `unverified`: its title, where nobody has held it against the text of the law."""

    length: int | None
    unit: str
    unverified: str


def _period(each: Clock, case: Case, begin: date) -> Period:
    """The period as the decision said it, or by the law of its first day."""
    if each.term:
        term = load_cases().terms[each.term]
        length = case.said.get(each.term) if term.is_told else term.at(begin)
        return Period(length, term.unit, "" if term.is_verified else term.title)
    parameter = load_rulebook().parameters[each.number]
    value = parameter.at(begin, case.level, case.place)
    unverified = parameter.title if value and not value.verified else ""
    return Period(int(value.value) if value else None, parameter.unit, unverified)


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
    ended, state = (None, State.NOT_YET) if begin > today else _end(each, case, due.day, today)
    if each.is_right and state in (State.OVERDUE, State.LAPSED):
        return None  # a right that nobody used
    book, period = load_rulebook(), _period(each, case, begin)
    marks = [*said_of(period.unverified, is_provisional=due.provisional)]
    if each.again in case.days:
        marks.append(REOPENED)
    return Step(
        rule=_rule(each),
        count=period.length,
        unit=period.unit,
        from_earliest=begin,
        from_latest=begin,
        earliest=begin,
        latest=due.day,
        planned=ended,
        ended=ended,
        state=state,
        fault=None,
        postpones_to=None,
        is_provisional=due.provisional,
        is_setting=False,
        is_verified=not period.unverified and book.article(each.article).verified,
        citation=book.cite(each.article),
        marks=tuple(marks),
        whose=case.whose,
    )


def _end(each: Clock, case: Case, due: date, today: date) -> tuple[date | None, State]:
    """The day on which it was done, if it was, and how it stands."""
    done = case.days.get(each.ends)
    if done is not None and done < (case.days.get(each.begins) or done):
        done = None  # of an earlier time
    stopped = min((case.days[stop] for stop in each.stops if stop in case.days), default=None)
    if stopped is not None and (done is None or stopped < done):
        return None, State.LAPSED if due < stopped and not each.ends_itself else State.STOPPED
    if done is not None:
        return done, State.DONE
    if due >= today:
        return None, State.RUNNING
    return (due, State.DONE) if each.ends_itself else (None, State.OVERDUE)


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
