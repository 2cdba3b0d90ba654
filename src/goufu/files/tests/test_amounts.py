"""Money as people write it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from goufu.files.amounts import (
    checked_money,
    exact_money,
    money_to_the_fen,
    numeral,
    parse_money,
    plain_money,
    plain_number,
)
from goufu.files.cells import clean
from goufu.files.errors import NotStated, Unreadable
from goufu.files.tests.writing import NUMERALS, is_written
from goufu.files.units import MONEY_UNITS


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
    ("text", "yuan"),
    [
        ("1.000000499", "1"),  # rounded to six places
        ("1.000000501", None),
        ("0.300000200", "0.30"),  # by less than a millionth
        ("0.300000400", None),
        ("12345678.001000000", None),  # a tenth of a fen is small beside it, and stated
    ],
)
def test_only_what_is_small_beside_the_number_is_noise(text: str, yuan: str | None) -> None:
    if yuan is not None:
        assert money_to_the_fen(text, "元") == Decimal(yuan)
        return
    with pytest.raises(Unreadable, match="分以下"):
        money_to_the_fen(text, "元")


@pytest.mark.parametrize(("length", "shown"), [(40, "十" * 40), (41, "十" * 40 + "…")])
def test_a_long_text_that_is_no_numeral_is_shown_cut_short(length: int, shown: str) -> None:
    with pytest.raises(Unreadable, match=f"^“{shown}”不是"):
        numeral("十" * length)


@pytest.mark.parametrize("yuan", ["0", "0.5", "1", "12345.67", "999999999999.99"])
def test_a_number_is_an_amount_to_the_fen(yuan: str) -> None:
    assert checked_money(Decimal(yuan)) == Decimal(yuan)
    assert checked_money(-Decimal(yuan), negative=True) == -Decimal(yuan)
    assert checked_money(Decimal(yuan)).as_tuple().exponent == -2


@pytest.mark.parametrize(
    ("number", "why"),
    [
        ("-0.01", "金额是负数"),
        ("0.001", "分以下"),
        ("1E+12", "金额达到一万亿元"),
        ("NaN", "看不懂这个金额"),
        ("-Infinity", "看不懂这个金额"),
    ],
)
def test_a_number_that_is_no_amount_is_told(number: str, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        checked_money(Decimal(number))


@pytest.mark.parametrize("nothing", ["0", "-0", "(0.00)"])
def test_there_is_no_negative_zero(nothing: str) -> None:
    assert str(money_to_the_fen(nothing, "元", negative=True)) == "0.00"


@pytest.mark.parametrize(
    ("text", "figure"),
    [("120", "120"), ("1,200.5", "1200.5"), ("120万元", None), ("壹佰元整", None)],
)
def test_a_figure_with_its_own_unit_is_no_plain_number(text: str, figure: str | None) -> None:
    assert plain_number(text) == (None if figure is None else Decimal(figure))


@pytest.mark.parametrize(
    ("text", "unit", "yuan"),
    [
        # a numeral without a unit is in that of the header, as 300 is
        ("三百", "万元", "3000000"),
        ("一百二十", "万元", "1200000"),
        ("两百", "千元", "200000"),
        ("三", "亿元", "300000000"),
        ("人民币三百", "万元", "3000000"),
        ("三百 万元", "元", "3000000"),
        ("三百五十", "元", "350"),
        ("十", "元", "10"),
        ("三百元", "万元", "300"),
        ("一百万", "万元", "1000000"),  # as 100万
        ("三千万", "亿元", "30000000"),
        ("一亿二千万", "万元", "120000000"),
        ("三万五千", "元", "35000"),
        ("三万五千元", "万元", "35000"),
        ("零", "万元", "0"),
        ("壹拾万零柒仟元整", "万元", "107000"),
        ("壹拾万柒仟元整", "万元", "107000"),
        ("三元五角", None, "3.50"),
        ("壹佰元 叁角 贰分", None, "100.32"),
        # blanks between thousands, and around signs and units
        ("1 234 567.89", "元", "1234567.89"),
        ("1\u202f234\u00a0567", "元", "1234567"),
        ("1 860 000 元", "万元", "1860000"),
        ("12 000", "万元", "120000000"),
        ("￥ 12.5 万 元", None, "125000"),
        ("12.5\t万元", None, "125000"),
        ("人民币：5 千元 整", None, "5000"),
        ("人民币 壹佰万 元 整", None, "1000000"),
        ("１，２３４，５６７．８", "元", "1234567.80"),
        ("1,234,567.89", "元", "1234567.89"),
        ("1.5亿", "万元", "150000000"),
        # figures of floating-point arithmetic, as workbooks store them
        ("1.2E+06", "元", "1200000"),
        ("1.2E-4", "万元", "1.20"),
        ("3.0000000000000001E-5", "万元", "0.30"),
        ("5E+1", "万元", "500000"),
        # signs without width
        ("30\u200b", "万元", "300000"),
        ("\u200e30\u200e", "万元", "300000"),
    ],
)
def test_an_amount_is_that_which_stands_there(text: str, unit: str | None, yuan: str) -> None:
    for negative in (False, True):
        assert money_to_the_fen(clean(text), unit, negative=negative) == Decimal(yuan)


SEVERAL_LINES, BLANKS, NO_NUMERAL = "写了几行", "数字中间有空格", "不是完整的数字"
NO_AMOUNT, NO_UNIT, CONTROLS, PARTS = "看不懂这个金额", "没有写单位", "看不见的控制字符", "分以下"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2026\n50", SEVERAL_LINES),
        ("100\n200", SEVERAL_LINES),
        ("100\r\n200", SEVERAL_LINES),
        ("100\u2028200", SEVERAL_LINES),
        ("100\x0b200", SEVERAL_LINES),
        ("100\x0c200", SEVERAL_LINES),
        ("100\x85200", SEVERAL_LINES),
        ("12\n34.5", SEVERAL_LINES),
        ("1\n234", SEVERAL_LINES),
        ("100万元\n200万元", SEVERAL_LINES),
        ("100\n万元", SEVERAL_LINES),
        ("壹佰万\n贰佰万", SEVERAL_LINES),
        ("三百\n二十", SEVERAL_LINES),
        ("50 60", BLANKS),
        ("50　60", BLANKS),
        ("2026 500", BLANKS),
        ("1 234 56", BLANKS),
        ("1  234", BLANKS),
        ("1\t234", BLANKS),
        ("1 \t 234", BLANKS),
        ("0 123", BLANKS),
        ("1,234 567", BLANKS),
        ("1, 234", BLANKS),
        ("12. 5", BLANKS),
        ("三百 五十", BLANKS),
        ("三 十", BLANKS),
        ("二百万三百万", NO_NUMERAL),
        ("三千五千", NO_NUMERAL),
        ("二十三十万", NO_NUMERAL),
        ("十二十", NO_NUMERAL),
        ("十十", NO_NUMERAL),
        ("十" * 3000, NO_NUMERAL),
        ("亿" * 3000, NO_NUMERAL),
        ("万", NO_NUMERAL),
        ("亿", NO_NUMERAL),
        ("万元", NO_NUMERAL),
        ("万万", NO_NUMERAL),
        ("百", NO_NUMERAL),
        ("千元", NO_NUMERAL),
        ("一万五千万元", NO_NUMERAL),
        ("一亿五千", NO_NUMERAL),
        ("五六万元", NO_NUMERAL),
        ("三万五", NO_NUMERAL),
        ("三万五千", NO_UNIT),
        ("十五角", NO_AMOUNT),
        ("三百五角", NO_AMOUNT),
        ("1e-99", PARTS),
        ("1.2E-9", PARTS),
        ("0.000000001", PARTS),
        ("1.00001E-4", PARTS),
        ("9" * 30 + ".123456789", "一万亿元"),
        ("100)", NO_AMOUNT),
        ("100元)", NO_AMOUNT),
        ("(100", NO_AMOUNT),
        ("(-100)", NO_AMOUNT),
        ("-(100)", NO_AMOUNT),
        ("-100)", NO_AMOUNT),
        ("--5", NO_AMOUNT),
        ("−-5", NO_AMOUNT),
        ("-¥-5", NO_AMOUNT),
        ("((5))", NO_AMOUNT),
        ("①", NO_AMOUNT),
        ("①②", NO_AMOUNT),
        ("②00", NO_AMOUNT),
        ("①万元", NO_AMOUNT),
        ("人民币①", NO_AMOUNT),
        ("RMB①", NO_AMOUNT),
        ("⑴", NO_AMOUNT),
        ("²5", NO_AMOUNT),
        ("㉑", NO_AMOUNT),
        ("㊀", NO_AMOUNT),
        ("㊀百万", NO_AMOUNT),
        ("\U0001f102000", NO_AMOUNT),
        ('="①"', NO_AMOUNT),
        ("120²", NO_AMOUNT),
        ("1\u0665\u0660", NO_AMOUNT),  # the Arabic five looks like a zero
        ("\u202e001", CONTROLS),
        ("\u202e001\u202c", CONTROLS),
        ("\u202d100", CONTROLS),
        ("1\u200f.5", CONTROLS),
        ("12\u200e34", CONTROLS),
        ("\u2067001\u2069", CONTROLS),
        ("\u202e三百", CONTROLS),
        ("约100", NO_AMOUNT),
        ("100以上", NO_AMOUNT),
        ("1亿2000万", NO_AMOUNT),
    ],
)
def test_what_is_not_one_amount_is_told_in_fields_and_cells(text: str, why: str) -> None:
    for negative in (False, True):
        with pytest.raises(Unreadable, match=why) as refused:
            money_to_the_fen(clean(text), "万元" if why is NO_UNIT else "元", negative=negative)
        assert len(refused.value.why) < 60 and refused.value.remedy
        assert not isinstance(refused.value, NotStated)


@pytest.mark.parametrize("text", ["-5", "−5", "(5)", "( 5 )", "¥-5", "-¥5", "(¥5.00)", "(5元)", "- 5"])
def test_a_cut_has_one_sign_or_both_brackets(text: str) -> None:
    assert exact_money(clean(text), "元", negative=True) == -5
    for read in (exact_money, money_to_the_fen):
        with pytest.raises(Unreadable, match="金额是负数"):
            read(clean(text), "元")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("三百", "300"), ("三万五千", "35000"), ("1 234", "1234"), ("-5", "5"), ("一百万", None), ("三百元", None),
        ("100\n200", None), ("(100", None), ("十十", None), ("①", None),
    ],
)  # fmt: skip
def test_only_one_number_needs_the_unit_of_the_header(text: str, number: str | None) -> None:
    assert plain_number(clean(text)) == (None if number is None else Decimal(number))


@given(NUMERALS, st.sampled_from(["元", "圆", "元整", "元正"]))
def test_every_amount_in_numerals_is_read(numeral: tuple[int, str], ending: str) -> None:
    number, text = numeral
    assert money_to_the_fen(clean(text + ending), "万元") == number


@given(NUMERALS, NUMERALS, st.sampled_from(["", " ", "　", "\t", "\n", "\r\n", "\n\n"]))
@example((2_000_000, "二百万"), (3_000_000, "三百万"), "")
@example((300, "三百"), (10_000, "一万"), " ")
def test_two_numerals_are_not_one_amount(
    first: tuple[int, str], second: tuple[int, str], between: str
) -> None:
    joined = first[1] + between + second[1]
    try:
        amount = money_to_the_fen(clean(joined + "元"), "元")
    except Unreadable:
        return
    assert not between
    assert is_written(joined, int(amount))


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.sampled_from([" ", "\n", "\t"]))
def test_two_numbers_are_not_one_amount(first: int, second: int, between: str) -> None:
    joined = f"{first}{between}{second}"
    try:
        amount = money_to_the_fen(clean(joined), "元")
    except Unreadable:
        return
    assert f"{amount:,.0f}".replace(",", " ") == joined


@given(
    st.from_regex(r"[0-9]{0,14}(\.[0-9]{0,10})?", fullmatch=True),
    st.sampled_from([*MONEY_UNITS, None, "亿元"]),
)
@example("999999999999.995", "元")
@example("0", "万元")
@example("12345678", "万元")
def test_plain_figures_give_sooner_what_a_closer_look_gives(text: str, unit: str | None) -> None:
    sooner = plain_money(text, unit)
    if sooner is not None:
        closer = parse_money(clean(text), unit)
        assert (sooner, sooner.as_tuple()) == (closer, closer.as_tuple())
