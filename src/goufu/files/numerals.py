"""Chinese numerals: written plain for articles (十二) and capital for bills (壹拾贰), read in either.

The rules of writing are those of annex 1 of 支付结算办法 (银发〔1997〕393号); where it leaves a 零 to choice, without it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LARGEST = 10**16 - 1  # no larger number is written


@dataclass(frozen=True, slots=True)
class _Signs:
    """`digits` are those of 0 to 9, `steps` those of ten, hundred and thousand."""

    digits: str
    steps: str


_PLAIN = _Signs("零一二三四五六七八九", "十百千")
_CAPITAL = _Signs("零壹贰叁肆伍陆柒捌玖", "拾佰仟")
_STEPS = {sign: 10**place for place, sign in enumerate(_PLAIN.steps, start=1)}
_GROUPS = ((10**8, "亿"), (10**4, "万"))

# For the classes of patterns.
DIGITS = "〇两" + _PLAIN.digits + _CAPITAL.digits
SIGNS = DIGITS + _PLAIN.steps + _CAPITAL.steps + "万亿"

# Writings that the rules leave to choice, each with the one of `_written`.
_CHOICES = (
    (re.compile(r"(?<![十零])两(?=[百千万亿])|^两$"), "二"),
    (re.compile(r"^十|(?<=零)十"), "一十"),
    (re.compile(r"(?<=[十百千]万)零(?=.千)|(?<=[十百千万]亿)零(?=.千[^千]*万)"), ""),  # 十万零七千
)
_TO_PLAIN = str.maketrans(_CAPITAL.digits + _CAPITAL.steps + "〇", _PLAIN.digits + _PLAIN.steps + "零")


class NoNumeral(ValueError):
    """A text that is no Chinese numeral, or leaves open which number it means."""


def plain(number: int) -> str:
    """A number in plain numerals: 11000 is 一万一千. Raises ValueError below 0 and above LARGEST."""
    words = _written(number, _PLAIN)
    return words.removeprefix("一") if words.startswith("一十") else words


def capital(number: int) -> str:
    """A number in the numerals of bills: 11000 is 壹万壹仟. Raises ValueError below 0 and above LARGEST."""
    return _written(number, _CAPITAL)


def value(text: str) -> int:
    """The whole number that numerals write, plain, capital or mixed. Raises NoNumeral.

    A text is a numeral if its value is written like that: 二百万三百万 and 十十 are none, nor is 一万五, which is 10,005 by
    its signs and 15,000 to whoever writes it, nor 二〇二七, which is a year.
    """
    if len(text) <= _LONGEST:
        writing = text.translate(_TO_PLAIN)
        for choice, written in _CHOICES:
            writing = choice.sub(written, writing)
        number = _added_up(writing)
        if number <= LARGEST and _written(number, _PLAIN) == writing:
            return number
    raise NoNumeral(text)


def _added_up(writing: str) -> int:
    """What plain signs come to, whatever their order and whatever stands between."""
    total = section = digit = 0
    for sign in writing:
        if sign in _PLAIN.digits:
            digit = _PLAIN.digits.index(sign)
        elif sign in _STEPS:
            section += digit * _STEPS[sign]
            digit = 0
        elif sign == "万":
            total, section, digit = total + (section + digit) * 10_000, 0, 0
        elif sign == "亿":
            total, section, digit = (total + section + digit) * 100_000_000, 0, 0
    return total + section + digit


def _written(number: int, signs: _Signs) -> str:
    if not 0 <= number <= LARGEST:
        raise ValueError(f"no number from 0 to {LARGEST}: {number}")
    for size, name in _GROUPS:
        if number >= size:
            high, low = divmod(number, size)
            gap = signs.digits[0] if 0 < low < size // 10 else ""
            return _written(high, signs) + name + gap + (_written(low, signs) if low else "")
    return _below_ten_thousand(number, signs)


def _below_ten_thousand(number: int, signs: _Signs) -> str:
    zero, words = signs.digits[0], ""
    for step, digit in zip(("", *signs.steps), map(int, reversed(str(number))), strict=False):
        if digit:
            words = signs.digits[digit] + step + words
        elif words and not words.startswith(zero):
            words = zero + words
    return words or zero


_LONGEST = len(_written(LARGEST, _PLAIN))  # characters of a numeral
