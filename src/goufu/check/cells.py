"""Readers of a list's cells as facts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Protocol

from goufu.check.provinces import PROVINCES
from goufu.files.amounts import FEN, exact_money
from goufu.files.cells import on_one_line
from goufu.files.errors import Unreadable
from goufu.files.periods import parse_date, parse_term
from goufu.files.reading import Column
from goufu.files.units import MONEY_UNITS, TERM_UNITS
from goufu.files.values import Cell, Noted, choice, integer, number, plain_text, yesno
from goufu.law.synonyms import AMBIGUOUS, SYNONYMS


def _money(said: str, unit: str | None) -> Decimal | Noted:
    exact = exact_money(said, unit)
    rounded = exact.quantize(FEN, ROUND_HALF_UP)
    if exact and not rounded:
        raise Unreadable("金额不到一分", "请核对单位和数字")
    return rounded if rounded == exact else Noted(rounded, "精确到了分以下，已四舍五入到分")


_NAMES = frozenset(["title", "purchaser", "provider"])
_READERS: Mapping[str, Callable[..., Any]] = {
    "money": _money,
    "yesno": yesno,
    "integer": integer,
    "number": number,
    "text": plain_text,
}


class FactSpec(Protocol):
    """What reading needs of a fact of the dictionary; `goufu.law.model.Fact` is one."""

    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def aliases(self) -> tuple[str, ...]: ...
    @property
    def choices(self) -> Mapping[str, str]: ...


def column_of(fact: FactSpec) -> Column:
    """The definition of a column that contains a fact."""
    units = MONEY_UNITS if fact.type == "money" else TERM_UNITS if _is_term(fact) else ()
    blank = "" if fact.type == "text" and fact.name != "place" else None
    is_title = fact.name == "title"  # by which a line is known
    return Column(fact.name, fact.title, fact.aliases, is_title, _reader(fact), units=units, blank=blank)


def read_cell(fact: FactSpec, said: str, unit: str | None = None) -> Cell:
    """The result of reading a text as a fact; `unit` applies to a number without one."""
    return column_of(fact).understood(said, unit)


def _is_term(fact: FactSpec) -> bool:
    return fact.type == "number" and "月" in fact.unit


def _reader(fact: FactSpec) -> Callable[..., Any]:
    if fact.name == "place":
        return _place
    if fact.name in _NAMES:
        return lambda said: plain_text(on_one_line(said))
    if fact.type == "date":
        return _date
    if fact.type == "choice":
        return choice(fact.choices.items(), SYNONYMS, AMBIGUOUS, ("采购方式", "采购", "方式"))
    return parse_term if _is_term(fact) else _READERS[fact.type]


def _date(said: str) -> date | Noted:
    value, note = parse_date(said)
    return Noted(value, note) if note else value


def _place(said: str) -> str | Noted:
    if re.fullmatch(r"\d{2}|\d{4}|\d{6}|\d{9}|\d{12}", said):
        return said[:6].ljust(6, "0")
    name = re.sub(r"(?:本级|省级|省直|市本级)$", "", said)
    name = re.sub(r"(?:壮族|回族|维吾尔)?自治区$|特别行政区$|省$|市$", "", name)
    if name in PROVINCES:
        return PROVINCES[name]
    return Noted(None, "没有写区划代码，认不出是哪里，当作没有填写")
