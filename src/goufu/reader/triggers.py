"""Triggers: short words without which a title or a need, in its normal form, holds nothing that clauses are read for."""

from __future__ import annotations

from goufu.reader import words
from goufu.reader.patterns import pattern
from goufu.reader.tokens import any_of

_OF_NEEDS = pattern(any_of(words.lists()["need_triggers"]))
_OF_TITLES = pattern(any_of(words.lists()["title_triggers"]))


def title_has_trigger(title: str) -> bool:
    """Whether a title holds a word of persons employed, debts or guarantees."""
    return _OF_TITLES.search(title) is not None


def need_has_trigger(need: str) -> bool:
    """Whether a need holds a word of all that it is read for but powers."""
    return _OF_NEEDS.search(need) is not None
