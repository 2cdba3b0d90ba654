"""The lexicon: every word that the reader knows, with its kind, found by the sign with which it ends or begins."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from goufu.reader import words

# the lists whose words may be the head of a part; where a word stands in two lists the earlier one counts
KINDS = (
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
        self.lengths = _lengths(self.kinds, -1)
        self.pairs = frozenset(
            word[-2:] for word in self.kinds if len(word) > 1
        )  # the last two signs of longer words

    def longest(self, text: str, start: int, end: int) -> str:
        """The longest word that ends at `end` and doesn't begin before `start`, or an empty text."""
        lengths = self.lengths.get(text[end - 1]) if end > start else None
        if lengths is None:
            return ""
        kinds = self.kinds
        for length in lengths:
            if length <= end - start and text[end - length : end] in kinds:
                return text[end - length : end]
        return ""


class Beginnings:
    """Words found anywhere in a text, from left to right, the longest first, without overlaps."""

    def __init__(self, kinds: Iterable[tuple[str, str]]) -> None:
        self.kinds: dict[str, str] = {}
        for word, kind in kinds:
            self.kinds.setdefault(word, kind)
        self.lengths = _lengths(self.kinds, 0)

    def hits(self, text: str) -> list[tuple[int, int, str]]:
        """Where the words are: start, end, kind."""
        found = []
        free = 0
        first = self.lengths
        for start, sign in enumerate(text):
            if sign in first and start >= free:
                for length in first[sign]:
                    kind = self.kinds.get(text[start : start + length])
                    if kind is not None:
                        free = start + length
                        found.append((start, free, kind))
                        break
        return found


def _lengths(kinds: Iterable[str], sign: int) -> dict[str, tuple[int, ...]]:
    """The lengths of the words with a first or last sign, the longest first."""
    lengths: dict[str, set[int]] = {}
    for word in kinds:
        lengths.setdefault(word[sign], set()).add(len(word))
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
    return Endings(listed(*KINDS))
