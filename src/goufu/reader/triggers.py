"""Triggers: short words without which a title or a need, in its normal form, holds nothing that clauses are read for."""

from __future__ import annotations

from goufu.reader import words
from goufu.reader.patterns import pattern
from goufu.reader.tokens import alternation

_OF_NEEDS = words.lists()["need_triggers"]
# signs and longer words apart: a class of signs alone is found by a table
_SIGNS = pattern(f"[{''.join(word for word in _OF_NEEDS if len(word) == 1)}]")
_WORDS = pattern(alternation(word for word in _OF_NEEDS if len(word) > 1))
_OF_TITLES = pattern("{title_triggers}")


def title_has_trigger(title: str) -> bool:
    """Whether a title holds a word of persons employed, debts or guarantees."""
    return _OF_TITLES.search(title) is not None


def need_has_trigger(need: str) -> bool:
    """Whether a need holds a word of all that it is read for but powers."""
    return _SIGNS.search(need) is not None or _WORDS.search(need) is not None
