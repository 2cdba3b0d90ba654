"""Finding of decisions by any part of a word: a text is the pairs of signs that stand side by side in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import reduce
from operator import and_

from django.contrib.postgres.search import SearchQuery

from goufu.reader import normal

LONGEST = 100  # signs of what is looked for
_runs = re.compile(r"\w+").findall


def pairs(*texts: str) -> str:
    """The pairs of signs in the texts, each once, separated by blanks; a sign that stands alone is itself."""
    return " ".join(dict.fromkeys(pair for text in texts for run in _words(text) for pair in _pairs(run)))


def search(text: str) -> SearchQuery | None:
    """A query for texts that hold all pairs of each word; None without a word. A single sign stands for pairs that begin with it."""
    terms = [_term(pair) for word in _words(text[:LONGEST]) for pair in _pairs(word)]
    return reduce(and_, terms) if terms else None


def _words(text: str) -> Iterator[str]:
    yield from _runs(normal(text).text.lower().replace("_", " "))


def _pairs(word: str) -> list[str]:
    return [word[at : at + 2] for at in range(len(word) - 1)] or [word]


def _term(pair: str) -> SearchQuery:
    if len(pair) == 1:
        return SearchQuery(f"{pair}:*", config="simple", search_type="raw")
    return SearchQuery(pair, config="simple", search_type="plain")
