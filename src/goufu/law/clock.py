"""Days and working days. The first day does not count; a last day off moves on (civil code, articles 201 and 203).

The calendar is the published one (`chinese_calendar`). Past its last year the statutory holidays and weekends are off
(`holidays`); which weekends are worked for their sake nobody knows before, so a period that runs over days that may be
adjusted is provisional, and says so.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import accumulate

from chinese_calendar.constants import holidays
from chinese_calendar.constants import workdays as adjusted

from goufu.law.holidays import ADJUSTED_WITHIN, FIRST_YEAR, LAST_YEAR, statutory_holidays

FIRST_DAY = date(FIRST_YEAR, 1, 1)
PUBLISHED_UNTIL = date(max(holidays).year, 12, 31)
LAST_DAY = date(LAST_YEAR, 12, 31)


class DateOutOfRange(ValueError):
    """The day is outside the calendar, FIRST_DAY to LAST_DAY."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day of a period, and whether an adjusted weekend that is not yet published may move it (`provisional`)."""

    day: date
    provisional: bool


def is_workday(day: date) -> bool:
    """Whether the day is worked: no holiday or weekend, or an adjusted weekend as far as they are published."""
    if day > PUBLISHED_UNTIL:
        return day.weekday() < 5 and day not in statutory_holidays(day.year)
    return day in adjusted or (day.weekday() < 5 and day not in holidays)


def is_settled(start: date, end: date) -> bool:
    """Whether it is known for good which days from start to end are worked, both included and in either order.

    Days outside the calendar are not.
    """
    first, last = sorted((start, end))
    if not FIRST_DAY <= first <= last <= LAST_DAY:
        return False
    counts = _unsettled_before()
    return counts[_index(last) + 1] == counts[_index(first)]


@cache
def _unsettled_before() -> tuple[int, ...]:
    """The number of days before each day, from FIRST_DAY to the one after LAST_DAY, that may yet be adjusted."""
    off = {day for year in range(PUBLISHED_UNTIL.year, LAST_YEAR + 1) for day in statutory_holidays(year)}
    off.add(date(LAST_YEAR + 1, 1, 1))
    near = {day + timedelta(days=far) for day in off for far in range(-ADJUSTED_WITHIN, ADJUSTED_WITHIN + 1)}
    unsettled = {day for day in near - off if day > PUBLISHED_UNTIL}
    offsets = range((LAST_DAY - FIRST_DAY).days + 1)
    return tuple(accumulate((day_at(offset) in unsettled for offset in offsets), initial=0))


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
    return _deadline(end, bisect_left(counts, counts[end - 1] + 1))


def workday_due(start: date, count: int) -> Deadline:
    """The `count`-th working day after start; a negative count counts backwards. Raises DateOutOfRange."""
    counts = workdays_until()
    wanted = counts[_index(start)] + count
    if wanted < 1:
        raise DateOutOfRange(f"期限早于 {FIRST_DAY.isoformat()}，日历没有这么早")
    return _deadline(_index(start) + (count > 0), bisect_left(counts, wanted))


def _deadline(counted_from: int, index: int) -> Deadline:
    """The deadline on the day at `index`, which rests on the days from `counted_from` to it."""
    if index >= len(workdays_until()):
        raise DateOutOfRange(f"期限超出 {LAST_DAY.isoformat()}，日历没有这么远")
    day = day_at(index)
    return Deadline(day, provisional=not is_settled(day_at(counted_from), day))


def _index(day: date) -> int:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise DateOutOfRange(f"{day.isoformat()} 不在 {FIRST_DAY.year} 至 {LAST_DAY.year} 年之间")
    return (day - FIRST_DAY).days
