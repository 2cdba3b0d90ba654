"""What was learned from labelled examples: which needs and clauses look like those that may not be bought.

Two small linear models over character n-grams, one of needs with their titles and one of contract clauses, made by
`tools/learned_weights.py` from texts that several authors wrote from the law alone. They see dangers told in words that no
list holds. They know no law and stop nothing: where they are fairly sure a person is asked, and where words had asked a
person about what looks lawful nobody is (`doubting.py`).
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterable, Iterator, Set
from functools import cache
from operator import add
from pathlib import Path
from typing import NamedTuple

from goufu.reader.patterns import pattern

HERE = Path(__file__).parent
NEEDS, CLAUSES = HERE / "learned_needs.csv", HERE / "learned_clauses.csv"
SCALE = 100  # weights are stored in hundredths
CONSTANT = ""
FEW = 10  # features: a text that has fewer says little
LONGEST_NGRAM = 3
SHORTEST = 30  # signs: no example is shorter, so nothing is learned of one that is
LONGEST_NEED, LONGEST_CLAUSES = 200, 120  # signs that are looked at together, as long as the examples were
IN_TITLE, SAID = "^", "+"  # mark the n-grams of a title, and the facts that words gave
DOUBTFUL = "doubtful"  # looks like examples of which a lawyer couldn't say whether they are lawful
ENDS = "/"
LAWFUL_AT_ALL = -1.0  # from here on down no text of an author who had been left out broke the law
_number = re.compile(r"[0-9][0-9.,]*").sub
# What titles of all kinds say of themselves, and violations in disguise most of all.
_UNSPECIFIC = pattern("{unspecific}")
_SENTENCE = pattern(r"[^。;!?]+[。;!?]?")
_CLAUSE = pattern(r"[^,;。!?:]+")


class Suspicion(NamedTuple):
    """How much a text looks like the examples of a kind: above 0 more like a violation, below like a lawful one."""

    score: float
    kind: str
    text: str  # the stretch that was looked at


class Table(NamedTuple):
    """The weights of a model by feature: of a violation at all, and of each kind. `constant` has those of no feature."""

    kinds: tuple[str, ...]
    constant: tuple[float, ...]
    at_all: dict[str, int]
    of_kinds: dict[str, tuple[int, ...]]


def suspicions(texts: Iterable[str], model: Path, beside: Set[str] = frozenset()) -> Iterator[Suspicion]:
    """The suspicion of each text in its normal form; `beside` are the features of what stands beside it."""
    return (suspicion(text, model, beside) for text in texts)


def suspicion(text: str, model: Path, beside: Set[str] = frozenset()) -> Suspicion:
    """The suspicion of a text in its normal form; `beside` are the features of what stands beside it."""
    return weigh(ngrams(text) | beside, load(model), text)


def need_context(parts: Iterable[str], said: Iterable[str]) -> set[str]:
    """The features of what stands beside a need: the parts of its title, and the facts that words gave."""
    title = ENDS.join(_UNSPECIFIC.sub("", part) for part in parts)
    return {IN_TITLE + gram for gram in ngrams(title)} | {SAID + name for name in said}


def ngrams(text: str) -> set[str]:
    """The n-grams of a text, all numbers alike."""
    text = _number("0", text)
    found = set(text)
    grams: Iterable[str] = text
    for length in range(1, LONGEST_NGRAM):
        grams = list(map(add, grams, text[length:]))
        found.update(grams)
    return found


def weigh(found: Set[str], table: Table, text: str = "") -> Suspicion:
    """The suspicion by these weights: their sum divided by the root of their number, so that long texts weigh no more.

    A text that looks lawful at all isn't asked which kind it looks like.
    """
    known = table.at_all.keys() & found
    share = 1 / (SCALE * math.sqrt(len(known) + FEW))
    at_all = table.constant[0] + share * sum(map(table.at_all.__getitem__, known))
    if at_all < LAWFUL_AT_ALL or not known:
        return Suspicion(2 * at_all, "", text)
    sums = map(sum, zip(*map(table.of_kinds.__getitem__, known), strict=True))
    of_kinds = [base + share * each for base, each in zip(table.constant[1:], sums, strict=True)]
    most = max(of_kinds)
    return Suspicion(at_all + most, table.kinds[of_kinds.index(most)], text)


def telling_clause(found: Suspicion, path: Path) -> str:
    """The clause of a stretch that makes it look so."""
    table = load(path)
    place = table.kinds.index(found.kind)

    def reach(clause: str) -> int:
        known = table.at_all.keys() & ngrams(clause)
        return sum(table.at_all[gram] + table.of_kinds[gram][place] for gram in known)

    return max(_CLAUSE.findall(found.text), key=reach, default=found.text)


def sentences_with(clause: str, text: str) -> list[str]:
    """The sentences of a text that hold a clause."""
    return [sentence for sentence in _SENTENCE.findall(text) if clause in sentence] if clause else []


def stretches(text: str, longest: int) -> Iterator[str]:
    """A text in stretches of whole sentences, none longer than the examples, but for a sentence that is.

    Of a longer text each sentence that could be an example is looked at by itself, too: among others it may go under.
    """
    if len(text) <= longest:
        if text:
            yield text
        return
    held = ""
    for sentence in _SENTENCE.findall(text):
        if len(sentence) >= SHORTEST:
            yield sentence
        if held and len(held) + len(sentence) > longest:
            yield held
            held = ""
        held += sentence
    if held:
        yield held


@cache
def load(path: Path) -> Table:
    """The weights of a file: its first column is the feature, the second what all violations share, then the kinds."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        _, _, *kinds = next(rows)
        weights = {feature: tuple(map(int, numbers)) for feature, *numbers in rows}
    constant = tuple(number / SCALE for number in weights.pop(CONSTANT))
    return table_of(kinds, constant, weights)


def table_of(kinds: Iterable[str], constant: tuple[float, ...], weights: dict[str, tuple[int, ...]]) -> Table:
    """The table of weights that are given together: of a violation at all first, then of each kind."""
    at_all = {feature: numbers[0] for feature, numbers in weights.items()}
    return Table(
        tuple(kinds), constant, at_all, {feature: numbers[1:] for feature, numbers in weights.items()}
    )
