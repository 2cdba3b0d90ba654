"""Amounts in the capital words of bills and contracts."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goufu.ui.money import in_words

FEN = st.integers(0, 10**18 - 1)
DIGITS = {word: digit for digit, word in enumerate("零壹贰叁肆伍陆柒捌玖")}
SIZES = {"拾": 10, "佰": 100, "仟": 1000}


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        # the examples of annex 1 of 支付结算办法; where it allows two, the one without 零
        ("1409.50", "壹仟肆佰零玖元伍角"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
        ("107000.53", "壹拾万柒仟元伍角叁分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角"),
        ("10", "壹拾元整"),
        ("11", "壹拾壹元整"),
        ("100.05", "壹佰元零伍分"),
        ("1001", "壹仟零壹元整"),
        ("10010", "壹万零壹拾元整"),
        ("11000", "壹万壹仟元整"),
        ("11001.01", "壹万壹仟零壹元零壹分"),
        ("100000", "壹拾万元整"),
        ("110000000", "壹亿壹仟万元整"),
        ("1860000", "壹佰捌拾陆万元整"),
        ("100000000", "壹亿元整"),
        ("100000001", "壹亿零壹元整"),
        ("100010000", "壹亿零壹万元整"),
        ("1000000000000", "壹万亿元整"),
        ("-3.20", "负叁元贰角"),
        (
            "9999999999999999.99",
            "玖仟玖佰玖拾玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分",
        ),
    ],
)
def test_known_amounts(amount: str, words: str) -> None:
    assert in_words(Decimal(amount)) == words


@given(FEN)
def test_the_words_say_the_amount_to_the_fen(fen: int) -> None:
    assert _read(in_words(Decimal(fen) / 100)) == fen


@given(FEN)
def test_no_two_zeros_stand_together_and_none_at_an_end(fen: int) -> None:
    words = in_words(Decimal(fen) / 100)
    assert "零零" not in words
    assert not words.endswith("零")
    assert words == "零元整" or not words.startswith("零")
    assert "零万" not in words and "零亿" not in words


@pytest.mark.parametrize("amount", ["0.001", "10000000000000000", "1.999"])
def test_what_is_no_amount_of_money_is_not_rounded(amount: str) -> None:
    with pytest.raises(ValueError, match="no amount of money"):
        in_words(Decimal(amount))


def _read(words: str) -> int:
    """The fen that the words say, by a way of its own."""
    yuan, _, parts = words.removesuffix("整").rpartition("元")
    fen = 0
    for word, size in (("角", 10), ("分", 1)):
        if word in parts:
            fen += size * DIGITS[parts[parts.index(word) - 1]]
    return 100 * _number(yuan) + fen


def _number(words: str) -> int:
    for name, size in (("亿", 10**8), ("万", 10**4)):
        if name in words:
            high, _, low = words.rpartition(name)
            return _number(high) * size + _number(low)
    total = digit = 0
    for word in words:
        if word in DIGITS:
            digit = DIGITS[word]
        else:
            total += digit * SIZES[word]
            digit = 0
    return total + digit
