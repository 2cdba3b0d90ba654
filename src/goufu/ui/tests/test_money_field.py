"""Amounts as people type them into fields, and what they are told."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from goufu.files.amounts import money_to_the_fen
from goufu.files.cells import clean
from goufu.files.values import understood
from goufu.ui.money import Unit
from goufu.ui.money_field import MoneyField
from goufu.ui.narrow import narrowed


@pytest.mark.parametrize(
    ("typed", "plain"),
    [("！１２３，～", "!123,~"), (" 1\u30002\t3 ", "123"), ("万元　㎡²｟", "万元㎡²｟")],
)
def test_full_width_signs_and_blanks(typed: str, plain: str) -> None:
    assert narrowed(typed) == plain


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
        ("999999999999.99", "999999999999.99"),
        ("0" * 38 + "12万", "120000"),
        ("一百万", "1000000"),
        ("壹佰贰拾万元整", "1200000"),
        ("1.2E+06", "1200000"),
        ("人民币 5 千元", "5000"),
    ],
)
def test_money_is_read_as_people_write_it(text: str, amount: str) -> None:
    assert MoneyField().clean(text) == Decimal(amount)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1.234", "精确到了分以下"),
        ("1.23456789万", "精确到了分以下"),
        ("12,34", "看不懂这个金额"),
        ("NaN", "看不懂这个金额"),
        ("10²", "看不懂这个金额"),
        ("1..2", "看不懂这个金额"),
        ("=1+1", "看不懂这个金额"),
        ("10-20万", "一个范围"),
        ("待定", "没有写金额"),
        ("-1", "金额是负数"),
        ("1000000000000", "一万亿元"),
        ("99999999亿", "一万亿元"),
    ],
)
def test_what_is_no_money_is_told(text: str, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        MoneyField().clean(text)


def test_what_is_no_money_is_told_in_english_with_the_text_that_was_typed() -> None:
    with override("en"), pytest.raises(ValidationError, match="“一万五” is no complete number"):
        MoneyField().clean("一万五")


def test_a_figure_alone_is_in_the_unit_of_the_field() -> None:
    field = MoneyField(unit=Unit.WAN)
    assert field.clean("186") == Decimal(1_860_000)
    assert field.clean("186元") == Decimal(186)
    assert field.clean("0.5亿") == Decimal(50_000_000)
    assert field.prepare_value(Decimal(1_860_000)) == "186"


@pytest.mark.parametrize("nothing", [None, "", " "])
def test_money_may_be_left_out_only_where_it_is_not_required(nothing: str | None) -> None:
    assert MoneyField(required=False).clean(nothing) is None
    with pytest.raises(ValidationError, match="这个字段是必填项"):
        MoneyField().clean(nothing)


def test_a_cut_is_read_where_a_field_takes_one() -> None:
    assert MoneyField(negative=True).clean("-3.5万元") == -35000
    assert MoneyField(negative=True).clean("(3,500.00)") == -3500
    assert str(MoneyField(negative=True).clean("-0")) == "0.00"


@pytest.mark.parametrize(
    ("amount", "in_yuan", "in_wan"),
    [
        ("1860000.00", "1,860,000.00", "186"),
        ("100000.00", "100,000.00", "10"),
        ("12345.60", "12,345.60", "1.23456"),
        ("0.01", "0.01", "0.000001"),
    ],
)
def test_an_amount_is_shown_in_the_unit_of_the_field(amount: str, in_yuan: str, in_wan: str) -> None:
    assert MoneyField().prepare_value(Decimal(amount)) == in_yuan
    assert MoneyField(unit=Unit.WAN).prepare_value(Decimal(amount)) == in_wan


@pytest.mark.parametrize(
    ("amount", "message"),
    [
        ("-1", "金额是负数"),
        ("1000000000000", "一万亿元"),
        ("1E+30", "一万亿元"),
        ("1.234", "精确到了分以下"),
        ("1E-30", "精确到了分以下"),
        ("Infinity", "看不懂这个金额"),
        ("-Infinity", "看不懂这个金额"),
        ("NaN", "看不懂这个金额"),
        ("sNaN", "看不懂这个金额"),
    ],
)
def test_a_decimal_is_judged_as_a_text_is(amount: str, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        MoneyField().clean(Decimal(amount))


def test_a_decimal_is_read_to_the_fen() -> None:
    assert str(MoneyField().clean(Decimal(5))) == "5.00"
    assert str(MoneyField(negative=True).clean(Decimal("-3.5"))) == "-3.50"
    with pytest.raises(ValidationError, match="一万亿元"):
        MoneyField(negative=True).clean(Decimal("-1E+12"))


@given(st.decimals(0, 10**12 - 1, places=2), st.sampled_from(Unit))
def test_what_a_field_shows_it_reads_again(amount: Decimal, unit: Unit) -> None:
    field = MoneyField(unit=unit)
    assert field.clean(field.prepare_value(amount)) == amount


@given(st.text(max_size=60))
def test_any_text_is_money_or_told(text: str) -> None:
    try:
        assert MoneyField(required=False).clean(text) is None or MoneyField().clean(text) >= 0
    except ValidationError as refused:
        assert refused.messages


AMOUNTS = st.text(
    "0123456789０１９,，.．。-－−()（）万亿百千元圆角分整￥¥eE+²①½零〇壹两贰拾佰仟/每月年至~ ", max_size=14
)


@given(
    AMOUNTS | st.text(max_size=20),
    st.sampled_from([(Unit.YUAN, "元"), (Unit.WAN, "万元"), (Unit.YI, "亿元")]),
)
def test_a_field_and_a_cell_read_the_same(typed: str, unit: tuple[Unit, str]) -> None:
    field = MoneyField(unit=unit[0], required=False)
    cell = understood(lambda text: money_to_the_fen(text, unit[1]), clean(typed))
    try:
        assert (field.clean(typed), "") == (cell.value, cell.why)
    except ValidationError as refused:
        assert refused.messages == [f"{cell.why}。{cell.remedy}"]
