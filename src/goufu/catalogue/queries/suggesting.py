"""Suggestions of entries for a project's title, from the edition that applies to the body."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from goufu.catalogue.models import EditionEntry
from goufu.catalogue.queries.applied import edition_for
from goufu.catalogue.suggest import suggest
from goufu.registry.models import Body


class EntrySuggestion(NamedTuple):
    """A suggested entry. `score` is 0..1; `words` are the title's words that led to it."""

    entry: EditionEntry
    score: float
    words: tuple[str, ...]


def suggest_entries(title: str, body: Body, day: date, limit: int = 3) -> list[EntrySuggestion]:
    """The suggested entries, best first; empty when nothing fits or no edition applies. Three queries.

    The vocabulary is that of the central catalogue; an entry missing from the edition is not suggested. Entries below a
    suggested one follow it, for a person to choose from.
    """
    edition = edition_for(body, day)
    if edition is None:
        return []
    proposed = suggest(title, limit)
    codes = [each.code for each in proposed]
    entries = edition.entries.filter(parent__in=codes) | edition.entries.filter(code__in=codes)
    found = [
        EntrySuggestion(entry, each.score, each.words)
        for each in proposed
        for entry in sorted(entries, key=lambda entry: entry.code)
        if entry.code.startswith(each.code)
    ]
    for suggestion in found:
        suggestion.entry.edition = edition
    return found[:limit]
