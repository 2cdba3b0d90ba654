"""Parts of a title: split at the connectors, each with its head, its object and the words around them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from goufu.reader.cutting import names
from goufu.reader.lexicon import Endings, heads, listed
from goufu.reader.spans import Stretch

CONNECTORS = re.compile("及其|以及|及|和|与|、|暨|\\+|/|并|兼|含|包括|，|,|;|；|——")
MASK = "□"
REACH = 16  # how many signs before the head its object may stand


@dataclass(slots=True)
class Piece:
    """A part at work: what stands in it, and what it was found to be."""

    stretch: Stretch
    text: str  # masked, without neutral words at the end
    head: str = ""
    head_kind: str = ""
    head_start: int = 0
    words: list[tuple[str, str, int]] = field(
        default_factory=list
    )  # word, kind, signs between it and the head
    said_service: bool = False
    said_purchase: bool = False
    borrowed: bool = False  # shares the head of the part to its right
    kind: str = "none"
    sure: float = 0.0

    @property
    def object(self) -> str:
        """The nearest word before the head, or what stands there unknown."""
        return self.words[0][0] if self.words else ""

    @property
    def object_kind(self) -> str:
        """The kind of the nearest word before the head."""
        return self.words[0][1] if self.words else ""

    def has(self, kind: str, within: int = REACH) -> str:
        """The word of a kind that stands at most so many signs before the head, or an empty text."""
        return next((word for word, found, gap in self.words if found == kind and gap <= within), "")


def split(stretch: Stretch) -> list[Piece]:
    """The coordinated parts of what is left of a title, from left to right."""
    text = masked(stretch.text)
    bounds = [0]
    for match in CONNECTORS.finditer(text):
        bounds += match.span()
    bounds.append(len(text))
    spans = zip(bounds[::2], bounds[1::2], strict=True)
    return [piece(stretch.between(start, end), text[start:end]) for start, end in spans if start < end]


def masked(text: str) -> str:
    """A text with the names covered, sign for sign, so that no word is found within them."""
    for start, end, _ in names().hits(text):
        text = text[:start] + MASK * (end - start) + text[end:]
    return text


def piece(stretch: Stretch, text: str) -> Piece:
    """A part with its head, the longest known word that ends it, and the words before the head."""
    known, neutral = heads(), _neutral()
    end = len(text)
    found = Piece(stretch, text)
    while True:
        head = known.longest(text, 0, end)
        tail = neutral.longest(text, 0, end)
        if len(head) >= len(tail):
            break
        end -= len(tail)
        found.said_service |= tail == "服务"
    found.text = text[:end]
    read_head(found, head)
    return found


def read_head(piece: Piece, head: str) -> None:
    """Sets the head of a part, and finds the words before it."""
    known = heads()
    piece.head = head
    piece.head_kind = known.kinds.get(head, "")
    piece.head_start = len(piece.text) - len(head) if piece.text.endswith(head) else len(piece.text)
    text, end = piece.text, piece.head_start
    piece.words = []
    while end > 0 and piece.head_start - end < REACH:
        word = known.longest(text, 0, end)
        if word:
            piece.words.append((word, known.kinds[word], piece.head_start - end))
        end -= len(word) or 1


@cache
def _neutral() -> Endings:
    return Endings(listed("neutral"))
