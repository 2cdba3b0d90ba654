"""Signs that nobody sees. One table: cells are kept without the first of them, texts are compared and read without any.

So are marks beyond the thirtieth on one sign: no script has more (the Stream-Safe text format of UAX 15), and putting
thousands in order takes a time that grows with the square of their number.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterable
from functools import cache

from goufu.lazy_patterns import lazy_pattern

Span = tuple[int, int]
# Control characters but for white space, and characters without width, which come with copied text.
_COPIED: tuple[Span, ...] = (
    (0x00, 0x08), (0x0B, 0x0C), (0x0E, 0x1F), (0x7F, 0x7F), (0xAD, 0xAD), (0x180E, 0x180E), (0x200B, 0x200F),
    (0x202A, 0x202E), (0x2060, 0x2064), (0xFEFF, 0xFEFF),
)  # fmt: skip
# What a name keeps, though nobody sees it: joiners, fillers, variants of a sign, tags, formats of notes and of old scripts, the
# rest of the control characters.
_TYPED: tuple[Span, ...] = (
    (0x80, 0x84), (0x86, 0x9F), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F),
    (0x2065, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFFA0, 0xFFA0), (0xFFF9, 0xFFFB), (0x13430, 0x13438),
    (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
)  # fmt: skip
MOST_MARKS = 30
# no mark is Latin, Han, Korean or of full width: found many times faster than the marks themselves
_MAY_BE_CROWDED = lazy_pattern(
    f"[^\\x00-\u02ff\u3030-\u3098\u3100-\ua66e\uac00-\ud7ff\uff00-\uffff]{{{MOST_MARKS + 1}}}"
)
BLANK = "\u2800"  # of Braille: white on white, and no white space to Python


def _class(spans: Iterable[Span]) -> str:
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in spans)


# for character classes of regular expressions
UNSEEN = _class(_COPIED)
INVISIBLE = _class((*_COPIED, *_TYPED))
INVISIBLE_SIGNS = frozenset(
    chr(code) for first, last in (*_COPIED, *_TYPED) for code in range(first, last + 1)
)


def few_marks(text: str) -> str:
    """The text with no more marks on a sign than a script may have."""
    if not _MAY_BE_CROWDED.search(text):
        return text
    return _crowd().sub(lambda found: found.group()[:MOST_MARKS], text)


def is_crowded(text: str) -> bool:
    """Whether a sign of the text bears more marks than a script may have."""
    return _MAY_BE_CROWDED.search(text) is not None and _crowd().search(text) is not None


@cache
def _crowd() -> re.Pattern[str]:
    marks = "".join(filter(unicodedata.combining, map(chr, range(sys.maxunicode + 1))))
    return re.compile(f"[{marks}]{{{MOST_MARKS + 1},}}")
