"""What people write into fields, and what they are told."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from goufu.ui.fields import DateField, DateInput, MoneyField, YesNoField
from goufu.ui.money import Unit


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1,234.56", "1234.56"),
        ("１，２３４．５６", "1234.56"),
        ("￥1860000", "1860000"),
        (" 1 860 000 元 ", "1860000"),
        ("186万", "1860000"),
        ("１８６万元", "1860000"),
        ("0.5亿", "50000000"),
        ("1.23456万", "12345.6"),
        (".5", "0.5"),
        ("0", "0"),
    ],
)
def test_money_is_read_as_people_write_it(text: str, amount: str) -> None:
    assert MoneyField().clean(text) == Decimal(amount)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1.234", "精确到了分以下"),
        ("1.23456789万", "精确到了分以下"),
        ("12,34", "不是金额"),
        ("一百万", "不是金额"),
        ("1e5", "不是金额"),
        ("NaN", "不是金额"),
        ("10²", "不是金额"),
        ("1..2", "不是金额"),
        ("=1+1", "不是金额"),
        ("-1", "不能小于零"),
        ("9" * 17, "金额太大"),
        ("99999999亿", None),
        ("999999999亿", "金额太大"),
    ],
)
def test_what_is_no_money_is_told(text: str, message: str | None) -> None:
    if message is None:
        assert MoneyField().clean(text)
        return
    with pytest.raises(ValidationError, match=message):
        MoneyField().clean(text)


def test_a_figure_alone_is_in_the_unit_of_the_field() -> None:
    field = MoneyField(unit=Unit.WAN)
    assert field.clean("186") == Decimal(1_860_000)
    assert field.clean("186元") == Decimal(186)
    assert field.clean("0.5亿") == Decimal(50_000_000)
    assert field.prepare_value(Decimal(1_860_000)) == "186"


def test_money_may_be_left_out_where_it_is_not_required() -> None:
    assert MoneyField(required=False).clean(" ") is None


@given(st.decimals(0, 10**15, places=2), st.sampled_from(Unit))
def test_what_a_field_shows_it_reads_again(amount: Decimal, unit: Unit) -> None:
    field = MoneyField(unit=unit)
    assert field.clean(field.prepare_value(amount)) == amount


@given(st.text(max_size=60))
def test_any_text_is_money_or_told(text: str) -> None:
    try:
        assert MoneyField(required=False).clean(text) is None or MoneyField().clean(text) >= 0
    except ValidationError as refused:
        assert refused.messages


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-23",
        "2026年11月23日",
        "2026.11.23",
        "2026/11/23",
        "20261123",
        "２０２６-11-23",
        " 2026-11-23 ",
    ],
)
def test_days_are_read_as_people_write_them(text: str) -> None:
    assert DateField().clean(text) == date(2026, 11, 23)


@pytest.mark.parametrize(
    "text", ["2026-02-30", "明天", "23/11/2026", "2026-13-01", "0000-01-01", "²026-11-23"]
)
def test_what_is_no_day_is_told_with_an_example(text: str) -> None:
    with pytest.raises(ValidationError, match="请写成 2026-11-23"):
        DateField().clean(text)


def test_what_is_no_day_stays_readable_in_the_input() -> None:
    assert 'type="date"' in DateInput().render("day", date(2026, 11, 23))
    wrong = DateInput().render("day", "明天")
    assert 'type="text"' in wrong
    assert "明天" in wrong


@pytest.mark.parametrize(("chosen", "fact"), [("yes", True), ("no", False), ("", None)])
def test_a_fact_has_three_values(chosen: str, fact: bool | None) -> None:
    field = YesNoField()
    assert field.clean(chosen) is fact
    assert field.prepare_value(fact) == chosen
    assert not field.has_changed(fact, chosen)
    assert all(field.has_changed(other, chosen) for other in {True, False, None} - {fact})


def test_a_fact_that_must_be_known_cannot_be_unknown() -> None:
    field = YesNoField(required=True)
    assert [value for value, _ in field.widget.choices] == ["yes", "no"]
    with pytest.raises(ValidationError):
        field.clean("")
