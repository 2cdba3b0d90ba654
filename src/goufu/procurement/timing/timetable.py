"""The timetable of a procurement: each step's earliest and latest day, from its method, its start and what has happened.

A pure function of what is given: no step asks what day it is. The law of each step is that of the day that its rule goes by.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil

from goufu.law.marks import said
from goufu.law.model import ParameterValue
from goufu.law.values import level_of
from goufu.procurement.choosing import Situation, reaches, unknown
from goufu.procurement.methods import load_methods
from goufu.procurement.model import Method, Methods, StepRule, holds
from goufu.procurement.timing.counting import (
    HOURS,
    Counted,
    Moment,
    at_least,
    at_least_before,
    at_most,
    day_of,
)
from goufu.procurement.timing.told import Case, Fault, Refused, State, Step, Timetable

DAY = timedelta(days=1)
SETTING = "本系统的设置，不是法定期限"


@dataclass(frozen=True, slots=True)
class _Window:
    """The days between which an event lies; `is_past` once it has happened, `moment` where it is known to the moment."""

    earliest: date
    latest: date
    provisional: bool = False
    is_past: bool = False
    moment: Moment | None = None


@dataclass(frozen=True, slots=True)
class _Number:
    """How long a step takes, as the law of its day or a setting says."""

    count: int
    unit: str
    value: ParameterValue | None = None


def timetable(case: Case, now: datetime, methods: Methods | None = None) -> Timetable:
    """The timetable as it stands at that moment.

    Raises Refused for a method by which nothing can be bought that day, and DateOutOfRange for days outside the calendar.
    """
    return _Making(case, now, methods or load_methods()).made()


class _Making:
    """One timetable in the making: windows of events by name, in the order in which they rest on each other."""

    def __init__(self, case: Case, now: datetime, methods: Methods) -> None:
        self.case, self.now, self.today, self.methods = case, now, day_of(now), methods
        self.method = _allowed(case, methods)
        self.level = case.level or level_of(case.place)
        self.windows: dict[str, _Window] = {}
        self.numbers: dict[str, _Number | None] = {}
        self.gaps: list[str] = []

    def made(self) -> Timetable:
        steps = [each for each in self.method.steps if holds(each.when, self.case.choices)]
        touched = {event for each in steps for event in (each.ends, each.counted_from)}
        self.start = next(each for each in self.method.starts if each in touched)
        ending: dict[str, list[StepRule]] = {}
        for step in steps:
            ending.setdefault(step.ends, []).append(step)
        for name in self.method.order:
            taking_part = [each for each in ending.get(name, ()) if self._takes_part(each)]
            if name in touched and (window := self._window(name, taking_part)):
                self.windows[name] = window
        found = tuple(self._step(each) for each in steps if each.name in self.numbers)
        return Timetable(self.method, found, tuple(self.gaps), self.today)

    def _takes_part(self, step: StepRule) -> bool:
        """Whether the step is one of this procurement; its number is known from then on."""
        day = self._deciding_day(step)
        rule = self.methods.book.rules[step.rule] if step.rule else None
        if rule and not (rule.in_force(day) and (not rule.levels or self.level in rule.levels)):
            return False
        if step.above and not self._reaches(step, day):
            return False
        number = self._number(step.number, day)
        if step.number and number is None:
            return False
        self.numbers[step.name] = number
        return True

    def _deciding_day(self, step: StepRule) -> date:
        for name in (step.dated_by, step.counted_from):
            if window := self.windows.get(name):
                return window.earliest
        return self.case.starts_on

    def _reaches(self, step: StepRule, day: date) -> bool:
        """Whether the budget reaches the amount from which the step is taken; what isn't known is told as a gap."""
        situation = Situation(day, self.case.place, self.case.choices, self.level)
        reached = reaches(step.above, situation, self.methods)
        if reached is None:
            why = unknown(step.above, f"看不出要不要“{step.title}”", situation, self.methods)
            self.gaps.append(why.sentence)
        return bool(reached)

    def _number(self, name: str, day: date) -> _Number | None:
        if setting := self.methods.settings.get(name):
            return _Number(setting.value, setting.unit)
        if not name:
            return None
        parameter = self.methods.book.parameters[name]
        value = parameter.at(day, self.level, self.case.place)
        return _Number(int(value.value), parameter.unit, value) if value else None

    def _window(self, name: str, steps: list[StepRule]) -> _Window | None:
        event, given = self.methods.events[name], self._given(name)
        if given is not None:
            day = day_of(given)
            past = name in self.case.happened or event.first_of != () or self._has_passed(given)
            if not event.by_clock and name not in self.case.happened and not event.first_of:
                past, day = False, max(day, self.today)
            return _Window(day, day, is_past=past, moment=given)
        if name == self.start:
            day = max(self.case.starts_on, self.today)
            return _Window(day, day)
        return self._expected(name, steps)

    def _given(self, name: str) -> Moment | None:
        """When the event happened, or is to happen as was chosen."""
        happened = self.case.happened
        if name in happened:
            return happened[name]
        firsts = [happened[each] for each in self.methods.events[name].first_of if each in happened]
        return min(firsts, key=day_of) if firsts else self.case.chosen.get(name)

    def _has_passed(self, moment: Moment) -> bool:
        return moment <= self.now if isinstance(moment, datetime) else moment < self.today

    def _expected(self, name: str, steps: list[StepRule]) -> _Window | None:
        """Between which days the event lies as far as the steps that end with it say; None where none does."""
        event = self.methods.events[name]
        after = [window for each in event.after if (window := self.windows.get(each))]
        first = [Counted(each.earliest, each.provisional) for each in after]
        last = [Counted(each.latest, each.provisional) for each in after]
        bounds = []
        for step in steps:
            begin, number = self.windows.get(step.begins), self.numbers[step.name]
            if begin is None:
                continue
            if step.kind == "most" and number:
                bounds.append(at_most(begin.latest, number.count, number.unit))
            add = number if step.kind == "least" else None
            first.append(_later(begin.earliest, begin.provisional, add))
            last.append(_later(begin.latest, begin.provisional, add))
        if not first:
            return None
        earliest, latest = max(first), min(bounds) if bounds else max(last)
        provisional = earliest.provisional or latest.provisional
        if event.by_clock and bounds:  # the end of a right: it closes on its last day
            return _Window(latest.day, latest.day, provisional, is_past=latest.day < self.today)
        return _Window(max(earliest.day, self.today), max(latest.day, earliest.day, self.today), provisional)

    def _step(self, rule: StepRule) -> Step:
        number, start = self.numbers[rule.name], self.windows.get(rule.counted_from)
        earliest, latest, provisional = self._limits(rule, number, start)
        end = self.windows.get(rule.ends)
        ended = (end.moment or end.earliest) if end and end.is_past else None
        planned = end.moment if end else None
        value = number.value if number else None
        book = self.methods.book
        unverified = [rule.number] if value is not None and not value.verified else []
        return Step(
            rule=rule,
            count=number.count if number else None,
            unit=number.unit if number else "",
            from_earliest=start.earliest if start else None,
            from_latest=start.latest if start else None,
            earliest=earliest,
            latest=latest,
            planned=planned,
            ended=ended,
            state=self._state(rule, earliest, latest, ended, start),
            fault=_fault(earliest, latest, planned, rule.kind),
            postpones_to=_postponed(rule, number, latest, planned),
            is_provisional=provisional,
            is_setting=number is not None and value is None,
            is_verified=not unverified and (not rule.article or book.article(rule.article).verified),
            citation=book.cite(rule.article) if rule.article else "",
            marks=(*said(unverified, book, is_provisional=provisional), *self._setting_said(number)),
            expected=end.latest if end and not end.is_past else None,
        )

    def _setting_said(self, number: _Number | None) -> Iterator[str]:
        if number and number.value is None:
            yield SETTING

    def _limits(
        self, rule: StepRule, number: _Number | None, start: _Window | None
    ) -> tuple[Moment | None, Moment | None, bool]:
        """The first and the last lawful day of the end, and whether they are provisional."""
        if start is None:
            return None, None, False
        if rule.kind == "within" and number and number.unit == HOURS:
            until = start.moment if isinstance(start.moment, datetime) else None
            hours = timedelta(hours=number.count)
            back = until - hours if until else start.earliest - ceil(hours / DAY) * DAY
            return back, until or start.earliest, start.provisional
        if rule.kind == "before":
            last = (
                at_least_before(start.earliest, number.count, number.unit)
                if number
                else Counted(start.earliest, False)
            )
            return None, last.day, start.provisional or last.provisional
        if rule.kind == "least" and number:
            first = at_least(start.earliest, number.count, number.unit)
            return first.day, None, start.provisional or first.provisional
        if rule.kind == "most" and number:
            last = at_most(start.latest, number.count, number.unit)
            return start.earliest, last.day, start.provisional or last.provisional
        return start.earliest, None, start.provisional

    def _state(
        self,
        rule: StepRule,
        earliest: Moment | None,
        latest: Moment | None,
        ended: Moment | None,
        start: _Window | None,
    ) -> State:
        event = self.methods.events[rule.ends]
        if ended is not None:
            return State.DONE
        if latest is not None and self._has_passed(latest):
            return State.DONE if event.optional else State.OVERDUE
        if rule.kind == "within":
            return State.RUNNING if earliest is not None and self._has_passed(earliest) else State.NOT_YET
        first = self.windows.get(self.start) if rule.kind == "before" and rule.before != self.start else start
        is_running = bool(first and first.is_past) or (rule.kind == "before" and rule.before == self.start)
        return State.RUNNING if is_running else State.NOT_YET


def _allowed(case: Case, methods: Methods) -> Method:
    """The method of the case. Raises Refused where it can't be used, or events are named that there are not."""
    if case.method not in methods.methods:
        raise Refused(f"没有采购方式 {case.method}：methods 里有的才算")
    method = methods[case.method]
    if unknown := {*case.chosen, *case.happened} - methods.events.keys():
        raise Refused(f"没有事件 {'、'.join(sorted(unknown))}：events.toml 里有的才算")
    cited = methods.book.cite(method.article)
    if method.refusal:
        raise Refused(f"{method.title}：{method.refusal}（{cited}）")
    if not method.in_force(case.starts_on):
        raise Refused(
            f"{case.starts_on} 还不能用{method.title}：{method.in_force_from} 起施行（{cited}）。改用其他采购方式"
        )
    return method


def _later(day: date, provisional: bool, number: _Number | None) -> Counted:
    if number is None:
        return Counted(day, provisional)
    found = at_least(day, number.count, number.unit)
    return Counted(found.day, provisional or found.provisional)


def _fault(earliest: Moment | None, latest: Moment | None, planned: Moment | None, kind: str) -> Fault | None:
    if planned is None:
        return None
    if kind == "least" and earliest is not None and day_of(planned) < day_of(earliest):
        return Fault.EARLY
    return Fault.LATE if latest is not None and day_of(planned) > day_of(latest) else None


def _postponed(
    rule: StepRule, number: _Number | None, latest: Moment | None, planned: Moment | None
) -> date | None:
    """The day to which the event before which this stands moves, since this came too late."""
    if rule.kind != "before" or number is None or latest is None or planned is None:
        return None
    day = day_of(planned)
    return at_least(day, number.count, number.unit).day if day > day_of(latest) else None
