"""The lexicon: every word that the reader knows, with its kind, found by the signs with which it ends or begins."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from goufu.reader import words
from goufu.reader.tokens import alternation

# the lists whose words may be the head of a part; where a word stands in two lists the earlier one counts
HEAD_LISTS = (
    "dispatch", "duties", "nonduties", "financing", "doubtful_labour", "doubtful_duties", "doubtful_financing",
    "subsidies", "staff", "hiring", "project_services", "services", "general", "works", "works_nouns", "light_works",
    "digital", "abstract", "buying", "goods", "structures",
)  # fmt: skip


class Endings:
    """Words found by the place where they end: the longest counts."""

    def __init__(self, kinds: Iterable[tuple[str, str]]) -> None:
        self.kinds: dict[str, str] = {}
        for word, kind in kinds:
            self.kinds.setdefault(word, kind)
        # of the words of two signs or more, by their last two: most places are told apart by one look-up
        self.lengths = _lengths((word for word in self.kinds if len(word) > 1), slice(-2, None))

    def longest(self, text: str, start: int, end: int) -> str:
        """The longest word that ends at `end` and doesn't begin before `start`, or an empty text."""
        room = end - start
        if room > 1 and (lengths := self.lengths.get(text[end - 2 : end])):
            kinds = self.kinds
            for length in lengths:
                if length <= room and (word := text[end - length : end]) in kinds:
                    return word
        return sign if room > 0 and (sign := text[end - 1]) in self.kinds else ""


class Beginnings:
    """Words of two signs or more found anywhere in a text, from left to right, the longest first, without overlaps."""

    def __init__(self, kinds: Iterable[tuple[str, str]]) -> None:
        self.kinds: dict[str, str] = {}
        for word, kind in kinds:
            self.kinds.setdefault(word, kind)
        self._lengths = _lengths(self.kinds, slice(2))
        self._first = re.compile(alternation(self._lengths))

    def hits(self, text: str) -> list[tuple[int, int, str]]:
        """Where the words are: start, end, kind."""
        found = []
        place = self._first.search(text)
        while place:
            start, free = place.span()
            for length in self._lengths[place.group()]:
                word = text[start : start + length]
                if word in self.kinds and len(word) == length:
                    free = start + length
                    found.append((start, free, self.kinds[word]))
                    break
            else:
                free -= 1
            place = self._first.search(text, free)
        return found


def _lengths(kinds: Iterable[str], part: slice) -> dict[str, tuple[int, ...]]:
    """The lengths of the words with a first or last part, the longest first."""
    lengths: dict[str, set[int]] = {}
    for word in kinds:
        lengths.setdefault(word[part], set()).add(len(word))
    return {key: tuple(sorted(found, reverse=True)) for key, found in lengths.items()}


def listed(*names: str) -> list[tuple[str, str]]:
    """The words of some lists, each with the name of its list."""
    return [(word, name) for name in names for word in words.lists()[name]]


@cache
def members(name: str) -> frozenset[str]:
    """The words of a list."""
    return frozenset(words.lists()[name])


@cache
def heads() -> Endings:
    """All words that may be heads or objects, with the name of their list."""
    return Endings(listed(*HEAD_LISTS))
