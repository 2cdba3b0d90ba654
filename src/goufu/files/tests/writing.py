"""Chinese numerals written digit by digit, as a clerk does. Shares nothing with numerals.py, which it judges."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hypothesis import strategies as st

PLAIN, CAPITAL = "零一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟"
_CHOICES = [(), (3,), (7,), (3, 7), (11,), (3, 11), (7, 11), (3, 7, 11)]


def is_written(text: str, number: int) -> bool:
    """Whether the text is a proper writing of the number, from 0 to below 10**16; the ways of writing may be mixed."""
    if text == "两":
        return number == 2
    plain = text.translate(str.maketrans(CAPITAL + "〇", PLAIN + "零"))
    plain = re.sub("(?<![十零])两(?=[百千万亿])", "二", plain)
    plain = re.sub("(^|零)十", r"\1一十", plain)
    return plain in {_assembled(number, choice) for choice in _CHOICES}


def _ways(number: int) -> list[str]:
    """Proper writings of a number, of every kind."""
    texts = {_assembled(number, choice) for choice in _CHOICES}
    texts |= {text.removeprefix("一") for text in texts if text.startswith("一十")}
    texts |= {text.replace("零一十", "零十") for text in texts}
    texts |= {text.replace("零", "〇") for text in texts}
    texts |= {re.sub("(?<![十零〇])二(?=[百千万亿])|^二$", "两", text) for text in texts}
    return sorted(texts | {text.translate(str.maketrans(PLAIN, CAPITAL)) for text in texts})


def _assembled(number: int, with_zero: Sequence[int] = ()) -> str:
    """Every digit with its place; 零 once for digits left out between two others.

    Where 万 or 亿 ends on the digit 0 and the digit of the next place (`with_zero`, as a power of ten) follows at once, 零
    is left to choice (annex 1 of 支付结算办法).
    """
    if number == 0:
        return "零"
    digits = str(number)
    text, is_skipping = "", False
    for at, digit in enumerate(digits):
        place = len(digits) - 1 - at
        if digit == "0":
            is_skipping = True
        else:
            chosen = place in with_zero and digits[max(0, at - 1)] == "0"
            zero = "零" if text and (is_skipping or chosen) else ""
            text += zero + PLAIN[int(digit)] + ("", "十", "百", "千")[place % 4]
            is_skipping = False
        if place == 8 or (place in (4, 12) and int(digits[max(0, at - 3) : at + 1])):
            text += "亿" if place == 8 else "万"
            is_skipping = False
    return text


def _numbers() -> st.SearchStrategy[int]:
    """Whole numbers below 10**12, many of them with zeros in every place."""
    digits = st.lists(st.sampled_from("000123456789"), min_size=1, max_size=12)
    round_ones = st.builds(lambda digit, place: digit * 10**place, st.integers(1, 9), st.integers(0, 11))
    return st.integers(0, 10**12 - 1) | st.builds(lambda each: int("".join(each)), digits) | round_ones


NUMERALS = _numbers().flatmap(lambda number: st.tuples(st.just(number), st.sampled_from(_ways(number))))
