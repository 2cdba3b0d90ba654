"""Terms: how many years a title or a need binds, in the words that say it.

A span of months counts its difference. Years alone say less, 年度 or not: 2022–2025 may be three years that begin in
autumn, or four. They count their difference, and what they are at most is a doubt. 1+1+1 is their sum, and 一招三年 is three
years. Periods of something else (plans, files, accounts, guarantees, experience) are no terms.
Parts of a year count as a year, for the law asks only whether three years are exceeded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from math import ceil
from typing import Any, NamedTuple

from goufu.reader.patterns import pattern

DIGITS = "零一二三四五六七八九"
MOST_YEARS = 70  # more is no term of a contract
_DASH = r"(?:-+|—+|–|~|至|到)"
_NUMBER = r"\d{1,3}(?:\.\d)?|[一二两三四五六七八九十]{1,3}"
_OWNER = pattern("[^,;。]{0,10}?{period_owners}")
_OWNER_BEFORE = pattern("{period_owners}[^,;()]{0,2}[(《]$")
_YEARS = pattern(
    rf"(?<![\d第前近每过.+十])(?P<n>{_NUMBER})(?:周|整)?个?(?P<unit>年(?!度|级|制|来|内|前|代|生|鉴|报|龄"
    r"|会|限|检|审)|月(?!度|份|内|前|\d))"
)
_LONGER = pattern(r"\s*(?:{no_years_of_contract}|的?(?:工作|从业|执业)?经验)")
_SPAN = pattern(
    r"(?P<y1>20\d\d)(?:年|[./])?度?(?:(?P<m1>\d{1,2})(?:月"
    rf"|[./])?(?:\d{{1,2}}日?)?)?(?:日?起)?{_DASH}(?P<y2>20\d\d|\d\d(?=年))(?:年"
    r"|[./])?度?(?:(?P<m2>\d{1,2})月?)?"
)
_SUM = pattern(r"(?<![\d.+])\d(?:\+\d)+(?=年|\)|$|[,;。]|个?年?(?:模式|方式|服务|合同))")
# not how many are chosen or in which year: “一招五家”, “一招2026年度”
_ONE_TENDER = pattern(
    r"一招(?P<n>[一二两三四五六七八九十]{1,2}+|\d{1,2}+(?!\d))(?:年|(?![一二两三四五六七八九十\d家个名户包批轮次标]))"
)
_BEFORE_IN_NEED = pattern("{term_words}[^,;。]{0,8}$")
_AFTER_IN_NEED = pattern("(?:的)?{after_term_in_need}")
_BEFORE_IN_TITLE = pattern("(?:{running_words}|[(:,、])$")
_AFTER_IN_TITLE = pattern(r"(?:的)?(?:{after_term_in_title}|\)|$)")
_NO_TERM_BEFORE = pattern(r"{no_term}[^,;。]{0,8}$")
_NO_TERM_AFTER = pattern(r"[^,;。]{0,6}{no_term}")

_ANY_TERM = pattern(r"[\d一二两三四五六七八九十整周个]年|个月|\d\+\d|一招")


class Term(NamedTuple):
    """The words that say a term and its years, rounded up; and those that may say a longer one. "" and None where none do.

    The names are those of the facts (`ReadFacts`).
    """

    term: str = ""
    term_years: int | None = None
    term_doubt: str = ""
    term_doubt_years: int | None = None


class Span(NamedTuple):
    """A span of years in its words: how many they are, counted from the middle of the first, and at most."""

    said: str
    years: int
    at_most: int


NO_TERM = Term()


def term(title: str) -> Term:
    """The term of a title."""
    if "年" not in title and "+" not in title and "月" not in title:
        return NO_TERM
    return _term(title, in_need=False)


def need_term(need: str) -> Term:
    """The term of a need or a clause, where a number of years counts only beside words of a term."""
    return _term(need, in_need=True) if _ANY_TERM.search(need) else NO_TERM


def term_of(facts: Mapping[str, Any]) -> Term:
    """The term among the facts of a text."""
    return Term(**{name: facts[name] for name in Term._fields if facts.get(name)})


def longer(one: Term, other: Term) -> Term:
    """The longest that two texts say, and the longest that they may say beyond that."""
    return _longest(
        [(each.term_years, each.term) for each in (one, other) if each.term_years],
        [(each.term_doubt_years, each.term_doubt) for each in (one, other) if each.term_doubt_years],
    )


def number(written: str) -> int:
    """A number below 100, written in digits or in Chinese: 12, 十二, 二十; 0 for what is no number, such as 十十 or 3十."""
    if written.isdigit():
        return int(written)
    tens, ten, ones = written.replace("两", "二").rpartition("十")
    if "十" in tens or len(tens) > 1 or (ten and len(ones) > 1) or any(map(str.isdigit, written)):
        return 0
    if not ten:
        return int("".join(str(DIGITS.index(sign)) for sign in ones))
    return (DIGITS.index(tens) if tens else 1) * 10 + (DIGITS.index(ones) if ones else 0)


def _term(text: str, *, in_need: bool) -> Term:
    spans = list(_spans(text, in_need=in_need))
    sure = chain(_tenders(text), _sums(text), _numbers(text, in_need=in_need))
    return _longest(
        [*sure, *((span.years, span.said) for span in spans)],
        [(span.at_most, span.said) for span in spans],
    )


def _longest(sure: Iterable[tuple[int, str]], at_most: Iterable[tuple[int, str]]) -> Term:
    """The longest of the terms of a text: the law asks whether any exceeds the limit."""
    years, said = max(sure, default=(0, ""))
    doubt_years, doubt = max(at_most, default=(0, ""))
    known = Term(said, years) if years else NO_TERM
    return known._replace(term_doubt=doubt, term_doubt_years=doubt_years) if doubt_years > years else known


def _tenders(text: str) -> Iterator[tuple[int, str]]:
    for found in _ONE_TENDER.finditer(text):
        yield number(found["n"]), found.group()


def _sums(text: str) -> Iterator[tuple[int, str]]:
    for found in _SUM.finditer(text):
        yield sum(map(int, found.group().split("+"))), found.group()


def _spans(text: str, *, in_need: bool) -> Iterator[Span]:
    for found in _SPAN.finditer(text):
        span = _span(found)
        if not 0 < span.years <= MOST_YEARS or _is_of_something_else(text, *found.span()):
            continue
        if not in_need or _is_bound(text, *found.span()):
            yield span


def _is_of_something_else(text: str, start: int, end: int) -> bool:
    """Whether years belong to a plan, files or accounts: named after them, or before a bracket that holds them."""
    before = text[max(0, start - 16) : start]
    return bool(_OWNER.match(text, end) or _OWNER_BEFORE.search(before) or _NO_TERM_BEFORE.search(before))


def _span(found: re.Match[str]) -> Span:
    said = found.group()
    years = int(found["y2"]) + (2000 if len(found["y2"]) == 2 else 0) - int(found["y1"])
    if found["m1"] and found["m2"]:
        years = ceil((years * 12 + int(found["m2"]) - int(found["m1"])) / 12)
        return Span(said, years, years)
    return Span(said, years, years + 1)


def _numbers(text: str, *, in_need: bool) -> Iterator[tuple[int, str]]:
    spans = {place for span in _SPAN.finditer(text) for place in range(*span.span())}
    for found in _YEARS.finditer(text):
        if found.start() in spans:  # 2024-27年 is no 27 years
            continue
        if _LONGER.match(text, found.end()) or not _is_of_purchase(text, found, in_need=in_need):
            continue
        count = float(found["n"]) if found["n"][0].isdigit() else number(found["n"])
        years = ceil(count / 12 if found["unit"] == "月" else count)
        if 0 < years <= MOST_YEARS:
            yield years, found.group()


def _is_of_purchase(text: str, found: re.Match[str], *, in_need: bool) -> bool:
    if in_need:
        return _is_bound(text, found.start(), found.end())
    before = text[max(0, found.start() - 4) : found.start()]
    is_beside = _BEFORE_IN_TITLE.search(before) or _AFTER_IN_TITLE.match(text, found.end()) or not before
    return bool(is_beside) and not _is_of_other(text, found.start(), found.end())


def _is_bound(text: str, start: int, end: int) -> bool:
    """Whether words of a term stand before or after, and no words of another period."""
    before = text[max(0, start - 16) : start]
    is_beside = _BEFORE_IN_NEED.search(before) or _AFTER_IN_NEED.match(text, end)
    return bool(is_beside) and not _is_of_other(text, start, end)


def _is_of_other(text: str, start: int, end: int) -> bool:
    return bool(_NO_TERM_BEFORE.search(text[max(0, start - 16) : start]) or _NO_TERM_AFTER.match(text, end))
