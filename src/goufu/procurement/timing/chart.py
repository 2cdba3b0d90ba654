"""The timetable as a chart: rows with bars, weekends in grey, today in red. Geometry only; the template draws it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from goufu.law import clock
from goufu.procurement.timing.counting import Moment, day_of
from goufu.procurement.timing.told import State, Step, Timetable
from goufu.wall_clock import CHINA

WIDTH, LEFT, ROW, TOP = 1084, 400, 33, 46
BAR, GAP = 13, 10  # the height of a bar, and how far below the upper line of its row it stands
MOST_DAYS = 120  # what lies later is cut off: a year would leave no room for the days
LABELS = 84  # points at the right, for the last day's words
TICK_DAYS = 7
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a row; kind: done, now, plan or late. Where a step has begun and not ended, it has two."""

    kind: str
    x: float
    y: float
    width: float


@dataclass(frozen=True, slots=True)
class Row:
    """A step with its bars, and the words at the right of the last."""

    step: Step
    y: int
    bars: tuple[Bar, ...]
    words: str
    words_x: float

    @property
    def line(self) -> int:
        return self.y + 12


@dataclass(frozen=True, slots=True)
class Chart:
    """All that is drawn. rests: (x, width) of days off; ticks: (x, word) of Mondays; today: x, None where it lies outside."""

    height: int
    rests: tuple[tuple[float, float], ...]
    ticks: tuple[tuple[float, str], ...]
    rows: tuple[Row, ...]
    today: float | None
    first: date
    last: date

    @property
    def body(self) -> int:
        return self.height - TOP


def chart_of(timetable: Timetable) -> Chart | None:
    """The chart; None where no step has a day."""
    spans = [(step, *span) for step in timetable.steps if (span := span_of(step))]
    if not spans:
        return None
    first = min(begin for _step, begin, _end in spans)
    last = min(max(end for _step, _begin, end in spans), first + MOST_DAYS * DAY)
    scale = _Scale(first, (WIDTH - LEFT - LABELS) / max((last - first).days + 1, 1))
    rows = tuple(
        _row(step, begin, min(end, last), TOP + 21 + number * ROW, timetable.today, scale)
        for number, (step, begin, end) in enumerate(each for each in spans if each[1] <= last)
    )
    days = [first + number * DAY for number in range((last - first).days + 1)]
    rests = tuple((scale.at(day), scale.of_day) for day in days if not clock.is_workday(day))
    ticks = tuple((scale.at(day) + scale.of_day / 2, f"{day:%m-%d}") for day in _mondays(days))
    today = scale.at(timetable.today) + scale.of_day / 2 if first <= timetable.today <= last else None
    return Chart(TOP + len(rows) * ROW, rests, ticks, rows, today, first, last)


def span_of(step: Step) -> tuple[date, date] | None:
    """The first and the last day that the step's bar covers."""
    known = [step.ended, step.planned, step.latest, step.expected, step.earliest]
    ends = next((day_of(each) for each in known if each is not None), None)
    if ends is None:
        return None
    before = step.rule.kind in ("before", "within")
    begins = step.from_earliest if not before else (day_of(step.earliest) if step.earliest else None)
    return (min(begins, ends) if begins else ends, ends)


@dataclass(frozen=True, slots=True)
class _Scale:
    first: date
    of_day: float

    def at(self, day: date) -> float:
        return round(LEFT + (day - self.first).days * self.of_day, 1)


def _row(step: Step, begin: date, end: date, y: int, today: date, scale: _Scale) -> Row:
    def bar(kind: str, first: date, last: date) -> Bar:
        width = ((last - first).days + 1) * scale.of_day - 2
        return Bar(kind, scale.at(first) + 1, y - GAP - 1, round(max(width, 2), 1))

    bars: tuple[Bar, ...]
    if step.is_over:
        bars = (bar("done", begin, end),)
    elif step.state in (State.OVERDUE, State.LAPSED):
        bars = (bar("late", begin, end),)
    elif step.state is State.RUNNING and begin <= today:
        bars = (bar("plan", begin, end), bar("now", begin, min(today, end)))
    else:
        bars = (bar("plan", begin, end),)
    words = "" if step.is_over else day_words(step.planned or step.latest or step.expected or step.earliest)
    return Row(step, y, bars, words, scale.at(end) + scale.of_day + 8)


def day_words(moment: Moment | None) -> str:
    """The day in a row of the chart: 12-01, or 12-01 9:30."""
    if moment is None:
        return ""
    if isinstance(moment, datetime):
        local = moment.astimezone(CHINA)
        return f"{local:%m-%d} {local.hour}:{local:%M}"
    return f"{moment:%m-%d}"


def _mondays(days: list[date]) -> Iterator[date]:
    """Each Monday, or where there are many weeks every second or fourth."""
    mondays = [day for day in days if day.weekday() == 0]
    yield from mondays[:: max(1, len(mondays) // 8)]
