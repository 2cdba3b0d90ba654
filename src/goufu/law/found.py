"""What the patterns of a rule have found in a text: the words that an answer shows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from sqlglot import exp

from goufu.law import patterns
from goufu.law.conditions import Conditions
from goufu.law.model import Rulebook, Value


def found_text(name: str, conditions: Conditions, facts: Mapping[str, Value], book: Rulebook) -> str:
    """The matched part of the text that the rule reads: the word of the list `name`, else the whole match."""
    matched = []
    for call in _pattern_calls(conditions):
        pattern = str(call.expressions[1].this)
        whole = _pattern(pattern, book).search(_text(call.expressions[0], facts, book))
        if whole is not None:
            matched.append((name in patterns.word_lists(pattern), whole[0]))
    matched.sort(key=lambda each: not each[0])
    if not matched:
        return ""
    word = _pattern("{" + name + "}", book).search(matched[0][1]) if name else None
    return word[0] if word else matched[0][1]


@lru_cache(maxsize=4096)
def _pattern_calls(conditions: Conditions) -> tuple[exp.Anonymous, ...]:
    return tuple(
        call
        for condition in (conditions.must, conditions.applies)
        for call in condition.tree.find_all(exp.Anonymous)
        if call.name in ("gf_match", "gf_ends")
    )


def _text(node: exp.Expr, facts: Mapping[str, Value], book: Rulebook) -> str:
    if isinstance(node, exp.Column):
        return str(facts.get(node.name) or "")
    if isinstance(node, exp.Coalesce):
        return next(
            (text for part in (node.this, *node.expressions) if (text := _text(part, facts, book))), ""
        )
    if isinstance(node, exp.Anonymous) and node.name == "gf_without":
        return _without(str(node.expressions[1].this), book).sub("", _text(node.expressions[0], facts, book))
    return ""


@lru_cache(maxsize=4096)
def _pattern(pattern: str, book: Rulebook) -> re.Pattern[str]:
    return re.compile(patterns.expand(pattern, book.words))


@lru_cache(maxsize=256)
def _without(pattern: str, book: Rulebook) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, patterns.literals(pattern, book.words))))
