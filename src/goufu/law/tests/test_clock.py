from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goufu.law import clock

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


def test_past_the_published_year_the_answer_is_provisional() -> None:
    last = clock.PUBLISHED_UNTIL
    assert not clock.workday_due(last - timedelta(days=30), 5).provisional
    assert clock.workday_due(last, 5).provisional
    assert clock.is_workday(date(2030, 10, 1))  # a Tuesday: nobody has published that it is off


def test_the_last_published_day_is_published_and_the_next_is_not() -> None:
    """The state council has published the days off until the end of 2026; who updates the calendar moves these."""
    assert date(2026, 12, 31) == clock.PUBLISHED_UNTIL
    assert clock.due(date(2026, 12, 30), 1) == clock.Deadline(date(2026, 12, 31), provisional=False)
    assert clock.workday_due(date(2026, 12, 30), 1) == clock.Deadline(date(2026, 12, 31), provisional=False)
    assert clock.workday_due(date(2026, 12, 31), 0) == clock.Deadline(date(2026, 12, 31), provisional=False)
    assert clock.due(date(2026, 12, 31), 1) == clock.Deadline(date(2027, 1, 1), provisional=True)
    assert clock.workday_due(date(2026, 12, 31), 1) == clock.Deadline(date(2027, 1, 1), provisional=True)
    assert clock.workday_due(date(2027, 1, 1), -1) == clock.Deadline(date(2026, 12, 31), provisional=True)


def test_past_the_published_days_weekends_are_off_and_nothing_else() -> None:
    assert clock.is_workday(date(2027, 1, 1))  # a Friday
    assert [clock.is_workday(date(2027, 1, day)) for day in (2, 3, 4)] == [False, False, True]
    assert clock.due(date(2026, 12, 31), 2) == clock.Deadline(date(2027, 1, 4), provisional=True)


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
