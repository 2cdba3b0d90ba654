"""Units of money (元 to 亿元) and of terms (年, 月, 天), as headers and the lines above a table state them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from goufu.files.cells import clean

YUAN = {
    "元": Decimal(1),
    "千元": Decimal(1_000),
    "万元": Decimal(10_000),
    "百万元": Decimal(1_000_000),
    "亿元": Decimal(100_000_000),
}
MONEY_UNITS = tuple(YUAN)
TERM_UNITS = ("年", "月", "天")
_WORDS = {unit: unit for unit in (*MONEY_UNITS, *TERM_UNITS)} | {
    "万": "万元",
    "亿": "亿元",
    "人民币": "元",
    "人民币元": "元",
    "人民币万元": "万元",
    "rmb": "元",
    "cny": "元",
    "yuan": "元",
    "wan": "万元",
    "wanyuan": "万元",
    "万人民币": "万元",
    "个月": "月",
    "日": "天",
    "日历天": "天",
    "months": "月",
    "month": "月",
    "years": "年",
    "year": "年",
    "days": "天",
    "day": "天",
}
_BRACKET = re.compile(r"[(\[【<]([^()\[\]【】<>]*)[)\]】>]")
_BETWEEN = re.compile(r"[,;、。]")
_AT_END = re.compile(r"[/,、:_ -](?:单位:?)?(百万元|千元|万元|亿元|元|人民币|个月|月|年|天)$")
_ENGLISH = re.compile(r"_(wan_yuan|wan|yuan|rmb|cny|months?|years?|days?)$")
# 单位 also means an organisation: 填报单位：元谋县民政局 states no unit.
_SPACED = "|".join(r"\s*".join(unit) for unit in MONEY_UNITS)
_ABOVE = re.compile(rf"单\s*位\s*:?\s*(?:人民币)?\s*[(]?\s*({_SPACED})(?![\u4e00-\u9fff])")


def header_parts(header: str) -> tuple[str, str | None]:
    """The header in small letters without its unit, and the unit (of money or of a term) or None."""
    text = clean(header).lower()
    for found in _BRACKET.finditer(text):
        unit = _in_bracket(found[1])
        if unit is not None:
            return text.replace(found[0], ""), unit
    if found_at_end := _AT_END.search(text):
        return text[: found_at_end.start()], _WORDS[found_at_end[1]]
    if found_at_end := _ENGLISH.search(text):
        return text[: found_at_end.start()], _WORDS[found_at_end[1].replace("_", "")]
    return text, None


def header_unit(header: str) -> str | None:
    """The unit in a header; of a header of several rows, the one in the lowest row that has one."""
    units = (header_parts(part)[1] for part in reversed(header.split("\n")))
    return next(filter(None, units), None)


def _in_bracket(said: str) -> str | None:
    """The unit in a bracket, alone or beside a remark (单位：万元，保留两位小数); None if there are two."""
    bare = [re.sub(r"\s|单位|:", "", part) for part in _BETWEEN.split(said)]
    units = {_WORDS[part] for part in bare if part in _WORDS}
    return units.pop() if len(units) == 1 else None


def unit_above(titles: Sequence[str]) -> str | None:
    """The money unit that a line above the table states, as in 单位：万元."""
    for title in titles:
        found = _ABOVE.search(clean(title))
        if found is not None:
            return "".join(found[1].split())
    return None
