"""Words of some lists in a text, each with all lists that hold it: what sentences are read by."""

from __future__ import annotations

import re
from collections.abc import Iterable
from operator import add
from typing import NamedTuple

from goufu.reader import words


class Token(NamedTuple):
    """A word at a place of a text. `kinds` are the names of the lists that hold it."""

    word: str
    kinds: frozenset[str]
    start: int
    end: int


class Vocabulary:
    """The words of some lists, all of two signs or more, by their first two: one look-up tells that none begins there."""

    def __init__(self, names: Iterable[str]) -> None:
        kinds: dict[str, set[str]] = {}
        for name in names:
            for word in words.lists()[name]:
                kinds.setdefault(word, set()).add(name)
        self._by_start: dict[str, list[tuple[str, frozenset[str]]]] = {}
        for word in sorted(kinds, key=len, reverse=True):
            self._by_start.setdefault(word[:2], []).append((word, frozenset(kinds[word])))

    def tokens(self, text: str, start: int, end: int) -> list[Token]:
        """The words between two places, from left to right: the longest at each place, none within another."""
        found = []
        by_start = self._by_start
        free = start
        for at, pair in enumerate(map(add, text[start:end], text[start + 1 : end]), start):
            if pair not in by_start:
                continue
            for word, kinds in by_start[pair]:
                if text.startswith(word, at):
                    if free < at + len(word) <= end:
                        free = at + len(word)
                        found.append(Token(word, kinds, at, free))
                    break
        return found


def alternation(found: Iterable[str]) -> str:
    """The words as one group of a regular expression, longest first."""
    return f"(?:{'|'.join(map(re.escape, sorted(found, key=lambda word: (-len(word), word))))})"
