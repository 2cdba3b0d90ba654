"""Queries of the catalogue."""

from __future__ import annotations

from goufu.catalogue.queries.applied import (
    Applied,
    applied_to,
    base_for,
    central_edition,
    day_in,
    edition_for,
    entry_for,
    entry_names,
    place_word,
)
from goufu.catalogue.queries.central import held_lists
from goufu.catalogue.queries.suggesting import EntrySuggestion, suggest_entries

__all__ = [
    "Applied",
    "EntrySuggestion",
    "applied_to",
    "base_for",
    "central_edition",
    "day_in",
    "edition_for",
    "entry_for",
    "entry_names",
    "held_lists",
    "place_word",
    "suggest_entries",
]
