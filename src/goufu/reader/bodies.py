"""Bodies in titles: the named institution that the title shows as its purchaser or as the provider."""

from __future__ import annotations

import re
from functools import cache

from goufu.reader import words
from goufu.reader.lexicon import Endings, listed, members
from goufu.reader.patterns import pattern
from goufu.reader.tokens import alternation

NAMED_WITHIN = 24  # signs from the front within which a name ends
SHORTEST = 2  # signs that a name, and what is bought, have at least
GOING_ON = tuple("园生城路街巷")  # 学校园, 大学生, 大学城, 学院路 are no bodies
# 学 begins the next word: 高中学业, 初中学段, 大学习
_OF_LEARNING = pattern("业(?!余|务)|习|位(?!于)|段|籍|龄|科(?!技|学|研|普|协)|历(?!史|年|届)")
# Who is named before 承接 without a name of its own, and organs (articles 6 and 8).
_PROVIDING = pattern(".*?(?:{classes_of_bodies}[^,;]{0,14}?|{no_providers}|[局厅署])(?=(?:作为)?承接)")
STAFFED = "事业编制"  # a mass organisation staffed like an institution (article 8)


def institution(text: str, asides: str = "") -> tuple[str, str]:
    """The named institution at the front of a title as purchaser, and as provider; empty texts where there is none.

    An organ that stands before it is the purchaser, and the institution only the object. `asides` are the brackets of the
    title, one after another.
    """
    if "承接" in text and (found := _PROVIDING.match(text)):
        return "", found.group()
    end = _end_of_name(text)
    if len(text) - end < SHORTEST or not end:
        return "", ""
    rest = text[end:]
    if rest.startswith("承接"):
        return "", text[:end]
    if STAFFED in asides or STAFFED in rest:
        return text[:end], ""
    is_object = rest.startswith(words.lists()["done_to_bodies"]) or purchaser(text[:end])
    if rest.startswith(words.lists()["done_in_venues"]) and text.endswith(words.lists()["venues"], 0, end):
        return "", ""
    if is_object or _mass_organ_ends().longest(text, 0, end):
        return "", ""
    return text[:end], ""


def _end_of_name(text: str) -> int:
    """Where the last name of an institution or mass organisation at the front ends; 0 where there is none."""
    ends = _named_ends()
    if not _last_signs().search(text, 0, NAMED_WITHIN):
        return 0
    for place in range(min(NAMED_WITHIN, len(text)), 1, -1):
        name = ends.longest(text, 0, place) if text[place - 2 : place] in ends.lengths else ""
        if name and _is_name(text, place, name):
            return place
    return 0


def _is_name(text: str, end: int, word: str) -> bool:
    """Whether a name of its own ends with this word: not “辖区幼儿园”, “县小学”, “大学生”."""
    start = end - len(word)
    if not start or text[end : end + 1] in GOING_ON or _generics().longest(text, 0, start):
        return False
    if word.endswith("学") and _OF_LEARNING.match(text, end):
        return False
    return word not in members("schools") or text[start - 1] not in "县区市乡镇村"


def purchaser(text: str) -> str:
    """The name at the front of a title that looks like the organ that buys, for people to see; empty where none is."""
    ends = _organ_ends()
    for place in range(SHORTEST + 1, min(NAMED_WITHIN, len(text)) + 1):
        if ends.longest(text, 0, place):
            return text[:place] if len(text) - place >= SHORTEST else ""
    return ""


@cache
def _organ_ends() -> Endings:
    return Endings(listed("organs_in_titles"))


@cache
def _named_ends() -> Endings:
    return Endings(listed("institutions_in_titles", "mass_organs"))


@cache
def _last_signs() -> re.Pattern[str]:
    """The last two signs of names, all of which have two or more: in most titles there are none."""
    return re.compile(alternation(_named_ends().lengths))


@cache
def _mass_organ_ends() -> Endings:
    """Mass organisations: some buy as organs do (article 33), some can't (article 8), so without their kind nothing is said."""
    return Endings(listed("mass_organs"))


@cache
def _generics() -> Endings:
    return Endings(listed("generic"))
