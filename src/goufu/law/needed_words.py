"""The words without which a pattern can't match: engines search them first, and match only where one is found.

Most texts hold no word of most patterns. A search for plain words is cheap on every engine, while gaps between words
(`[^,;]{0,12}`) make a pattern many times slower.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product

from goufu.compiled import compiled
from goufu.lazy_patterns import lazy_pattern

MOST_WORDS = 400  # a larger set of words is not enumerated
_SIGNS = lazy_pattern(r"[.$?*+(){}]")
_RESERVED = frozenset("|[]%_\\")  # would mean something else to `gf_any`

Words = frozenset[str]


@dataclass(frozen=True, slots=True)
class Parts:
    """The alternatives of a pattern: those that are `plain` words, and those with `gaps`, as a pattern or empty.

    `needed`: words of which every match of `gaps` holds at least one; empty when unknown. `starts`: all possible
    beginnings, for a pattern that tests only the beginning.
    """

    plain: Words
    gaps: str
    needed: Words
    starts: Words = frozenset()


@cache
def parts(pattern: str) -> Parts:
    """The parts of a pattern whose word lists are expanded."""
    plain, gaps, needed, starts = _found(pattern)
    return Parts(frozenset(plain), gaps, frozenset(needed), frozenset(starts))


_found = compiled(__name__, "find_parts")


def find_parts(pattern: str) -> tuple[list[str], str, list[str], list[str]]:
    """The fields of Parts: some milliseconds for a pattern with long lists, so they are compiled."""
    gaps: list[str] = []
    words: Words = frozenset()
    needed: Words | None = frozenset()
    for alternative in _split(pattern):
        found = _Reader(alternative).read()
        if found.all is not None and "" not in found.all:
            words |= found.all
        else:
            gaps.append(alternative)
            needed = None if needed is None or found.needed is None else needed | found.needed
    return sorted(words), "|".join(gaps), sorted(needed or ()), sorted(_starts(pattern))


def any_of(words: Words) -> str:
    """The words as an argument of `gf_any`: joined by |, signs in [], without words that contain another one."""
    lengths = {*map(len, words)}
    remaining = [word for word in words if not any(part in words for part in _parts_of(word, lengths))]
    ordered = sorted(remaining, key=lambda word: (-len(word), word))
    return _SIGNS.sub(r"[\g<0>]", "|".join(ordered))


def _parts_of(word: str, lengths: Collection[int]) -> Iterator[str]:
    """The proper substrings of the word of these lengths."""
    for length in lengths:
        if length < len(word):
            yield from (word[start : start + length] for start in range(len(word) - length + 1))


def _starts(pattern: str) -> Words:
    if not pattern.startswith("^") or len(_split(pattern)) > 1:
        return frozenset()
    return _Reader(pattern[1:]).read().all or frozenset()


def _split(pattern: str) -> list[str]:
    """The alternatives at the top level of the pattern."""
    found, start, depth, in_class = [], 0, 0, False
    for at, sign in enumerate(pattern):
        in_class = sign == "[" or (in_class and sign != "]")
        if not in_class:
            depth += (sign == "(") - (sign == ")")
        if sign == "|" and depth == 0 and not in_class:
            found.append(pattern[start:at])
            start = at + 1
    return [*found, pattern[start:]]


@dataclass(frozen=True, slots=True)
class _Found:
    """The result of a part. `all`: every matching text, when few; `needed`: every match holds one of these."""

    all: Words | None
    needed: Words | None


_NOTHING = _Found(None, None)


def _known(words: Words) -> _Found:
    if any(_RESERVED & set(word) for word in words):
        return _NOTHING
    if len(words) > MOST_WORDS:
        return _Found(None, words if "" not in words else None)
    return _Found(words, words if "" not in words else None)


class _Reader:
    """A reader of the subset in `patterns`: literals, |, (?:…), […], [^…], ? + * {m,n}, ^ at the start."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0

    def read(self) -> _Found:
        """The result for the alternatives up to a closing parenthesis or the end."""
        branches = [self._branch()]
        while self._next("|"):
            branches.append(self._branch())
        return _either(branches)

    def _branch(self) -> _Found:
        items = []
        while self._at < len(self._pattern) and self._pattern[self._at] not in "|)":
            items.append(self._quantified(self._item()))
        return _in_a_row(items)

    def _item(self) -> _Found:
        if self._next("(?:"):
            inside = self.read()
            self._at += 1
            return inside
        if self._next("^"):
            return _NOTHING
        if self._next("["):
            return self._class()
        self._at += 1
        return _known(frozenset(self._pattern[self._at - 1]))

    def _class(self) -> _Found:
        end = self._pattern.index("]", self._at + 1)
        inside = self._pattern[self._at : end]
        self._at = end + 1
        if inside.startswith("^") or "-" in inside:
            return _NOTHING
        return _known(frozenset(inside))

    def _quantified(self, item: _Found) -> _Found:
        if self._next("?"):
            return _known(item.all | {""}) if item.all is not None else _NOTHING
        if self._next("*"):
            return _NOTHING
        if self._next("+"):
            return _Found(None, item.needed)
        if self._next("{"):
            end = self._pattern.index("}", self._at)
            least = self._pattern[self._at : end].split(",")[0]
            self._at = end + 1
            return _Found(None, item.needed) if int(least or 0) else _NOTHING
        return item

    def _next(self, sign: str) -> bool:
        found = self._pattern.startswith(sign, self._at)
        self._at += len(sign) if found else 0
        return found


def _either(branches: list[_Found]) -> _Found:
    if all(branch.all is not None for branch in branches):
        return _known(frozenset().union(*(branch.all or frozenset() for branch in branches)))
    if all(branch.needed is not None for branch in branches):
        return _Found(None, frozenset().union(*(branch.needed or frozenset() for branch in branches)))
    return _NOTHING


def _in_a_row(items: list[_Found]) -> _Found:
    """The result of a sequence: known neighbours are joined; of the rest, the most selective needed words are taken."""
    joined: list[_Found] = [_known(frozenset([""]))]
    for item in items:
        last = joined[-1].all
        if last is not None and item.all is not None and len(last) * len(item.all) <= MOST_WORDS:
            joined[-1] = _known(frozenset(a + b for a, b in product(last, item.all)))
        else:
            joined.append(item)
    if len(joined) == 1:
        return joined[0]
    candidates = [item.needed for item in joined if item.needed]
    return _Found(None, max(candidates, key=lambda words: (min(map(len, words)), -len(words)), default=None))
