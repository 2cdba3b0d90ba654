"""Regular expressions that are compiled when they are first asked.

A list of ten lines asks less than a third of those that reading lists and titles may want, and to compile all took a tenth
of its time.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, cast

_ASKED = ("search", "match", "fullmatch", "finditer", "findall", "split", "sub", "subn")


class _LazyPattern:
    """In place of a compiled pattern: what `re.Pattern` does, once it is asked for."""

    def __init__(self, pattern: str, flags: int, expand: Callable[[str], str]) -> None:
        self.pattern = pattern
        self._flags = flags
        self._expand = expand

    def __getattr__(self, name: str) -> Any:
        """Called until the pattern is compiled: then its methods are attributes, found as quickly as they were."""
        found = re.compile(self._expand(self.pattern), self._flags)
        for each in _ASKED:
            setattr(self, each, getattr(found, each))
        return getattr(found, name)


def lazy_pattern(pattern: str, flags: int = 0, *, expand: Callable[[str], str] = str) -> re.Pattern[str]:
    """The pattern, as `re.compile` gives it. A faulty one is an error when it is first asked.

    `expand` makes of the text what is compiled, where that isn't the same.
    """
    return cast(re.Pattern[str], _LazyPattern(pattern, flags, expand))
