"""The statutory holidays of any year, by the regulation in force in it (全国年节及纪念日放假办法, as revised to that year).

The days of the lunar festivals and of 清明 are `festivals.csv`: computed, held to the positions of sun and moon by
`tests/test_holidays.py`. The adjusted weekends of a year are no part of the regulation: the State Council announces
them each autumn, never further from a holiday than `ADJUSTED_WITHIN` days.
"""

from __future__ import annotations

import csv
from datetime import date, timedelta
from functools import cache
from pathlib import Path

FIRST_YEAR, LAST_YEAR = 2004, 2049
ADJUSTED_WITHIN = 10
"""The days between a holiday and the furthest weekend worked, or weekday off, for its sake in the calendars since 2004."""


@cache
def statutory_holidays(year: int) -> frozenset[date]:
    """The days off for everybody in the year, FIRST_YEAR to LAST_YEAR; those that fall on a weekend included."""
    return frozenset(
        [
            date(year, 1, 1),
            *_spring_festival(year),
            *_labour_day(year),
            *(date(year, 10, day) for day in (1, 2, 3)),
        ]
        + (list(_festivals()[year][1:]) if year >= 2008 else [])
    )


def _spring_festival(year: int) -> list[date]:
    """Three days, with the eve from 2008 to 2013 in place of the third; from 2025 the eve and three days."""
    before = 1 if 2008 <= year <= 2013 or year >= 2025 else 0
    after = 3 - (1 if 2008 <= year <= 2013 else 0)
    return [_festivals()[year][0] + timedelta(days=day) for day in range(-before, after)]


def _labour_day(year: int) -> list[date]:
    """Three days until 2007, one from 2008, two from 2025."""
    count = 3 if year <= 2007 else 2 if year >= 2025 else 1
    return [date(year, 5, day) for day in range(1, count + 1)]


@cache
def _festivals() -> dict[int, tuple[date, ...]]:
    """By year: the first day of the lunar year, 清明, 端午 and 中秋."""
    with Path(__file__).with_name("festivals.csv").open(encoding="ascii", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        return {int(year): tuple(map(date.fromisoformat, days)) for year, *days in rows}
