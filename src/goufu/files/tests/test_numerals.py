"""Chinese numerals, written and read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goufu.files.numerals import NoNumeral, capital, plain, value
from goufu.files.tests.writing import NUMERALS, is_written

BOTH = [
    (0, "零", "零"),
    (7, "七", "柒"),
    (10, "十", "壹拾"),
    (11, "十一", "壹拾壹"),
    (19, "十九", "壹拾玖"),
    (20, "二十", "贰拾"),
    (99, "九十九", "玖拾玖"),
    (100, "一百", "壹佰"),
    (101, "一百零一", "壹佰零壹"),
    (110, "一百一十", "壹佰壹拾"),
    (1_000, "一千", "壹仟"),
    (1_001, "一千零一", "壹仟零壹"),
    (1_010, "一千零一十", "壹仟零壹拾"),
    (1_100, "一千一百", "壹仟壹佰"),
    (10_000, "一万", "壹万"),
    (10_001, "一万零一", "壹万零壹"),
    (10_010, "一万零一十", "壹万零壹拾"),
    (10_100, "一万零一百", "壹万零壹佰"),
    (10_999, "一万零九百九十九", "壹万零玖佰玖拾玖"),
    (11_000, "一万一千", "壹万壹仟"),
    (11_001, "一万一千零一", "壹万壹仟零壹"),
    (100_000, "十万", "壹拾万"),
    (107_000, "十万七千", "壹拾万柒仟"),
    (120_000, "十二万", "壹拾贰万"),
    (1_000_000, "一百万", "壹佰万"),
    (10_000_000, "一千万", "壹仟万"),
    (10_000_001, "一千万零一", "壹仟万零壹"),
    (100_000_000, "一亿", "壹亿"),
    (100_000_001, "一亿零一", "壹亿零壹"),
    (100_010_000, "一亿零一万", "壹亿零壹万"),
    (110_000_000, "一亿一千万", "壹亿壹仟万"),
    (1_000_010_001, "十亿零一万零一", "壹拾亿零壹万零壹"),
    (1_000_000_000_000, "一万亿", "壹万亿"),
    (
        9_999_999_999_999_999,
        "九千九百九十九万九千九百九十九亿九千九百九十九万九千九百九十九",
        "玖仟玖佰玖拾玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖",
    ),
]


@pytest.mark.parametrize(("number", "plainly", "in_capitals"), BOTH)
def test_a_number_is_written_and_read(number: int, plainly: str, in_capitals: str) -> None:
    assert (plain(number), capital(number)) == (plainly, in_capitals)
    assert (value(plainly), value(in_capitals)) == (number, number)


@given(st.integers(0, 10**16 - 1))
def test_what_is_written_reads_as_it_was(number: int) -> None:
    assert value(plain(number)) == value(capital(number)) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("两", 2),
        ("两百", 200),
        ("〇", 0),
        ("一〇", None),
        ("一百〇五", 105),
        ("壹百二拾万", 1_200_000),
        ("壹亿贰仟万", 120_000_000),
        ("十五", 15),
        ("一万零五", 10_005),
        ("一万五", None),  # 15,000 to whoever writes it, 10,005 to a machine
        ("三千五", None),
        ("一百五", None),
        ("一百五万", None),
        ("两亿五", None),
        ("二〇二七", None),
        ("二零二七", None),
        ("一二三", None),
        ("十元", None),
        ("12", None),
        ("", None),
        ("十", 10),
        ("零十", None),
        ("一百十", None),
        ("一千五十", None),  # 零 is missing
        ("三万五百", None),
        ("一亿五千", None),  # 150,000,000 to whoever writes it
        ("一百零", None),
        ("一百零零五", None),
        ("一百零二十", None),
        ("一万零一千", None),
        ("十万零七千", 107_000),
        ("十万七千", 107_000),
        ("一百亿零五千万", 10_050_000_000),
        ("一百亿零五千", 10_000_005_000),
        ("一百亿五千", None),
        ("一万零十五", 10_015),
        ("一百万零五千", 1_005_000),
        ("二百万三百万", None),
        ("三千五千", None),
        ("二十三十万", None),
        ("十二十", None),
        ("十十", None),
        ("百", None),
        ("千", None),
        ("万", None),
        ("亿", None),
        ("万万", None),
        ("一万万", None),
        ("亿亿", None),
        ("五千三百万亿", 5_300_000_000_000_000),
        ("一百千", None),
        ("十百", None),
        ("两十", None),
        ("十两", None),
        ("三十两万", None),
        ("两千两百", 2_200),
        ("两万两千", 22_000),
        ("十" * 3000, None),
        ("亿" * 3000, None),
    ],
)
def test_what_is_no_numeral_or_could_be_two_is_not_guessed(text: str, number: int | None) -> None:
    if number is not None:
        assert value(text) == number
        return
    with pytest.raises(NoNumeral):
        value(text)


@given(NUMERALS)
def test_every_proper_writing_is_read(numeral: tuple[int, str]) -> None:
    number, text = numeral
    assert value(text) == number
    assert is_written(plain(number), number) and is_written(capital(number), number)


@given(NUMERALS, NUMERALS)
def test_two_numerals_are_one_only_if_that_is_how_one_is_written(
    first: tuple[int, str], second: tuple[int, str]
) -> None:
    joined = first[1] + second[1]
    try:
        number = value(joined)
    except NoNumeral:
        return
    assert is_written(joined, number)


@pytest.mark.parametrize("number", [-1, 10**16])
def test_what_is_too_small_or_too_large_is_not_written(number: int) -> None:
    for write in (plain, capital):
        with pytest.raises(ValueError, match=str(number)):
            write(number)
