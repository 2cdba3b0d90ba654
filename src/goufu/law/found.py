"""What the patterns of a rule have found in a text: the words that an answer shows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from goufu.law import patterns
from goufu.law.conditions import Conditions
from goufu.law.expression import Expression
from goufu.law.model import Rulebook, Value


def found_text(name: str, conditions: Conditions, facts: Mapping[str, Value], book: Rulebook) -> str:
    """The matched part of the text that the rule reads: the word of the list `name`, else the whole match."""
    matched = []
    for call in _pattern_calls(conditions):
        text, pattern = call.parts[0], call.parts[1].text
        whole = _pattern(pattern, book).search(_text(text, facts, book))
        if whole is not None:
            matched.append((name in patterns.word_lists(pattern), whole[0]))
    matched.sort(key=lambda each: not each[0])
    if not matched:
        return ""
    word = _pattern("{" + name + "}", book).search(matched[0][1]) if name else None
    return word[0] if word else matched[0][1]


@lru_cache(maxsize=4096)
def _pattern_calls(conditions: Conditions) -> tuple[Expression, ...]:
    return tuple(
        node
        for condition in (conditions.must, conditions.applies)
        for node in condition.tree.walk()
        if node.kind == "call" and node.text in ("gf_match", "gf_ends")
    )


def _text(node: Expression, facts: Mapping[str, Value], book: Rulebook) -> str:
    if node.kind == "column":
        return str(facts.get(node.text) or "")
    if node.kind == "coalesce":
        return next((text for part in node.parts if (text := _text(part, facts, book))), "")
    if node.kind == "call" and node.text == "gf_without":
        return _without(node.parts[1].text, book).sub("", _text(node.parts[0], facts, book))
    return ""


@lru_cache(maxsize=4096)
def _pattern(pattern: str, book: Rulebook) -> re.Pattern[str]:
    return re.compile(patterns.expand(pattern, book.words))


@lru_cache(maxsize=256)
def _without(pattern: str, book: Rulebook) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, patterns.literals(pattern, book.words))))
