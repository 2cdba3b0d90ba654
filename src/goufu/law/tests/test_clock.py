from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goufu.law import clock
from goufu.law.holidays import statutory_holidays

days = st.dates(date(2004, 2, 1), date(2040, 1, 1))


def test_the_first_day_does_not_count() -> None:
    assert clock.days(date(2026, 6, 1), date(2026, 6, 21)) == 20
    assert clock.workdays(date(2026, 6, 1), date(2026, 6, 1)) == 0


def test_a_last_day_off_moves_on_past_a_long_holiday() -> None:
    assert clock.due(date(2026, 9, 1), 30) == clock.Deadline(date(2026, 10, 8), provisional=False)


def test_a_last_day_that_is_worked_stays() -> None:
    assert clock.due(date(2026, 6, 1), 30).day == date(2026, 7, 1)


def test_an_adjusted_weekend_is_a_working_day() -> None:
    assert clock.is_workday(date(2026, 10, 10))
    assert clock.workday_due(date(2026, 10, 9), 1).day == date(2026, 10, 10)


def test_working_days_and_calendar_days_are_not_the_same() -> None:
    assert clock.workday_due(date(2026, 9, 28), 5).day == date(2026, 10, 10)
    assert clock.due(date(2026, 9, 28), 5).day == date(2026, 10, 8)


def test_past_the_published_year_statutory_holidays_are_off() -> None:
    assert not clock.is_workday(date(2027, 1, 1))  # a Friday
    assert [clock.is_workday(date(2027, 1, day)) for day in (2, 3, 4)] == [False, False, True]
    assert not any(clock.is_workday(date(2030, 10, day)) for day in (1, 2, 3))
    assert clock.is_workday(date(2030, 10, 4))  # a Friday: bridged or not, nobody has published
    assert not any(clock.is_workday(date(2032, 2, day)) for day in (10, 11, 12, 13))  # 除夕 to 初三
    assert clock.workday_due(date(2030, 9, 30), 1).day == date(2030, 10, 4)


def test_only_what_adjusted_weekends_may_move_is_provisional() -> None:
    assert clock.workday_due(date(2027, 7, 1), 20) == clock.Deadline(date(2027, 7, 29), provisional=False)
    assert clock.due(date(2027, 3, 1), 20) == clock.Deadline(date(2027, 3, 22), provisional=False)
    assert clock.workday_due(date(2027, 8, 16), 30).provisional  # runs past 中秋, 15 September
    assert clock.due(date(2027, 9, 6), 30) == clock.Deadline(date(2027, 10, 6), provisional=True)
    assert clock.due(date(2027, 9, 6), 60).provisional is False  # only its last day counts
    assert clock.is_settled(date(2027, 5, 1), date(2027, 5, 2))  # off by the regulation itself


def test_the_last_published_day_is_published_and_the_next_is_not() -> None:
    """The state council has published the days off until the end of 2026; who updates the calendar moves these."""
    assert date(2026, 12, 31) == clock.PUBLISHED_UNTIL
    assert clock.due(date(2026, 12, 30), 1) == clock.Deadline(date(2026, 12, 31), provisional=False)
    assert clock.workday_due(date(2026, 12, 30), 1) == clock.Deadline(date(2026, 12, 31), provisional=False)
    assert clock.workday_due(date(2026, 12, 31), 0) == clock.Deadline(date(2026, 12, 31), provisional=False)
    assert clock.due(date(2026, 12, 31), 1) == clock.Deadline(date(2027, 1, 4), provisional=True)
    assert clock.workday_due(date(2026, 12, 31), 1) == clock.Deadline(date(2027, 1, 4), provisional=True)
    assert clock.workday_due(date(2027, 1, 4), -1) == clock.Deadline(date(2026, 12, 31), provisional=True)


@given(days, st.integers(1, 60), st.sets(st.integers(-10, 10)), st.booleans())
def test_what_is_not_provisional_stays_whatever_is_adjusted(
    start: date, count: int, near: set[int], by_workdays: bool
) -> None:
    """Days near the holidays to come are turned round, worked to off and off to worked: a settled deadline holds."""
    deadline = clock.workday_due(start, count) if by_workdays else clock.due(start, count)
    statutory = {day for year in range(2026, 2050) for day in statutory_holidays(year)}
    turned = {
        day
        for each in statutory
        for far in near
        if (day := each + timedelta(days=far)) > clock.PUBLISHED_UNTIL and day not in statutory
    }

    def worked(day: date) -> bool:
        return clock.is_workday(day) ^ (day in turned)

    day = start if by_workdays else start + timedelta(days=count)
    left = count
    while left if by_workdays else not worked(day):
        day += timedelta(days=1)
        left -= by_workdays and worked(day)
    assert deadline.provisional or deadline.day == day


def test_the_calendar_reaches_from_its_first_to_its_last_day() -> None:
    assert clock.due(date(2049, 12, 30), 1) == clock.Deadline(date(2049, 12, 31), provisional=True)
    assert clock.workday_due(date(2049, 12, 30), 1) == clock.Deadline(date(2049, 12, 31), provisional=True)
    assert clock.workdays(date(2049, 12, 30), date(2049, 12, 31)) == 1
    assert clock.due(date(2004, 1, 1), 1) == clock.Deadline(date(2004, 1, 2), provisional=False)
    assert clock.workdays(date(2004, 1, 1), date(2004, 1, 2)) == 1
    assert clock.workday_due(date(2004, 1, 5), -1) == clock.Deadline(date(2004, 1, 2), provisional=False)
    for beyond in (
        lambda: clock.due(date(2049, 12, 31), 1),
        lambda: clock.due(date(2049, 12, 31), 400),
        lambda: clock.workday_due(date(2049, 12, 31), 1),
        lambda: clock.workdays(date(2049, 12, 31), date(2050, 1, 1)),
    ):
        with pytest.raises(clock.DateOutOfRange, match=r"2049|2050"):
            beyond()
    for before in (
        lambda: clock.due(date(2003, 12, 31), 1),
        lambda: clock.workdays(date(2003, 12, 31), date(2004, 1, 2)),
        lambda: clock.workday_due(date(2004, 1, 2), -1),
        lambda: clock.workday_due(date(2004, 1, 5), -2),
    ):
        with pytest.raises(clock.DateOutOfRange, match=r"2003|2004"):
            before()


def test_a_day_outside_the_calendar_is_refused() -> None:
    with pytest.raises(clock.DateOutOfRange, match="1999-01-01"):
        clock.due(date(1999, 1, 1), 3)
    with pytest.raises(clock.DateOutOfRange, match="日历没有这么远"):
        clock.workday_due(date(2049, 12, 31), 10)


@given(days, st.integers(1, 120))
def test_a_period_of_working_days_ends_on_a_working_day_and_holds_that_many(start: date, count: int) -> None:
    end = clock.workday_due(start, count).day
    assert clock.is_workday(end)
    assert clock.workdays(start, end) == count


@given(days, st.integers(1, 400))
def test_a_period_of_days_never_ends_early_nor_on_a_day_off(start: date, count: int) -> None:
    end = clock.due(start, count).day
    assert clock.is_workday(end)
    assert end >= start + timedelta(days=count)
    assert not any(clock.is_workday(start + timedelta(days=n)) for n in range(count, (end - start).days))
