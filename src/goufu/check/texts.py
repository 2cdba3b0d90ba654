"""Texts of a list: a title and its need are read once, for the facts of the law and for what is suggested."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from goufu.catalogue.suggest import what_is_bought
from goufu.law.model import Value
from goufu.law.readings import NAMES
from goufu.reader import read

BOUGHT = "bought"
_COLUMNS = (*NAMES, BOUGHT)
_NOTHING: tuple[Value, ...] = (None,) * len(_COLUMNS)


@lru_cache(maxsize=20_000)  # a list repeats its titles
def _read(title: str, need: str) -> tuple[Value, ...]:
    reading = read(title, need or None)
    return *reading.facts, what_is_bought(reading)


def read_texts(texts: Iterable[tuple[str | None, str | None]]) -> dict[str, Sequence[Value]]:
    """The facts of many titles with their needs, and what is bought: by name a column, with None where there is no title."""
    rows = [_read(title, need or "") if title else _NOTHING for title, need in texts]
    return dict(zip(_COLUMNS, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(_COLUMNS, ())
