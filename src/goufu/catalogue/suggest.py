"""Suggestions of guidance-catalogue entries for a title, with the words that led to them; a person decides.

One pass finds the longest known words from left to right. The last one is taken for the head noun and counts most; a
head noun of goods or works leaves nothing. Years, numbers and names of bodies match no word.
Character n-grams as a fallback were tried and left out: on the development titles without any known word they found 5
of 16 entries, and suggested something for 131 titles of goods.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from goufu.catalogue.entries import load_catalogue
from goufu.catalogue.vocabulary import EntryVocabulary, Word, WordKind, load_vocabulary, normalise

MAX_TITLE_LENGTH = 300
LEAST_SCORE = 0.2
# Share of a word's strength by its position from the end of the title, where the head noun is.
SHARE_BY_PLACE = (1.0, 0.62, 0.46, 0.36, 0.3)
SHARE_IN_A_NAME = 0.2
SHARE_BEFORE_OTHER_CONTENT = 0.2
JOINING = frozenset("及和与、/兼暨+")
LONGEST_JOINT = 3


# A word at [start, end) of the normalised title.
Found = tuple[Word, int, int]


class Suggestion(NamedTuple):
    """A suggested third-level entry. `score` is 0..1; `words` are the title's words that led to it."""

    code: str
    name: str
    score: float
    words: tuple[str, ...]


def suggest(title: str, limit: int = 3) -> list[Suggestion]:
    """The suggested entries for the title's first 300 characters, best first; empty when nothing fits."""
    return suggest_many((title,), limit)[0]


def suggest_many(titles: Sequence[str], limit: int = 3) -> list[list[Suggestion]]:
    """The result of `suggest` for each title, in order."""
    vocabulary = load_vocabulary()
    texts = [normalise(title[:MAX_TITLE_LENGTH]) for title in titles]
    return [_rank(_content(text, vocabulary), text, vocabulary, limit) for text in texts]


def _content(text: str, vocabulary: EntryVocabulary) -> list[Found]:
    """The words for what is bought, longest first from the left, without those before the end of a company's name."""
    words, lengths_of = vocabulary.words, vocabulary.lengths.get
    skip, company = WordKind.SKIP, WordKind.BREAK
    content: list[Found] = []
    start, last = 0, len(text) - 1
    while start < last:
        lengths = lengths_of(text[start : start + 2], ())
        step = 1
        for length in lengths:
            word = words.get(text[start : start + length])
            if word is None:
                continue
            if word.kind is company:
                content.clear()
            elif word.kind is not skip:
                content.append((word, start, start + length))
            step = length
            break
        start += step
    return content


def _rank(content: list[Found], text: str, vocabulary: EntryVocabulary, limit: int) -> list[Suggestion]:
    if not content:
        return []
    missing: dict[str, float] = {}
    matched: dict[str, list[str]] = {}
    for word, share in _shares(content, text, vocabulary.name_tails):
        for code, strength in word.entries:
            missing[code] = missing.get(code, 1.0) * (1.0 - strength * share)
            matched.setdefault(code, []).append(word.text)
    likely = sorted((rest, code) for code, rest in missing.items() if rest <= 1.0 - LEAST_SCORE)
    entry = load_catalogue().entry
    return [
        Suggestion(code, entry(code).name, round(1.0 - rest, 3), _in_title_order(matched[code]))
        for rest, code in likely[:limit]
    ]


def _in_title_order(words: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(reversed(words)))


def _shares(content: list[Found], text: str, name_tails: frozenset[str]) -> Iterator[tuple[Word, float]]:
    """The words from last to first, each with the share of its strength that its position gives it."""
    of_all = SHARE_BEFORE_OTHER_CONTENT if content[-1][0].kind is WordKind.OTHER else 1.0
    place, next_start = -1, len(text) + LONGEST_JOINT + 1
    for word, start, end in reversed(content):
        gap = next_start - end
        if not (0 < gap <= LONGEST_JOINT and JOINING.intersection(text[end:next_start])):
            place += 1
        next_start = start
        in_a_name = text[end : end + 1] in name_tails or text[end : end + 2] in name_tails
        share = of_all * SHARE_BY_PLACE[min(place, len(SHARE_BY_PLACE) - 1)]
        yield word, share * SHARE_IN_A_NAME if in_a_name else share
