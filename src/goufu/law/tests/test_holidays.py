"""The table of festivals agrees with the sky, and the statutory holidays with every calendar that was published."""

from __future__ import annotations

import csv
import math
from datetime import date, timedelta
from pathlib import Path

import pytest
from chinese_calendar.constants import holidays as published
from chinese_calendar.constants import workdays as adjusted

from goufu.law.holidays import ADJUSTED_WITHIN, FIRST_YEAR, LAST_YEAR, statutory_holidays

CHINA = 8 / 24
CLOCK = 72 / 86400  # the even time of the planets runs so far ahead of the clock in these years
TABLE = Path(__file__).parents[1] / "festivals.csv"
COMMEMORATED = range(
    date(2015, 9, 3).toordinal(), date(2015, 9, 6).toordinal() + 1
)  # given once, for 2015 alone


def festivals() -> list[tuple[int, dict[str, date]]]:
    with TABLE.open(encoding="ascii", newline="") as file:
        return [
            (int(row.pop("year")), {name: date.fromisoformat(day) for name, day in row.items()})
            for row in csv.DictReader(file)
        ]


def new_moon(number: int) -> date:
    """The day in China of the new moon with this number after that of January 2000 (Meeus, chapter 49)."""
    centuries = number / 1236.85
    eccentricity = 1 - 0.002516 * centuries
    sun = math.radians(2.5534 + 29.1053567 * number)
    moon = math.radians(201.5643 + 385.81693528 * number)
    latitude = math.radians(160.7108 + 390.67050284 * number)
    node = math.radians(124.7746 - 1.56375588 * number)
    day = 2451550.09766 + 29.530588861 * number + 0.00015437 * centuries**2
    for size, angle in (
        (-0.4072, moon),
        (0.17241 * eccentricity, sun),
        (0.01608, 2 * moon),
        (0.01039, 2 * latitude),
        (0.00739 * eccentricity, moon - sun),
        (-0.00514 * eccentricity, moon + sun),
        (0.00208, 2 * sun),
        (-0.00111, moon - 2 * latitude),
        (-0.00057, moon + 2 * latitude),
        (0.00056, 2 * moon + sun),
        (-0.00042, 3 * moon),
        (0.00042, sun + 2 * latitude),
        (0.00038, sun - 2 * latitude),
        (-0.00024, 2 * moon - sun),
        (-0.00017, node),
    ):
        day += size * math.sin(angle)
    return date.fromordinal(math.floor(day - CLOCK + CHINA + 0.5) - 1721425)


def longitude_of_the_sun(day: date) -> float:
    """Degrees at the beginning of the day in China (Meeus, chapter 25, to a hundredth)."""
    centuries = (day.toordinal() + 1721424.5 - CHINA + CLOCK - 2451545) / 36525
    anomaly = math.radians(357.52911 + 35999.05029 * centuries)
    return (
        280.46646
        + 36000.76983 * centuries
        + 1.914602 * math.sin(anomaly)
        + 0.019993 * math.sin(2 * anomaly)
        - 0.00569
        - 0.00478 * math.sin(math.radians(125.04 - 1934.136 * centuries))
    ) % 360


def test_the_table_has_every_year() -> None:
    assert [year for year, _ in festivals()] == list(range(FIRST_YEAR, LAST_YEAR + 1))


def test_lunar_festivals_lie_so_many_days_after_a_new_moon_in_their_season() -> None:
    moons = {new_moon(number) for number in range(45, 625)}
    for year, days in festivals():
        assert {
            days["spring_festival"],
            days["dragon_boat"] - timedelta(4),
            days["mid_autumn"] - timedelta(14),
        } <= moons
        assert date(year, 1, 21) <= days["spring_festival"] <= date(year, 2, 20)
        assert date(year, 5, 25) <= days["dragon_boat"] <= date(year, 6, 25)
        assert date(year, 9, 7) <= days["mid_autumn"] <= date(year, 10, 8)


def test_qingming_is_the_day_on_which_the_sun_comes_to_fifteen_degrees() -> None:
    for _, days in festivals():
        day = days["qingming"]
        assert longitude_of_the_sun(day) < 15 <= longitude_of_the_sun(day + timedelta(1))


def test_no_statutory_holiday_was_ever_worked() -> None:
    until = max(published)
    days = [day for year in range(FIRST_YEAR, until.year + 1) for day in statutory_holidays(year)]
    assert len(days) > 200
    assert not [day for day in days if day in adjusted or (day.weekday() < 5 and day not in published)]


def test_adjusted_days_were_never_further_from_a_holiday() -> None:
    statutory = [
        day.toordinal() for year in range(FIRST_YEAR, LAST_YEAR + 1) for day in statutory_holidays(year)
    ]
    odd = [day for day in published if day.weekday() < 5] + [*adjusted]
    distances = {
        day: min(abs(day.toordinal() - each) for each in statutory)
        for day in odd
        if day.toordinal() not in COMMEMORATED
    }
    assert max(distances.values()) == ADJUSTED_WITHIN


@pytest.mark.parametrize(
    ("year", "days"),
    [
        (2007, "01-01 02-18 02-19 02-20 05-01 05-02 05-03 10-01 10-02 10-03"),
        (2008, "01-01 02-06 02-07 02-08 04-04 05-01 06-08 09-14 10-01 10-02 10-03"),
        (2014, "01-01 01-31 02-01 02-02 04-05 05-01 06-02 09-08 10-01 10-02 10-03"),
        (2024, "01-01 02-10 02-11 02-12 04-04 05-01 06-10 09-17 10-01 10-02 10-03"),
        (2025, "01-01 01-28 01-29 01-30 01-31 04-04 05-01 05-02 05-31 10-01 10-02 10-03 10-06"),
        (2027, "01-01 02-05 02-06 02-07 02-08 04-05 05-01 05-02 06-09 09-15 10-01 10-02 10-03"),
    ],
)
def test_the_regulation_in_force_decides(year: int, days: str) -> None:
    assert {f"{day:%m-%d}" for day in statutory_holidays(year)} == {*days.split()}
