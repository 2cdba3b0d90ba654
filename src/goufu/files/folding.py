"""Text as it is compared and read: what people see alike is alike. What is shown and stored stays as it was typed.

One folding for all: NFKC, without white space and signs that show nothing, a mark on the sign before it whatever stands
between. The reader asks it for capitals and for where each sign was typed (`normal`); names and headers are compared by
it as `folded`, which keeps cases and one space between Latin words.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from itertools import dropwhile
from typing import NamedTuple

from goufu.files.unseen import BLANK, INVISIBLE_SIGNS, MOST_MARKS, is_crowded
from goufu.lazy_patterns import lazy_pattern

HAN = "\u3400-\u4dbf\u4e00-\u9fff"
# most texts: nothing to drop, and each full-width sign has its half-width one
_PLAIN = lazy_pattern(rf"[!-~{HAN}\u3001-\u3003\u3005-\u3011\u3014-\u301b\uff01-\uff5e“”‘’—·]*")
_HALF_WIDTH = {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)}
# invisible signs that Python calls printable: fillers, joiners, variation selectors, the blank braille cell
BLANKS = frozenset(filter(str.isprintable, INVISIBLE_SIGNS)) | {BLANK}
# signs that stand for themselves, of which three titles in four consist
MAY_FOLD = lazy_pattern(r"[^\u4e00-\u9fff!-`{-~、。《》“”‘’—·]")
# in most texts every sign is one of these, and then none is blank
_UNUSUAL = lazy_pattern(r"[^\u4e00-\u9fff!-~\u3001-\u3163\uff01-\uff5e“”‘’—…·]")
# what most texts are folded by, one sign by one: so that they are spared the slow way
WIDE_PUNCTUATION = tuple(zip("，；：（）！？％＋", ",;:()!?%+", strict=True))
_BLANKS_SAID = lazy_pattern(rf"[\s{BLANK}]")
FIRST_MARK, LAST_MARK = 0x300, 0x1F000  # no sign beyond combines with another
MOST_FOLDED = 50_000


class Normal(NamedTuple):
    """A text in its normal form, and the same with small letters as they were typed, to be shown to people.

    `places[i]` is the place in the text as typed of sign i; None where both are the same.
    """

    text: str
    cased: str
    places: tuple[int, ...] | None = None

    def typed(self, start: int, end: int) -> tuple[int, int]:
        """The place in the text as typed of the signs from `start` up to `end`."""
        if self.places is None or start >= end:
            return start, end
        return self.places[start], self.places[end - 1] + 1


def normal(text: str) -> Normal:
    """The normal form of a text: NFKC, capitals, without white space, line breaks, controls and invisible signs."""
    if MAY_FOLD.search(text) is None:
        return Normal(text, text)
    if is_plain(text):
        narrow = text
        for wide, sign in WIDE_PUNCTUATION:
            narrow = narrow.replace(wide, sign)
        if not is_crowded(narrow) and unicodedata.is_normalized("NFKC", narrow):
            return Normal(_capitals(narrow), narrow)
    signs: list[str] = []
    places: list[int] = []
    for place, cluster in enumerate(text) if _marks().isdisjoint(text) else _clusters(text):
        folded = _FORMS[cluster]
        if len(folded) == 1:
            signs.append(folded)
            places.append(place)
        else:
            signs.extend(folded)
            places.extend((place,) * len(folded))
    cased = "".join(signs)
    return Normal(_capitals(cased), cased, tuple(places))


def folded(text: str) -> str:
    """The text as `normal` folds it, in the cases that were typed: GIS is not gis; between two Latin letters or figures one space stays."""
    if _PLAIN.fullmatch(text):
        return text.translate(_HALF_WIDTH)
    found = normal(text)
    if found.places is None or _BLANKS_SAID.search(text) is None:
        return found.cased
    signs: list[str] = []
    last = 0  # the place of the sign before
    for sign, place in zip(found.cased, found.places, strict=True):
        if signs and _is_latin(sign) and _is_latin(signs[-1]) and any(map(_is_blank, text[last + 1 : place])):
            signs.append(" ")
        signs.append(sign)
        last = place
    return "".join(signs)


def name_key(name: str) -> str:
    """A name as names are compared: folded, in small letters."""
    return folded(name).lower()


def is_plain(text: str) -> bool:
    """Whether a text holds no white space, control or invisible sign."""
    return is_usual(text) or (text.isprintable() and " " not in text and BLANKS.isdisjoint(text))


def is_usual(text: str) -> bool:
    """Whether a text holds only common Chinese signs, Latin letters, digits and punctuation, as most do."""
    return _UNUSUAL.search(text) is None


def invisible(sign: str) -> bool:
    """Whether a sign shows nothing: white space, a control, a format sign, a filler."""
    return sign in INVISIBLE_SIGNS or _is_blank(sign)


def _is_blank(sign: str) -> bool:
    return sign.isspace() or sign == BLANK


def _is_latin(sign: str) -> bool:
    return sign.isascii() and sign.isalnum()


@cache
def _marks() -> frozenset[str]:
    """The signs that combine with the one before them."""
    return frozenset(filter(unicodedata.combining, map(chr, range(FIRST_MARK, LAST_MARK))))


def _clusters(text: str) -> list[tuple[int, str]]:
    """The visible signs with the marks that combine with them, each with the place of its sign."""
    clusters: list[tuple[int, str]] = []
    for place, sign in enumerate(text):
        if invisible(sign):
            continue
        if clusters and unicodedata.combining(sign):
            start, cluster = clusters[-1]
            if len(cluster) <= MOST_MARKS:
                clusters[-1] = (start, cluster + sign)
        else:
            clusters.append((place, sign))
    return clusters


class _Forms(dict[str, str]):
    """What signs, with their marks, are folded to: each is worked out once; what shows nothing is folded to nothing."""

    def __missing__(self, cluster: str) -> str:
        signs = [sign for sign in unicodedata.normalize("NFKC", cluster) if not invisible(sign)]
        # a mark that is left without its sign goes, too
        form = "".join(dropwhile(unicodedata.combining, signs))
        if len(self) < MOST_FOLDED:
            self[cluster] = form
        return form


_FORMS = _Forms()


def _capitals(text: str) -> str:
    """Capitals, but for a text that would change its length by them."""
    upper = text.upper()
    return upper if len(upper) == len(text) else text
