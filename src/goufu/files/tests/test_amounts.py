"""Money as people write it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goufu.files.amounts import has_unit, money_to_the_fen, parse_money, plain_number
from goufu.files.cells import clean
from goufu.files.errors import NotStated, Unreadable


@pytest.mark.parametrize(
    ("text", "unit", "yuan"),
    [
        ("1,200,000.50", "元", "1200000.50"),
        ("１２０", "万元", "1200000"),
        ("￥12.5万元", None, "125000"),
        ("120万", "元", "1200000"),
        ("0.03亿元", None, "3000000"),
        ("壹佰贰拾万元整", None, "1200000"),
        ("人民币叁仟零伍元贰角整", None, "3005.20"),
        ("人民币壹元玖角玖分", None, "1.99"),
        ("1.2E+06", "元", "1200000"),
        ("11.200000000000001", "万元", "112000.00"),
        ("壹亿贰仟万元", None, "120000000"),
        ("一万一千元", None, "11000"),
        ("壹万壹仟元整", None, "11000"),
    ],
)
def test_money_is_understood(text: str, unit: str | None, yuan: str) -> None:
    assert parse_money(clean(text), unit) == Decimal(yuan)


@pytest.mark.parametrize(
    "text",
    [
        "-5",
        "(1,000)",
        "—",
        "/",
        "待定",
        "10-20",
        "10~20万元",
        "12,34",
        "5000元/月",
        "1000000000000",
        "约定",
        "1.2.3",
        "一万五",  # 15,000 as people speak, 10,005 as it stands
        "二〇二七",
    ],
)
def test_money_that_is_no_single_amount_is_not_guessed(text: str) -> None:
    with pytest.raises(Unreadable):
        parse_money(clean(text), "元")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("5000元/月", "写的是单价或者每期的金额"),
        ("每人每年200元", "写的是单价或者每期的金额"),
        ("10-20", "写的是一个范围"),
        ("10万元至20万元", "写的是一个范围"),
        ("一万五", "不是完整的数字"),
        ("约定", "看不懂这个金额"),
        ("-5", "金额是负数"),
        ("1000000000000", "金额达到一万亿元"),
    ],
)
def test_what_is_wrong_with_an_amount_is_told(text: str, why: str) -> None:
    with pytest.raises(Unreadable, match=why) as refused:
        parse_money(clean(text), "元")
    assert not isinstance(refused.value, NotStated)


@pytest.mark.parametrize("text", ["-", "—", "/", "无", "待定", "N/A"])
def test_where_no_amount_is_stated(text: str) -> None:
    with pytest.raises(NotStated, match="没有写金额"):
        parse_money(clean(text), "元")


def test_a_bare_number_without_any_unit_is_not_guessed() -> None:
    with pytest.raises(Unreadable, match="元还是万元"):
        parse_money("120", None)


@given(st.decimals(min_value=0, max_value=10**7, places=2))
def test_money_survives_separators_and_units(amount: Decimal) -> None:
    assert parse_money(f"{amount:,}元", "万元") == amount
    assert parse_money(str(amount), "万元") == (amount * 10_000)
    assert parse_money(clean(f"￥{amount}"), "元") == amount


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("壹佰万零伍仟元整", "1005000"),
        ("三万五千", "35000"),
        ("三十亿元", "3000000000"),
        ("0.5百万元", "500000"),
    ],
)
def test_numerals_are_amounts(text: str, yuan: str) -> None:
    assert parse_money(text, "元") == Decimal(yuan)


@pytest.mark.parametrize("text", ["三万五", "五六万元", "三五百元", "七八十万"])
def test_numerals_that_leave_the_amount_open_are_not_guessed(text: str) -> None:
    with pytest.raises(Unreadable):
        parse_money(text, "元")


@pytest.mark.parametrize(
    ("text", "unit", "yuan"),
    [
        ("3702.2999999999997", "万元", "37023000"),
        ("0.30000000000000004", "元", "0.30"),
        ("1.234567", "万元", "12345.67"),
        ("120.5千元", "万元", "120500"),
        ("3", "亿元", "300000000"),
        ("1.2345678901", "亿元", "123456789.01"),
    ],
)
def test_for_the_books_an_amount_is_read_to_the_fen(text: str, unit: str, yuan: str) -> None:
    assert money_to_the_fen(text, unit) == Decimal(yuan)
    assert parse_money(text, unit) == Decimal(yuan)


@pytest.mark.parametrize(("text", "unit"), [("1.2345678", "万元"), ("0.001", "元"), ("0.000001", "千元")])
def test_an_amount_below_the_fen_is_told_for_the_books_and_rounded_elsewhere(text: str, unit: str) -> None:
    with pytest.raises(Unreadable, match="分以下"):
        money_to_the_fen(text, unit)
    assert parse_money(text, unit) >= 0


def test_what_is_nine_places_behind_the_point_is_noise_and_no_less() -> None:
    assert money_to_the_fen("1.000000004", "元") == 1
    assert money_to_the_fen("1.123456784", "万元") == Decimal("11234.57")
    with pytest.raises(Unreadable, match="分以下"):
        money_to_the_fen("1.00000004", "元")


@pytest.mark.parametrize(
    ("text", "has_own", "figure"),
    [("120", False, "120"), ("1,200.5", False, "1200.5"), ("120万元", True, None), ("壹佰元整", True, None)],
)
def test_a_figure_with_its_own_unit_is_no_plain_number(text: str, has_own: bool, figure: str | None) -> None:
    assert has_unit(text) is has_own
    assert plain_number(text) == (None if figure is None else Decimal(figure))
