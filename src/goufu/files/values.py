"""Readers of cells: texts, names, numbers, yes/no, choices. A reader takes clean text and returns the value or raises Unreadable.

Amounts are read in amounts.py, dates and terms in periods.py.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from goufu.files.amounts import CEILING
from goufu.files.cells import on_one_line
from goufu.files.errors import NotStated, Unreadable
from goufu.lazy_patterns import lazy_pattern

_YES = frozenset(["是", "有", "√", "✓", "✔", "☑", "■", "对", "1", "y", "yes", "t", "true", "真"])
_NO = frozenset(["否", "无", "×", "✗", "✘", "x", "☐", "□", "不是", "非", "0", "n", "no", "f", "false", "假"])
_BLANK_MARKS = frozenset(["-", "--", "—", "——", "/", "\\"])
_LOST_DIGITS = lazy_pattern(r"\d(?:\.\d+)?E\+\d{2,3}")

Read = Callable[[str], Any]


class Noted(NamedTuple):
    """A value that was not written exactly; `note` says how it was read."""

    value: Any
    note: str


class Cell(NamedTuple):
    """The result of reading a cell: a value, or the reason and the remedy; `note` says how an inexact value was read."""

    value: Any
    why: str = ""
    remedy: str = ""
    note: str = ""


def understood(read: Read, text: str) -> Cell:
    """The result of reading clean text. The value of no text, and of a dash that the reader refuses, is None."""
    if not text:
        return Cell(None)
    try:
        value = read(text)
    except Unreadable as error:
        if text in _BLANK_MARKS and not isinstance(error, NotStated):
            return Cell(None)
        return Cell(None, error.why, error.remedy)
    return Cell(value.value, note=value.note) if isinstance(value, Noted) else Cell(value)


def plain_text(said: str) -> str:
    """Text of any length. Raises Unreadable for a long number of which Excel has lost the last digits."""
    if _LOST_DIGITS.fullmatch(said):
        raise Unreadable("是数字，后几位已丢失", "请把这一格设为文本格式，重新填写")
    return said


def text(longest: int) -> Callable[[str], str]:
    """Reader of text of at most `longest` characters."""

    def read(said: str) -> str:
        if len(said) > longest:
            raise Unreadable("有 %(count)s 个字", "最多 %(most)s 个字，请缩短", count=len(said), most=longest)
        return plain_text(said)

    return read


def proper_name(longest: int) -> Callable[[str], str]:
    """Reader of a name: like `text`, without line breaks and spaces between Chinese characters."""
    within = text(longest)
    return lambda said: within(on_one_line(said))


def yesno(said: str) -> bool:
    """True for 是, False for 否, or their equivalents in a cell. Raises Unreadable."""
    answer = said.lower()
    if answer in _YES:
        return True
    if answer in _NO:
        return False
    raise Unreadable("看不出是“是”还是“否”", "请填“是”或者“否”")


def integer(said: str) -> int:
    """The whole number of a text, with or without a measure word: 12, 1,200人, 2027年度. Raises Unreadable."""
    found = re.fullmatch(r"(-?\d{1,3}(?:,\d{3})+|-?\d{1,15})(?:\.0+)?\s*[年家人个名次项]?(?:度)?", said)
    if found is None:
        raise Unreadable("不是整数", "请只写整数")
    return int(_bounded(Decimal(found[1].replace(",", ""))))


def number(said: str) -> Decimal:
    """The number of a text to six decimals, with or without a measure word: 95%, 1,200.5. Raises Unreadable."""
    found = re.fullmatch(r"(-?(?:\d{1,3}(?:,\d{3})+|\d{1,18})(?:\.\d+)?)\s*(?:%|分|家|人|个|次|项)?", said)
    if found is None:
        raise Unreadable("不是数字", "请只写数字")
    return _bounded(Decimal(found[1].replace(",", ""))).quantize(Decimal("0.000001"))


def _bounded(number: Decimal) -> Decimal:
    """The number, if a column of 18 digits with six decimals can hold it. Raises Unreadable."""
    if abs(number) >= CEILING:
        raise Unreadable("数字太大", "请核对有没有多写零")
    return number


def choice(
    choices: Iterable[tuple[str, str]],
    synonyms: Mapping[str, Sequence[str]] | None = None,
    ambiguous: Mapping[str, str] | None = None,
    endings: Sequence[str] = (),
) -> Callable[[str], str]:
    """Reader of one of several codes, written as the code, its label or a synonym.

    Args:
        synonyms: by code.
        ambiguous: words that fit several codes, each with the reason to report.
        endings: suffixes that don't change the meaning.
    """
    choices = tuple(choices)
    known: dict[str, str] = {}
    for code, word in choices:
        for each in (code, word, re.sub(r"[（(].*?[）)]", "", word), *(synonyms or {}).get(code, ())):
            known.setdefault(_key(each), code)
    remedy = f"请填其中一个：{'、'.join(word for _, word in choices)}"

    def read(said: str) -> str:
        key = _key(said)
        for each in (key, *(key.removesuffix(ending) for ending in endings)):
            if each in known:
                return known[each]
        raise Unreadable((ambiguous or {}).get(key, "不在可选的范围里"), remedy)

    return read


def _key(said: str) -> str:
    return re.sub(r"[\s()\[\]【】《》、,。:;·-]", "", unicodedata.normalize("NFKC", said)).lower()
