"""Chinese cut into words, for the search of titles: the same cut for what is stored and for what is looked for."""

from __future__ import annotations

import unicodedata

import rjieba
from django.contrib.postgres.search import SearchQuery

LONGEST = 100


def tokens(*texts: str) -> str:
    """The words of the texts and the shorter words within them, each once, a blank between."""
    found: dict[str, None] = {}
    for text in texts:
        for word in rjieba.cut_for_search(_plain(text)):
            if word.isalnum():
                found[word] = None
    return " ".join(found)


def search(text: str) -> SearchQuery | None:
    """A query for rows that hold every word of the text; None when there is no word in it."""
    asked = tokens(text[:LONGEST]).split()
    if not asked:
        return None
    terms = [SearchQuery(word, config="simple", search_type="plain") for word in asked]
    query = terms[0]
    for term in terms[1:]:
        query &= term
    return query


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()
