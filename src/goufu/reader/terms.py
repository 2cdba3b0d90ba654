"""Terms: the years that a title, a bracket or a clause says."""

from __future__ import annotations

import re

DIGITS = "一二三四五六七八九十两"
TERM = re.compile(
    rf"(?<![0-9第前近])(?P<years>\d{{1,2}}|[{DIGITS}]{{1,3}})(?:个?年)(?!度|级|制|级|前|来|内|级|行动|规划|计划|攻坚|一遇|普|大事|代|以)"
)
SPAN = re.compile(
    r"20(?P<first>\d\d)年?度?(?:-+|—+|~|至|到)20(?P<last>\d\d)年?度?(?!.{0,6}(?:规划|纲要|计划|方案))"
)
SUM = re.compile(r"(?<![0-9])\d(?:\+\d)+(?=年|\)|$)")
PLAN = re.compile("规划|纲要|计划|方案|行动")
RENEWED = re.compile(r"一招[二两三]年?签?|一签|[一1]年[一1]签|分年")


def term(text: str) -> tuple[str, int | None]:
    """The words that say a term and its years; an empty text and None where the text says none.

    A span of years counts its difference: 2022–2025 may be three years.
    """
    if "年" not in text and "+" not in text:
        return "", None
    if match := SUM.search(text):
        return match.group(), sum(map(int, match.group().split("+")))
    found: list[tuple[int, str]] = []
    for match in TERM.finditer(text):
        if RENEWED.search(text[max(0, match.start() - 2) : match.end() + 2]):
            continue
        found.append((_number(match["years"]), match.group()))
    for match in SPAN.finditer(text):
        if PLAN.search(text, max(0, match.start() - 8), match.start()):
            continue
        found.append((int(match["last"]) - int(match["first"]), match.group()))
    if not found:
        return "", None
    years, said = max(found)
    return said, years


def _number(written: str) -> int:
    """A number below 100, written in digits or in Chinese."""
    if written.isdigit():
        return int(written)
    value = 0
    for sign in written:
        if sign == "十":
            value = (value or 1) * 10
        else:
            value += 2 if sign == "两" else DIGITS.index(sign) + 1
    return value
