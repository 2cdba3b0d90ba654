"""Names within a text: what holds the sign of a connector or a word with a meaning of its own, and says nothing."""

from __future__ import annotations

import re
from functools import cache

from goufu.reader.lexicon import Beginnings, listed

MASK = "□"
QUOTED = re.compile("《[^》]*》")


def masked(text: str) -> str:
    """The text with names and quoted titles covered, sign for sign, so that no word is found within them."""
    for start, end, _ in names().hits(text):
        text = text[:start] + MASK * (end - start) + text[end:]
    if "《" in text:
        text = QUOTED.sub(lambda match: MASK * len(match.group()), text)
    return text


@cache
def names() -> Beginnings:
    """Names that hold words with another meaning, with their list."""
    return Beginnings(listed("organs_in_names", "place_names", "people", "things"))
