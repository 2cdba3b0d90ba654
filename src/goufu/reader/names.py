"""Names within a text: what holds the sign of a connector or a word with a meaning of its own, and says nothing."""

from __future__ import annotations

from functools import cache

from goufu.reader.lexicon import Beginnings, listed
from goufu.reader.patterns import pattern

MASK = "□"
_QUOTED = pattern("《[^》]*》")


def masked(text: str) -> str:
    """The text with names and quoted titles covered, sign for sign, so that no word is found within them."""
    pieces: list[str] = []
    free = 0
    for start, end, _ in names().hits(text):
        pieces += (text[free:start], MASK * (end - start))
        free = end
    return without_quotes("".join((*pieces, text[free:])), MASK)


def without_quotes(text: str, mask: str = "") -> str:
    """The text without quoted titles, or with each of their signs covered by a mask."""
    closed = text.rfind("》") + 1  # behind it each mark would be looked for till the end
    return (
        _QUOTED.sub(lambda match: mask * len(match.group()), text[:closed]) + text[closed:]
        if closed
        else text
    )


@cache
def names() -> Beginnings:
    """Names that hold words with another meaning, with their list."""
    return Beginnings(listed("organs_in_names", "place_names", "people", "things"))
