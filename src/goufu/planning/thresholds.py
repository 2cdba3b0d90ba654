"""Thresholds: required values as people write them (“≥95%”, “不少于1200人次”, “95％以上”)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from operator import eq, ge, gt, le, lt

from goufu.core.errors import Refusal
from goufu.planning.kinds import Operator
from goufu.ui.narrow import narrowed

DIGITS, PLACES = 18, 4  # of a number as it is stored
LONGEST_UNIT = 20
LONGEST = 200  # characters of a text
_MEANT: dict[str, Callable[[Decimal, Decimal], bool]] = {
    Operator.AT_LEAST: ge, Operator.AT_MOST: le, Operator.EQUAL: eq, Operator.ABOVE: gt, Operator.BELOW: lt,
}  # fmt: skip
# 以上、以下、以内 include the number itself; 超过、不满 do not (Civil Code, article 1259).
_BEFORE = {
    Operator.AT_LEAST: "≥ ≧ ⩾ >= => 不少于 不低于 不小于 不得少于 不得低于 至少 最少 大于等于 大于或等于 达到 达",
    Operator.AT_MOST: "≤ ≦ ⩽ <= =< 不超过 不多于 不高于 不大于 不得超过 不得高于 不得多于 至多 最多 小于等于 小于或等于 控制在",
    Operator.ABOVE: "> 超过 大于 高于 多于",
    Operator.BELOW: "< 低于 小于 少于 不满 不足",
    Operator.EQUAL: "= 等于 正好 为",
}
_AFTER = {
    Operator.AT_LEAST: "以上 及以上 (含)以上 以上(含)",
    Operator.AT_MOST: "以下 及以下 (含)以下 以下(含) 以内",
}
_SIZES = {"万": 10_000, "亿": 100_000_000}
_REMEDY = "请写成 ≥95%、不少于1200人次 或者 3000人；没有数字的，请勾选“定性”"


def _words(table: dict[Operator, str]) -> dict[str, Operator]:
    return {word: operator for operator, words in table.items() for word in words.split()}


def _any_of(words: dict[str, Operator]) -> str:
    """The alternatives of a pattern, longest first, so that 不超过 is not matched as 超过."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_WORDS = _words(_BEFORE) | _words(_AFTER)
_SIGN = re.compile(_any_of(_WORDS))
_THRESHOLD = re.compile(
    rf"(?P<before>(?:{_any_of(_words(_BEFORE))})*)"
    r"(?P<figure>(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?)(?P<size>[万亿]?)"
    # A unit holds no figure (m2 and m3 do), no sign, and no word that makes the number vague.
    r"(?P<unit>(?:%|‰|(?:(?!约|左右|上下|至|到|或|不|以)[^\s0-9%‰≥≤=<>,，.。;；:：、!?！？+~～—–\"'“”‘’-]|(?<=m)[23])*?))"
    rf"(?P<after>(?:{_any_of(_words(_AFTER))})*)"
)


@dataclass(frozen=True, slots=True)
class Threshold:
    """An operator, a number and its unit, "" where none is given."""

    operator: Operator
    number: Decimal
    unit: str

    def is_met(self, value: Decimal) -> bool:
        """Whether the value, in the same unit, meets the threshold exactly; nothing is rounded."""
        return _MEANT[self.operator](value, self.number)

    def __str__(self) -> str:
        return f"{self.operator.value} {figure(self.number)} {self.unit}".rstrip()


def figure(number: Decimal) -> str:
    """The number with thousands separators and without trailing zeros: 12,000 or 87.5."""
    shown = f"{number:,f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def read_threshold(text: str) -> Threshold:
    """The threshold of a text: an operator before or after the number, by default “=”; 1.2万人次 is 12000 人次.

    Raises Refusal for a text without a number, with two operators, or with more digits than can be stored.
    """
    plain = narrowed(text)
    found = _THRESHOLD.fullmatch(plain) if len(text) <= LONGEST and plain.isprintable() else None
    if found is None or len(found["unit"]) > LONGEST_UNIT or found["unit"].startswith(tuple(_SIZES)):
        raise Refusal(f"“{text[:40]}”读不出目标值", _REMEDY)
    operators = {_WORDS[sign] for sign in _SIGN.findall(found["before"]) + _SIGN.findall(found["after"])}
    if len(operators) > 1:
        raise Refusal(f"“{text[:40]}”前后说的不一样", "请只写一种：不少于、不超过、多于、少于或者等于")
    number = Decimal(found["figure"].replace(",", "")) * _SIZES.get(found["size"], 1)
    if number >= Decimal(10) ** (DIGITS - PLACES) or number != round(number, PLACES):
        raise Refusal(f"“{text[:40]}”的数字太长", f"整数最多{DIGITS - PLACES}位，小数最多{PLACES}位")
    return Threshold(operators.pop() if operators else Operator.EQUAL, number, found["unit"])


def is_number(text: str) -> bool:
    """Whether a threshold can be parsed from the text."""
    try:
        read_threshold(text)
    except Refusal:
        return False
    return True


def is_unit(text: str) -> bool:
    """Whether the unit parses back after a number: 人次 does, 万人次 (a size) and 人以上 (a bound) don't."""
    try:
        return bool(text) and read_threshold(f"1 {text}").unit == text
    except Refusal:
        return False
