"""What a suspension does to a timetable: the days of what it forbids stand still, and what is due meanwhile isn't done then.

That the days of a suspension aren't counted stands in no article that anybody has held against its text; but nobody can be late with
what the law forbids. So a step says so, with a mark.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from goufu.law import clock
from goufu.procurement.methods import load_methods
from goufu.procurement.timing.counting import (
    DAYS,
    HOURS,
    MONTHS,
    WORKDAYS,
    Counted,
    Moment,
    at_most,
    day_of,
    months_later,
)
from goufu.procurement.timing.told import Fault, State, Step, Timetable

Span = tuple[date, date]
"""The first and the last day of a suspension."""

SET = frozenset({"file_closed", "bid_deadline", "opened"})  # events whose moment is announced
NOT_THEN = "定在暂停期里（到 {last}）：不照这一天办，恢复以后以更正公告为准"
NOT_COUNTED = "暂停的 {count} 日没有计入；暂停期间期限怎样算，条文没有核对"


def paused(table: Timetable, spans: Sequence[Span]) -> Timetable:
    """The timetable with these suspensions, those to come of it as far as they were ordered."""
    if not spans:
        return table
    return replace(table, steps=tuple(_paused(each, spans, table.today) for each in table.steps))


def _paused(step: Step, spans: Sequence[Span], today: date) -> Step:
    marked = _marked(step, spans)
    if load_methods().events[step.rule.ends].pauses:
        marked = _longer(marked, spans, today)
    elif marked is step:
        return step
    is_waiting = marked.state in (State.RUNNING, State.OVERDUE)
    if is_waiting and _holding(today, spans) and not _was_late(marked, spans):
        return replace(marked, state=State.PAUSED)
    return marked


def _marked(step: Step, spans: Sequence[Span]) -> Step:
    """The step with a mark where its announced moment lies in a suspension."""
    if step.rule.ends not in SET or step.planned is None or (step.ended and step.rule.ends == "opened"):
        return step
    span = _holding(day_of(step.planned), spans)
    return replace(step, marks=(*step.marks, NOT_THEN.format(last=span[1]))) if span else step


def _longer(step: Step, spans: Sequence[Span], today: date) -> Step:
    """The step with a later last day, where it counted days in which it stood still."""
    if step.rule.kind != "most" or not step.count or step.unit == HOURS or step.from_latest is None:
        return step
    if step.latest is None or (step.ended and day_of(step.ended) < spans[0][0]):
        return step
    last, left_out = counted(step.from_latest, step.count, step.unit, spans)
    if not left_out:
        return step
    is_late = step.state is State.OVERDUE and today > last.day
    return replace(
        step,
        latest=last.day,
        is_provisional=step.is_provisional or last.provisional,
        is_verified=False,
        marks=(*step.marks, NOT_COUNTED.format(count=left_out)),
        fault=_fault(step, last.day),
        state=State.RUNNING if step.state is State.OVERDUE and not is_late else step.state,
    )


def counted(begin: date, count: int, unit: str, spans: Sequence[Span]) -> tuple[Counted, int]:
    """The last day of a period of so much that leaves the days of suspensions out, and how many of its days it leaves out."""
    if unit == MONTHS:
        count, unit = (months_later(begin, count) - begin).days, DAYS
    left_out = -1
    last, now_out = at_most(begin, count, unit), 0
    while now_out != left_out:
        left_out = now_out
        last = at_most(begin, count + left_out, unit)
        now_out = sum(
            1
            for number in range(1, (last.day - begin).days + 1)
            for day in [begin + timedelta(days=number)]
            if _holding(day, spans) and (unit != WORKDAYS or clock.is_workday(day))
        )
    return last, left_out


def _holding(day: date, spans: Sequence[Span]) -> Span | None:
    """The suspension that holds on that day."""
    return next((each for each in spans if each[0] <= day <= each[1]), None)


def _was_late(step: Step, spans: Sequence[Span]) -> bool:
    """Whether its last day was over before any suspension began."""
    return step.latest is not None and day_of(step.latest) < spans[0][0]


def _fault(step: Step, latest: date) -> Fault | None:
    """What is still wrong with its day."""
    planned: Moment | None = step.planned
    if step.fault is Fault.LATE and planned is not None and day_of(planned) <= latest:
        return None
    return step.fault
