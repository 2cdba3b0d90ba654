"""Days and working days. The first day does not count; a last day off moves on (civil code, articles 201 and 203).

The calendar is the published one (`chinese_calendar`). Past its last year weekends stand in for it, and every
answer that rests on them says that it is provisional.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from chinese_calendar.constants import holidays
from chinese_calendar.constants import workdays as adjusted

FIRST_DAY = date(2004, 1, 1)
PUBLISHED_UNTIL = date(max(holidays).year, 12, 31)
LAST_DAY = date(2049, 12, 31)


class DateOutOfRange(ValueError):
    """The day is outside the calendar, FIRST_DAY to LAST_DAY."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day of a period, and whether it rests on a calendar not yet published (`provisional`)."""

    day: date
    provisional: bool


def is_workday(day: date) -> bool:
    """Whether the day is worked: no holiday or weekend, or an adjusted weekend; beyond the calendar, any weekday."""
    return day in adjusted or (day.weekday() < 5 and day not in holidays)


@cache
def workdays_until() -> tuple[int, ...]:
    """The number of working days from FIRST_DAY up to and including each day, until LAST_DAY."""
    counts = []
    count = 0
    for offset in range((LAST_DAY - FIRST_DAY).days + 1):
        count += is_workday(day_at(offset))
        counts.append(count)
    return tuple(counts)


def day_at(offset: int) -> date:
    """The day that lies `offset` days after FIRST_DAY."""
    return FIRST_DAY + timedelta(days=offset)


@cache
def all_workdays() -> tuple[date, ...]:
    """The working days from FIRST_DAY to LAST_DAY."""
    counts = (0, *workdays_until())
    return tuple(day_at(offset) for offset in range(len(counts) - 1) if counts[offset + 1] > counts[offset])


def days(start: date, end: date) -> int:
    """The calendar days from start to end; the first day does not count."""
    return (end - start).days


def workdays(start: date, end: date) -> int:
    """The working days after start, up to and including end; negative if end is before start. Raises DateOutOfRange."""
    counts = workdays_until()
    return counts[_index(end)] - counts[_index(start)]


def due(start: date, count: int) -> Deadline:
    """The last day of a period of `count` calendar days from start; a last day off moves on. Raises DateOutOfRange."""
    counts = workdays_until()
    end = min(_index(start) + count, len(counts))
    return _deadline(start, bisect_left(counts, counts[end - 1] + 1))


def workday_due(start: date, count: int) -> Deadline:
    """The `count`-th working day after start; a negative count counts backwards. Raises DateOutOfRange."""
    counts = workdays_until()
    wanted = counts[_index(start)] + count
    if wanted < 1:
        raise DateOutOfRange(f"期限早于 {FIRST_DAY.isoformat()}，日历没有这么早")
    return _deadline(start, bisect_left(counts, wanted))


def _deadline(start: date, index: int) -> Deadline:
    if index >= len(workdays_until()):
        raise DateOutOfRange(f"期限超出 {LAST_DAY.isoformat()}，日历没有这么远")
    day = day_at(index)
    return Deadline(day, provisional=max(start, day) > PUBLISHED_UNTIL)


def _index(day: date) -> int:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise DateOutOfRange(f"{day.isoformat()} 不在 {FIRST_DAY.year} 至 {LAST_DAY.year} 年之间")
    return (day - FIRST_DAY).days
