"""Dates and terms as people write them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goufu.files.cells import clean
from goufu.files.errors import Unreadable
from goufu.files.periods import parse_date, parse_term, plus_months


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026年11月", date(2026, 11, 1)),
        ("2026-11-23", date(2026, 11, 23)),
        ("2026/11/3", date(2026, 11, 3)),
        ("20261123", date(2026, 11, 23)),
        ("46000", date(2025, 12, 9)),
        ("2026年11月下旬", date(2026, 11, 21)),
        ("2026-11-23 08:30:00", date(2026, 11, 23)),
        ("2026.1.5", date(2026, 1, 5)),
        ("2026年第三季度", date(2026, 7, 1)),
    ],
)
def test_dates(text: str, day: date) -> None:
    assert parse_date(text)[0] == day


@pytest.mark.parametrize("text", ["2026", "2026-02-30", "1026-01-01", "2026年3月至5月", "尽快"])
def test_what_is_no_single_date_is_not_guessed(text: str) -> None:
    with pytest.raises(Unreadable):
        parse_date(text)


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_every_way_to_write_a_day_gives_that_day(day: date) -> None:
    for text in (
        f"{day:%Y-%m-%d}",
        f"{day:%Y%m%d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}/{day.month}/{day.day}",
    ):
        assert parse_date(text) == (day, "")


@pytest.mark.parametrize(
    ("text", "unit", "months"),
    [
        ("一年", None, 12),
        ("1年", None, 12),
        ("12个月", None, 12),
        ("三年", None, 36),
        ("1年6个月", None, 18),
        ("一年半", None, 18),
        ("半年", None, 6),
        ("36", "月", 36),
        ("3", "年", 36),
        ("365天", None, 12),
        ("1096天", None, 36),
        ("自合同签订之日起365日历天", None, 12),
        ("2026年1月1日至2028年12月31日", None, 36),
        ("2026年1月1日至2029年1月1日", None, 36),
        ("2026.1.1-2026.12.31", None, 12),
        ("2026年1月至12月", None, 12),
        ("合同签订后12个月内", None, 12),
        ("3年（36个月）", None, 36),
    ],
)
def test_terms_in_months(text: str, unit: str | None, months: int) -> None:
    assert parse_term(clean(text), unit) == months


@pytest.mark.parametrize(
    "text", ["3", "400", "1+1+1年", "一年一签", "长期", "2028年1月1日至2026年1月1日", "见合同"]
)
def test_a_term_that_is_open_is_not_guessed(text: str) -> None:
    with pytest.raises(Unreadable):
        parse_term(text, None)


@given(st.dates(date(2000, 1, 1), date(2050, 12, 28)), st.integers(1, 60))
def test_to_the_same_day_months_later_are_that_many_months(start: date, months: int) -> None:
    end = plus_months(start, months)
    assert parse_term(f"{start:%Y-%m-%d}至{end:%Y-%m-%d}", None) == months


@given(st.dates(date(2000, 1, 1), date(2050, 12, 31)), st.integers(1, 2000))
def test_a_longer_period_is_never_a_shorter_term(start: date, days: int) -> None:
    def term(length: int) -> Decimal:
        return parse_term(f"{start}至{date.fromordinal(start.toordinal() + length)}", None)

    assert term(days) <= term(days + 2)


@pytest.mark.parametrize("text", ["2027.1", " 2027.1 "])
def test_what_may_be_january_or_october_is_not_guessed(text: str) -> None:
    """As a number, 2027.10 loses its zero."""
    with pytest.raises(Unreadable, match="1月，也可能是10月"):
        parse_date(text)


@pytest.mark.parametrize(
    ("text", "month"), [("2027.01", 1), ("2027.10", 10), ("2027.5", 5), ("2027.12", 12), ("2027.1月", 1)]
)
def test_a_month_that_only_one_text_gives_is_read(text: str, month: int) -> None:
    assert parse_date(text)[0] == date(2027, month, 1)


def test_from_january_to_december_is_a_year() -> None:
    assert parse_term("2027.1-2027.12", None) == 12


@pytest.mark.parametrize("text", ["2027年全年", "全年", "2027年度", "2027全年", "2027年度全年", "全年度"])
def test_a_whole_year_is_twelve_months(text: str) -> None:
    assert parse_term(text, None) == 12


@pytest.mark.parametrize("text", ["每年全年", "2027年全年至2028年", "2027年"])
def test_what_is_not_one_year_is_none(text: str) -> None:
    with pytest.raises(Unreadable):
        parse_term(text, None)
