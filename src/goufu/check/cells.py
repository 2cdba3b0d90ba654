"""A cell becomes a fact, or a problem that is reported with its line; it never costs the line."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple, Protocol

from goufu.check.amounts import CEILING, NotUnderstood, parse_money
from goufu.check.periods import parse_date, parse_term
from goufu.check.synonyms import AMBIGUOUS, PROVINCES, SYNONYMS
from goufu.files.cells import clean
from goufu.files.yes_no import yes_or_no

Value = str | int | bool | Decimal | date | None


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


class Cell(NamedTuple):
    """What a cell says: a value, or why it gives none; `note` tells how an inexact one was taken."""

    value: Value
    why: str = ""
    remedy: str = ""
    note: str = ""


Parser = Callable[[str], Cell]
_EMPTY_MARKS = frozenset({"-", "--", "—", "——", "/", "\\"})


def parser(fact: FactSpec, unit: str | None) -> Parser:
    """The function that reads cells of a column as this fact; `unit` is what the header or the person said."""
    if fact.name == "place":
        return _guarded(_place)
    if fact.type == "text":
        return lambda raw: Cell(clean(raw))
    return _guarded(_typed(fact, unit))


def _typed(fact: FactSpec, unit: str | None) -> Parser:
    if fact.type == "money":
        return lambda text: Cell(parse_money(text, unit))
    if fact.type == "date":
        return _date_cell
    if fact.type == "yesno":
        return lambda text: Cell(_yesno(text))
    if fact.type == "choice":
        return _choice_parser(fact.choices)
    if fact.type == "integer":
        return lambda text: Cell(_integer(text))
    if "月" in fact.unit:
        return lambda text: Cell(parse_term(text, unit))
    return lambda text: Cell(_number(text))


def _guarded(inner: Parser) -> Parser:
    def parse(raw: str) -> Cell:
        text = clean(raw)
        if not text:
            return Cell(None)
        try:
            return inner(text)
        except NotUnderstood as error:
            if text in _EMPTY_MARKS and not error.why.startswith("没有写金额"):
                return Cell(None)
            return Cell(None, error.why, error.remedy)

    return parse


def _date_cell(text: str) -> Cell:
    value, note = parse_date(text)
    return Cell(value, note=note)


def _yesno(text: str) -> bool:
    said = yes_or_no(text)
    if said is None:
        raise NotUnderstood("看不出是“是”还是“否”", "请填“是”或者“否”")
    return said


def _integer(text: str) -> int:
    found = re.fullmatch(r"(-?\d{1,3}(?:,\d{3})+|-?\d{1,15})(?:\.0+)?\s*[年家人个名次项]?(?:度)?", text)
    if found is None:
        raise NotUnderstood("不是整数", "请只写整数")
    return int(_bounded(Decimal(found[1].replace(",", ""))))


def _number(text: str) -> Decimal:
    found = re.fullmatch(r"(-?(?:\d{1,3}(?:,\d{3})+|\d{1,18})(?:\.\d+)?)\s*(?:%|分|家|人|个|次|项)?", text)
    if found is None:
        raise NotUnderstood("不是数字", "请只写数字")
    return _bounded(Decimal(found[1].replace(",", ""))).quantize(Decimal("0.000001"))


def _bounded(number: Decimal) -> Decimal:
    """A number that a column of facts holds: 18 digits, six of them behind the point."""
    if abs(number) >= CEILING:
        raise NotUnderstood("数字太大", "请核对有没有多写零")
    return number


def _place(text: str) -> Cell:
    if re.fullmatch(r"\d{2}|\d{4}|\d{6}|\d{9}|\d{12}", text):
        return Cell(text[:6].ljust(6, "0"))
    name = re.sub(r"(?:本级|省级|省直|市本级)$", "", text)
    name = re.sub(r"(?:壮族|回族|维吾尔)?自治区$|特别行政区$|省$|市$", "", name)
    if name in PROVINCES:
        return Cell(PROVINCES[name])
    return Cell(None, note="没有写区划代码，认不出是哪里，当作没有填写")


def _key(text: str) -> str:
    return re.sub(r"[\s()\[\]【】《》、,。:;·-]", "", unicodedata.normalize("NFKC", text)).lower()


def _choice_parser(choices: Mapping[str, str]) -> Parser:
    known: dict[str, str] = {}
    for code, label in choices.items():
        for name in (code, label, re.sub(r"[（(].*?[）)]", "", label), *SYNONYMS.get(code, ())):
            known.setdefault(_key(name), code)
    options = "、".join(choices.values())

    def parse(text: str) -> Cell:
        key = _key(text)
        code = known.get(key) or known.get(re.sub(r"(?:采购|采购方式|方式)$", "", key))
        if code is not None:
            return Cell(code)
        for word, question in AMBIGUOUS.items():
            if key == word:
                return Cell(None, question, f"请填其中一个：{options}")
        return Cell(None, "不在可选的范围里", f"请填其中一个：{options}")

    return parse
