"""A title as it was read, for display: its parts marked where they stand, each with what it was taken for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from goufu.reader import KIND_WORDS, Part, TextReading
from goufu.reader.reading import SURE_FROM


@dataclass(frozen=True, slots=True)
class Marked:
    """A stretch of the title as typed. `kind`: ok, stop, warn, info as cards have them; "" for what is no part."""

    text: str
    kind: str = ""
    words: str = ""


def stretches_of(reading: TextReading) -> Iterator[Marked]:
    """The title from its first sign to its last."""
    at = 0
    for part in sorted(reading.parts, key=lambda part: part.start):
        if part.start < at or part.end <= part.start:  # a part within another, such as what a bracket adds
            continue
        if part.start > at:
            yield Marked(reading.text[at : part.start])
        yield Marked(reading.text[part.start : part.end], _kind(part), in_words(part))
        at = part.end
    if at < len(reading.text):
        yield Marked(reading.text[at:])


def in_words(part: Part) -> str:
    """What the part was taken for, by which word, in Chinese."""
    doubt = (
        ""
        if part.sure >= SURE_FROM or part.kind not in ("works", "goods", "duty", "finance", "labour")
        else "可能是"
    )
    head = f"（“{part.head}”）" if part.head else ""
    return f"{doubt}{KIND_WORDS[part.kind]}{head}"


def _kind(part: Part) -> str:
    if part.kind == "service":
        return "ok"
    if part.kind in ("it", "thing", "unclear", "none"):
        return "info"
    return "stop" if part.sure >= SURE_FROM else "warn"
