"""The word lists of the reader: data in `words/`, each list with a name, a Chinese title and its words."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from goufu.compiled import parsed_toml

HOME = Path(__file__).parent / "words"


class WordsError(Exception):
    """A word list that is wrong, with the list and what is wrong about it."""


@cache
def lists() -> dict[str, tuple[str, ...]]:
    """The words of each list, the longest first."""
    return {name: entry for name, (_, entry) in _read().items()}


@cache
def titles() -> dict[str, str]:
    """The Chinese title of each list."""
    return {name: title for name, (title, _) in _read().items()}


@cache
def _read() -> dict[str, tuple[str, tuple[str, ...]]]:
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for path in sorted(HOME.glob("*.toml")):
        for name, entry in parsed_toml(path.read_text("utf-8")).items():
            if name in found:
                raise WordsError(f"{path.name}：词表 {name} 写了两次")
            words = tuple(sorted(entry["words"], key=lambda word: (-len(word), word)))
            found[name] = (entry["title"], words)
    return found
