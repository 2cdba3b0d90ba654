"""JSON that others have written: read whole, or not at all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any


def json_of(data: bytes | str) -> Any:
    """What it says. Raises ValueError for what is no JSON, is nested without end, or holds text that nothing can store."""
    try:
        value = json.loads(data)
        texts = [*texts_in(value)]
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if any(has_nul(each) or has_half_a_character(each) for each in texts):
        raise ValueError("text with a NUL or half a character")
    return value


def texts_in(value: object) -> Iterator[str]:
    """The texts in it at any depth, names included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, each in value.items():
            yield name
            yield from texts_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from texts_in(each)


def has_nul(text: str) -> bool:
    return "\0" in text


def has_half_a_character(text: str) -> bool:
    """Whether a surrogate stands alone in it."""
    return any("\ud800" <= character <= "\udfff" for character in text)
