"""Clauses of needs and contracts: who does what to whom."""

from __future__ import annotations

from typing import Any

from goufu.reader.reading import Signal


def read_clauses(title: str, need: str) -> tuple[dict[str, Any], tuple[Signal, ...]]:
    """The facts that a need, together with its title, gives, by the names of ReadFacts, and the signals found.

    Both texts are in their normal form. A fact that the title has given already stands before one given here.
    """
    return {}, ()
