"""Days of a step: counted on from its beginning, or back from the event before which it stands, as the rules count them."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta
from typing import NamedTuple, TypeAlias

from goufu import wall_clock
from goufu.law import clock
from goufu.wall_clock import CHINA

Moment: TypeAlias = date | datetime
"""A day, or a moment of it with its time zone."""

DAYS = "日"
WORKDAYS = "个工作日"
MONTHS = "个月"
HOURS = "小时"


class Counted(NamedTuple):
    """A day, and whether an adjusted weekend that is not yet published may move it."""

    day: date
    provisional: bool


def day_of(moment: Moment) -> date:
    """The day in China."""
    return moment.astimezone(CHINA).date() if isinstance(moment, datetime) else moment


def years_before(day: date, years: int) -> date:
    """The same day so many years before; of 29 February the 28th, where there is none."""
    return months_later(day, -12 * years)


def months_later(day: date, months: int) -> date:
    """The day of that number so many months later, before where they are negative; the last of a month that is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def at_least(start: date, count: int, unit: str) -> Counted:
    """The first day on which so much has passed; of calendar days a day off is as good as another."""
    if unit != WORKDAYS:
        return Counted(start + timedelta(days=count), False)
    return Counted(*_parts(clock.workday_due(start, count)))


def at_most(start: date, count: int, unit: str) -> Counted:
    """The last day of a period of so much; a last day off moves on."""
    if unit == MONTHS:
        count = (months_later(start, count) - start).days
    due = clock.workday_due if unit == WORKDAYS else clock.due
    return Counted(*_parts(due(start, count)))


def at_least_before(end: date, count: int, unit: str) -> Counted:
    """The last day from which so much passes up to the end."""
    if unit != WORKDAYS:
        return Counted(end - timedelta(days=count), False)
    day = end
    while clock.workdays(day, end) < count:
        day -= timedelta(days=1)
    return Counted(day, not clock.is_settled(day, end))


def _parts(deadline: clock.Deadline) -> tuple[date, bool]:
    return deadline.day, deadline.provisional


def has_passed(moment: Moment) -> bool:
    """Whether the moment has come, or the day is over."""
    if isinstance(moment, datetime):
        return moment <= wall_clock.now()
    return moment < wall_clock.today()
