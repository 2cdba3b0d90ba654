"""Doubts that words raised, and that count as none because the need reads like those of lawful purchases."""

from __future__ import annotations

from dataclasses import dataclass

from goufu.check.terms import STAGE
from goufu.law.load import load_rulebook
from goufu.reader import read


@dataclass(frozen=True, slots=True)
class SetAside:
    """A doubt that was set aside: what it would have been called, and the words that raised it."""

    title: str
    words: str


def doubts_set_aside(title: str, need: str) -> list[SetAside]:
    """The doubts of words that the learned examples took away; none without a need, which alone can look lawful."""
    if not title or not need:
        return []
    titles = load_rulebook().stages[STAGE].read
    return [SetAside(titles[name].title, said) for name, said in read(title, need).set_aside]
