"""Chinese word segmentation for searching titles: the same for stored texts and for queries."""

from __future__ import annotations

import unicodedata

from django.contrib.postgres.search import SearchQuery

LONGEST = 100


def tokens(*texts: str) -> str:
    """The words of the texts and the shorter words within them, each once, separated by blanks."""
    import rjieba  # its dictionary takes a tenth of a second to load

    found: dict[str, None] = {}
    for text in texts:
        for word in rjieba.cut_for_search(_plain(text)):
            if word.isalnum():
                found[word] = None
    return " ".join(found)


def search(text: str) -> SearchQuery | None:
    """A search query for rows that contain every word of the text; None when the text has no words.

    A single character stands for the words that begin with it: few words have one alone.
    """
    asked = tokens(text[:LONGEST]).split()
    if not asked:
        return None
    terms = [_term(word) for word in asked]
    query = terms[0]
    for term in terms[1:]:
        query &= term
    return query


def _term(word: str) -> SearchQuery:
    if len(word) == 1:  # a letter or a figure, as `tokens` has it: nothing of the query's own language
        return SearchQuery(f"{word}:*", config="simple", search_type="raw")
    return SearchQuery(word, config="simple", search_type="plain")


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()
