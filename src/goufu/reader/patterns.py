"""Patterns of the reader, in which `{name}` stands for any word of that list, as in the conditions of the rules."""

from __future__ import annotations

import re

from goufu.lazy_patterns import lazy_pattern
from goufu.reader import words
from goufu.reader.tokens import alternation

_LIST = re.compile(r"\{([a-z_]+)\}")


def pattern(text: str) -> re.Pattern[str]:
    """The pattern, as `re.compile` gives it. A faulty one, or one of an unknown list, is an error when it is first asked."""
    return lazy_pattern(text, expand=with_words)


def with_words(text: str) -> str:
    """A pattern with each `{name}` replaced by the words of that list."""
    return _LIST.sub(lambda found: alternation(words.lists()[found[1]]), text)
