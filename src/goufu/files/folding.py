"""Text as it is compared: what people see alike is alike. What is shown and stored stays as it was typed."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from goufu.files.unseen import BLANK, INVISIBLE, MOST_MARKS
from goufu.lazy_patterns import lazy_pattern

HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_INVISIBLE = lazy_pattern(f"[{INVISIBLE}]")
# Most texts: nothing to drop, and each full-width sign has its half-width one.
_PLAIN = lazy_pattern(rf"[!-~{HAN}\u3001-\u3003\u3005-\u3011\u3014-\u301b\uff01-\uff5e“”‘’—·]*")
_HALF_WIDTH = {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)}


class Folded(NamedTuple):
    """A text as it is compared. `places`: where each of its characters stands in the text as typed, and that one's length."""

    text: str
    places: Sequence[int]

    def typed(self, start: int, end: int) -> tuple[int, int]:
        """Where the characters from `start` to before `end` stand in the text as typed."""
        return self.places[start], self.places[end - 1] + 1 if end > start else self.places[start]


def folded(text: str) -> str:
    """The text in NFKC without invisible signs and white space; between two Latin letters or figures one space stays.

    Cases differ: GIS is not gis.
    """
    return text.translate(_HALF_WIDTH) if _PLAIN.fullmatch(text) else fold(text).text


def name_key(name: str) -> str:
    """A name as names are compared: folded, in small letters."""
    return folded(name).lower()


def fold(text: str) -> Folded:
    """The text as `folded` gives it, and where each character of it was typed."""
    if _PLAIN.fullmatch(text):
        return Folded(text.translate(_HALF_WIDTH), range(len(text) + 1))
    signs: list[str] = []
    places: list[int] = []
    blank: int | None = None  # the place of the first one since the last sign
    for place, sign in _signs(text):
        if sign.isspace() or sign == BLANK:
            blank = place if blank is None else blank
            continue
        if blank is not None and signs and _is_latin(signs[-1]) and _is_latin(sign):
            signs.append(" ")
            places.append(blank)
        blank = None
        signs.append(sign)
        places.append(place)
    return Folded("".join(signs), [*places, len(text)])


def _signs(text: str) -> list[tuple[int, str]]:
    """The visible characters of NFKC and white space, each with the place in the text of the one that it comes from."""
    groups: list[tuple[int, str]] = []  # a character and the marks that are written on it
    for place, sign in enumerate(text):
        if _INVISIBLE.match(sign):
            continue
        if groups and unicodedata.combining(sign):
            start, group = groups[-1]
            if len(group) <= MOST_MARKS:
                groups[-1] = start, group + sign
        else:
            groups.append((place, sign))
    found = []
    for place, group in groups:
        written = unicodedata.normalize("NFKC", group)
        on_nothing = written[:1].isspace()  # a mark on a blank would climb on the sign before it
        found += [
            (place, each)
            for each in written
            if not _INVISIBLE.match(each) and not (on_nothing and unicodedata.combining(each))
        ]
    return found


def _is_latin(sign: str) -> bool:
    return sign.isascii() and sign.isalnum()
