"""What the patterns of a rule have found in a text: the words that an answer shows."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from goufu.law import patterns
from goufu.law.conditions import Conditions
from goufu.law.expression import Expression
from goufu.law.model import Rulebook, Value

Find = Callable[[Mapping[str, Value]], str]


def finder(name: str, conditions: Conditions, book: Rulebook) -> Find:
    """A function that finds, in a row's facts, what the rule's patterns match: the word of the list `name`, else all of it.

    Patterns with that list come first; without a match it is "".
    """
    calls = [
        node
        for condition in (conditions.must, conditions.applies)
        for node in condition.tree.walk()
        if node.kind == "call" and node.text in ("gf_match", "gf_ends")
    ]
    calls.sort(key=lambda call: name not in patterns.word_lists(call.parts[1].text))
    sought = [(_text(call.parts[0], book), call.parts[1].text) for call in calls]

    def find(facts: Mapping[str, Value]) -> str:
        for text, pattern in sought:
            if whole := _pattern(pattern, book).search(text(facts)):
                word = _pattern("{" + name + "}", book).search(whole[0])
                return word[0] if word else whole[0]
        return ""

    return find


def _text(node: Expression, book: Rulebook) -> Find:
    """The text that a pattern reads, as a function of a row's facts."""
    if node.kind == "column":
        return lambda facts: str(facts.get(node.text) or "")
    if node.kind == "coalesce":
        parts = [_text(part, book) for part in node.parts]
        return lambda facts: next((text for part in parts if (text := part(facts))), "")
    return lambda facts: ""


@lru_cache(maxsize=4096)
def _pattern(pattern: str, book: Rulebook) -> re.Pattern[str]:
    return re.compile(patterns.expand(pattern, book.words))
