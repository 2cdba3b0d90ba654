"""Doubts that words raised, and that count as none because the need reads like those of lawful purchases."""

from __future__ import annotations

from dataclasses import dataclass

from goufu.check.terms import STAGE
from goufu.law.load import load_rulebook
from goufu.reader import ReadFacts, read


@dataclass(frozen=True, slots=True)
class SetAside:
    """A doubt that was set aside: what it would have been called, and the words that raised it."""

    title: str
    words: str


def doubts_set_aside(title: str, need: str) -> list[SetAside]:
    """The doubts of words alone that the learned examples took away; none without a need, which alone can look lawful."""
    if not title or not need:
        return []
    by_words, told = read(title, need, learned=False).facts, read(title, need).facts
    titles = load_rulebook().stages[STAGE].read
    lost = [name for name in ReadFacts._fields if getattr(by_words, name) and not getattr(told, name)]
    return [SetAside(titles[name].title, str(getattr(by_words, name))) for name in lost]
