"""Words of titles that point to entries: the aliases in `data/aliases_*.toml` and the entries' own names."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from operator import add
from pathlib import Path
from typing import Any

from goufu.catalogue.entries import load_catalogue
from goufu.compiled import parsed_toml
from goufu.files.unseen import few_marks

DATA = Path(__file__).parent / "data"
ALIAS_FILES = ("aliases_a.toml", "aliases_a2.toml", "aliases_b.toml")

# Longer words are more specific; these values and the shares below were set on the development titles.
STRENGTH_BY_LENGTH = {2: 0.66, 3: 0.76, 4: 0.84}
STRENGTH_LONG = 0.9
STRENGTH_WEAK = 0.5
SHARE_OF_SECOND_MEANING = 0.85
LEAST_NAME_LENGTH = 4


@dataclass(frozen=True, slots=True)
class Word:
    """A word. `entries` pairs each code with the strength, 0..1, with which the word points to it."""

    text: str
    entries: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class EntryVocabulary:
    """All words, for leftmost-longest matching: `lengths` holds, by the first two characters, the lengths to try."""

    words: dict[str, Word]
    lengths: dict[str, tuple[int, ...]]

    def found(self, text: str) -> list[Word]:
        """The words in a text from left to right, without overlaps, the longest first."""
        found = []
        lengths = self.lengths
        free = 0
        for start, pair in enumerate(map(add, text, text[1:])):
            if pair not in lengths or start < free:
                continue
            for length in lengths[pair]:
                word = self.words.get(text[start : start + length])
                if word is not None:
                    found.append(word)
                    free = start + length
                    break
        return found


def normalise(text: str) -> str:
    """The text in NFKC and capitals, so that full-width characters match. Traditional characters stay."""
    return unicodedata.normalize("NFKC", few_marks(text)).upper()


def read_aliases() -> dict[str, dict[str, list[str]]]:
    """The aliases by entry code: {'words': specific words, 'weak': general words}."""
    aliases: dict[str, dict[str, list[str]]] = {}
    for name in ALIAS_FILES:
        aliases |= _read(name)
    return aliases


def read_ambiguous() -> dict[str, list[str]]:
    """The entry codes by ambiguous word, the commoner meaning first."""
    return {row["word"]: row["entries"] for row in _read("ambiguous.toml")["ambiguous"]}


@cache
def load_vocabulary() -> EntryVocabulary:
    """The vocabulary of all words in the data files and the entries' own names."""
    words = _words()
    lengths: dict[str, set[int]] = {}
    for text in words:
        lengths.setdefault(text[:2], set()).add(len(text))
    return EntryVocabulary(
        words, {head: tuple(sorted(found, reverse=True)) for head, found in lengths.items()}
    )


def _words() -> dict[str, Word]:
    found: dict[str, Word] = {}
    for entry in load_catalogue().leaves():
        for text in {normalise(entry.name), normalise(entry.name).removesuffix("服务")}:
            # 安全服务 without 服务 would match every title about safety.
            if len(text) >= LEAST_NAME_LENGTH:
                found[text] = Word(text, ((entry.code, _strength(text)),))
    for code, groups in read_aliases().items():
        for group, texts in groups.items():
            for text in map(normalise, texts):
                strength = STRENGTH_WEAK if group == "weak" else _strength(text)
                found[text] = Word(text, ((code, strength),))
    for text, codes in read_ambiguous().items():
        shares = (1.0, *[SHARE_OF_SECOND_MEANING] * (len(codes) - 1))
        pointed = tuple((code, _strength(text) * share) for code, share in zip(codes, shares, strict=True))
        found[normalise(text)] = Word(normalise(text), pointed)
    return found


def _strength(text: str) -> float:
    return STRENGTH_BY_LENGTH.get(len(text), STRENGTH_LONG)


def _read(name: str) -> dict[str, Any]:
    table: dict[str, Any] = parsed_toml((DATA / name).read_text("utf-8"))
    return table
