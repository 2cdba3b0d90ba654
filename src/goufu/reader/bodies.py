"""Bodies in titles: the named institution that the title shows as its purchaser or as the provider."""

from __future__ import annotations

from functools import cache

from goufu.reader import words
from goufu.reader.lexicon import Endings, listed, members

NAMED_WITHIN = 24  # signs from the front within which a name ends
SHORTEST = 2  # signs that a name, and what is bought, have at least
STAFFED = "事业编制"  # a mass organisation staffed like an institution (article 8)


def institution(text: str, asides: str = "") -> tuple[str, str]:
    """The named institution at the front of a title as purchaser, and as provider; empty texts where there is none.

    `asides` are the brackets of the title, one after another.
    """
    end = _end_of_name(text)
    if len(text) - end < SHORTEST or not end:
        return "", ""
    rest = text[end:]
    if rest.startswith("承接"):
        return "", text[:end]
    if STAFFED in asides or STAFFED in rest:
        return text[:end], ""
    if rest.startswith(words.lists()["done_to_bodies"]) or _organs().longest(text, 0, end):
        return "", ""
    return text[:end], ""


def _end_of_name(text: str) -> int:
    """Where the last name of an institution or mass organisation at the front ends; 0 where there is none."""
    ends = _named_ends()
    lengths = ends.lengths
    end = 0
    for place, sign in enumerate(text[:NAMED_WITHIN], 1):
        if sign in lengths and (name := ends.longest(text, 0, place)):
            is_other = text.startswith("园", place)  # 学校园 is no 学校
            if not is_other and not _generic(text, place - len(name), name):
                end = place
    return end


def _generic(text: str, start: int, name: str) -> bool:
    """Whether the word at `start` is no name: “辖区幼儿园”, “县小学”."""
    if not start or _generics().longest(text, 0, start):
        return True
    return name in members("schools") and text[start - 1] in "县区市乡镇村"


def purchaser(text: str) -> str:
    """The name at the front of a title that looks like the organ that buys, for people to see; empty where none is."""
    ends = _organ_ends()
    lengths = ends.lengths
    for place, sign in enumerate(text[:NAMED_WITHIN], 1):
        if sign in lengths and place > SHORTEST and ends.longest(text, 0, place):
            return text[:place] if len(text) - place >= SHORTEST else ""
    return ""


@cache
def _organ_ends() -> Endings:
    return Endings(listed("organs"))


@cache
def _named_ends() -> Endings:
    return Endings(listed("institutions", "mass_organs"))


@cache
def _organs() -> Endings:
    return Endings(listed("mass_organs"))


@cache
def _generics() -> Endings:
    return Endings(listed("generic"))
