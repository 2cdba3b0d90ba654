"""Units of money (元 to 亿元) and of terms (年, 月, 天), as headers and the lines above a table state them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from goufu.files.cells import clean
from goufu.lazy_patterns import lazy_pattern

YUAN = {
    "元": Decimal(1),
    "千元": Decimal(1_000),
    "万元": Decimal(10_000),
    "百万元": Decimal(1_000_000),
    "亿元": Decimal(100_000_000),
}
MONEY_UNITS = tuple(YUAN)
TERM_UNITS = ("年", "月", "天")
_SAID_BEFORE = ("", "人民币", "rmb", "cny", "¥")
_WORDS = {f"{before}{unit}": unit for unit in MONEY_UNITS for before in _SAID_BEFORE}
_WORDS |= {unit: unit for unit in TERM_UNITS} | {
    "万": "万元",
    "亿": "亿元",
    "人民币": "元",
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
_BRACKET = lazy_pattern(r"[(\[【<]([^()\[\]【】<>]*)[)\]】>]")
_BETWEEN = lazy_pattern(r"[,;、。]")
# 预算金额万元, but not 计算单元.
_AT_END = lazy_pattern(
    r"[/,、:_ -](?:单位:?)?(百万元|千元|万元|亿元|元|人民币|个月|月|年|天)$"
    r"|(?<=[额算价费金资数])(百万元|千元|万元|亿元|元)$"
)
_ENGLISH = lazy_pattern(r"_(wan_yuan|wan|yuan|rmb|cny|months?|years?|days?)$")
# 单位 also means an organisation: 填报单位：元谋县民政局 states no unit. Nor does 元/人: that is a price.
_SPACED = "|".join(r"\s*".join(unit) for unit in MONEY_UNITS)
_BEHIND = r"(?![\u4e00-\u9fff/])"
_BEFORE = r"(?:人民币|RMB|CNY|¥)?\s*"
_ABOVE = lazy_pattern(
    rf"单\s*位\s*:?\s*[(]?\s*{_BEFORE}[(]?\s*(?:[\u4e00-\u9fff%]{{1,2}}[、,/])?({_SPACED}){_BEHIND}", re.I
)
_IN_PROSE = lazy_pattern(
    rf"(?:金额|单位|预算)[^:,。;]{{0,6}}[为以]\s*{_BEFORE}({_SPACED})(?:{_BEHIND}|计|表示|为单位)"
)
_ALONE = lazy_pattern(rf"[(\[]?\s*{_BEFORE}({_SPACED})\s*[)\]]?", re.I)
_WITH_REMARK = lazy_pattern(
    rf"(?:(?:金额|货币|计量)?单位:?)?{_BEFORE}({_SPACED})(?:保留|取|精确|四舍五入|含|不含|到).*"
)


def header_parts(header: str) -> tuple[str, str | None]:
    """The header in small letters without its unit, and the unit (of money or of a term) or None."""
    text = clean(header).lower()
    for found in _BRACKET.finditer(text):
        unit = _in_bracket(found[1])
        if unit is not None:
            return text.replace(found[0], ""), unit
    if found_at_end := _AT_END.search(text):
        return text[: found_at_end.start()], _WORDS[found_at_end[1] or found_at_end[2]]
    if found_at_end := _ENGLISH.search(text):
        return text[: found_at_end.start()], _WORDS[found_at_end[1].replace("_", "")]
    return text, None


def unit_alone(cell: str) -> str | None:
    """The unit, of money or of a term, that is all that a cell of a header says: （万元）, or 月 without brackets."""
    name, unit = header_parts(cell)
    return _WORDS.get(name.strip()) if unit is None else None if name.strip() else unit


def header_unit(header: str) -> str | None:
    """The unit in a header; of a header of several rows, the one in the lowest row that has one."""
    units = (header_parts(part)[1] for part in reversed(header.split("\n")))
    return next(filter(None, units), None)


def _in_bracket(said: str) -> str | None:
    """The unit in a bracket, alone or beside a remark (单位：万元，保留两位小数); None if there are two."""
    parts = _BETWEEN.split(said)
    bare = [re.sub(r"\s|(?:金额|货币|计量)?单位|:", "", part) for part in parts]
    units = {_WORDS[part] for part in bare if part in _WORDS}
    units |= {_joined(found[1]) for part in parts if (found := _WITH_REMARK.fullmatch(part))}
    return units.pop() if len(units) == 1 else None


def unit_above(titles: Sequence[str]) -> str | None:
    """The money unit that a line above the table states, as in 单位：万元, or a cell with 万元 alone; None if there are two."""
    units = {unit for title in titles for unit in _units_said(clean(title))}
    return units.pop() if len(units) == 1 else None


def _units_said(title: str) -> Iterator[str]:
    if alone := _ALONE.fullmatch(title):
        yield _joined(alone[1])
    for pattern in (_ABOVE, _IN_PROSE):
        for found in pattern.finditer(title):
            yield _joined(found[1])


def money_unit(cell: str) -> str | None:
    """The money unit that is all that a cell says, else None."""
    found = _ALONE.fullmatch(clean(cell)) if len(cell) < 20 else None
    return _joined(found[1]) if found else None


def _joined(unit: str) -> str:
    return "".join(unit.split())
