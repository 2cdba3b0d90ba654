"""How well a text fits each third-level entry of the central catalogue, by the character n-grams that it holds.

Two weights add up for each n-gram and entry: BM25 over the texts of the entry (its name, its items' names, its aliases),
and what `tools/entry_weights.py` learned from titles with their buyers' class, of which `data/entry_weights.csv` keeps
n-grams and numbers alone. The same tool learned how likely each class is (`data/class_weights.csv`). The weights of all
entries and classes stand side by side in one long integer, so that a text costs one addition for each n-gram. Those of an
n-gram are worked out when the program is built (`goufu.compiled`), and the integer is made when a text first holds it: a
short list needs few of seven thousand.
"""

from __future__ import annotations

import csv
import json
import math
import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from operator import add
from pathlib import Path
from sys import byteorder
from typing import Final, NamedTuple

from goufu.catalogue.buyer_classes import load_buyer_classes
from goufu.catalogue.entries import load_catalogue
from goufu.catalogue.items import load_items
from goufu.catalogue.vocabulary import normalise, read_aliases, read_ambiguous
from goufu.compiled import compiled

LEARNED = Path(__file__).parent / "data" / "entry_weights.csv"
LEARNED_SCALE = 10  # of the numbers in that file
CLASSES = Path(__file__).parent / "data" / "class_weights.csv"
CLASSES_SCALE = 100
CONSTANT = ""  # the feature that every text has

# By feature, and entry code or name of a class.
Weights = Mapping[str, Mapping[str, float]]

END = "$"
LONGEST_ENDING = 3
_without_numbers = re.compile("[0-9]+|服务").sub
_without_others = re.compile("其他适合通过市场化方式提供的|其他").sub

WEIGHT_OF_NAME, WEIGHT_OF_ITEM, WEIGHT_OF_ITEM_BELOW = 2.0, 1.0, 0.7
WEIGHT_OF_ALIAS, WEIGHT_OF_WEAK_ALIAS, LESS_FOR_EACH_FURTHER_MEANING = 1.0, 0.6, 0.15
SATURATION, LENGTH_SHARE = 1.2, 0.3  # k1 and b of BM25

_LANE: Final = "i"  # 32 bits an entry or class
_LANE_BYTES = array(_LANE).itemsize
_SIGN = 1 << 8 * _LANE_BYTES - 1
UNIT = 1_000  # a weight of 1
_MOST_REMEMBERED = 100_000  # features, known or not


def features(text: str) -> set[str]:
    """The characters of a text, their pairs, and its last one to three, marked as the end; without 服务 and numbers."""
    text = _without_numbers("", text)
    found = {*text, *map(add, text, text[1:])}
    found.update(text[-length:] + END for length in range(1, min(LONGEST_ENDING, len(text)) + 1))
    return found


class _Lanes(dict[str, int | None]):
    """The weights of all entries and classes side by side, by feature; None for one that is not known.

    weights: as `added_up` gives them; lanes: how many entries and classes there are.
    """

    def __init__(self, weights: Mapping[str, str], lanes: int) -> None:
        self._weights = weights
        self.bytes = lanes * _LANE_BYTES
        self.signs = sum(_SIGN << 8 * start for start in range(0, self.bytes, _LANE_BYTES))

    def __missing__(self, feature: str) -> int | None:
        said, number = self._weights.get(feature), None
        if said is not None:
            lanes = array(_LANE, bytes(self.bytes))
            for pair in said.split():
                place, _sign, weight = pair.partition(":")
                lanes[int(place)] = int(weight)
            number = (int.from_bytes(lanes, byteorder) ^ self.signs) - self.signs
        if len(self) < _MOST_REMEMBERED:
            self[feature] = number
        return number

    def each(self, total: int) -> list[int]:
        """The sums of all lanes in a sum of these numbers, in which one below 0 has borrowed from its neighbour."""
        whole = (total + self.signs) ^ self.signs
        return memoryview(whole.to_bytes(self.bytes, byteorder)).cast(_LANE).tolist()


class Sums(NamedTuple):
    """The sums of weights for a text: of entries in parts of UNIT, of classes as logarithms of their odds.

    `known` is the number of known n-grams; there are no sums where none is known.
    """

    entries: list[int]
    odds: list[float]
    known: int


class EntryScores:
    """The sums of weights for texts. `codes` are the entries in the order of the sums.

    weights: as `added_up` gives them for these codes and then that many classes.
    """

    def __init__(self, codes: Sequence[str], classes: int, weights: Mapping[str, str]) -> None:
        self.codes = tuple(codes)
        self.places = {code: place for place, code in enumerate(self.codes)}
        self._numbers = _Lanes(
            {name: said for name, said in weights.items() if name != CONSTANT}, len(codes) + classes
        )
        self._constant = _Lanes(weights, len(codes) + classes)[CONSTANT] or 0

    @classmethod
    def of(cls, *weights: Weights) -> EntryScores:
        """The scores by these weights of the catalogue's entries and the buyers' classes."""
        codes, classes = _codes(), load_buyer_classes().names
        return cls(codes, len(classes), added_up((*codes, *classes), *weights))

    def sums(self, text: str) -> Sums:
        """The sums for a text, as `suggest.what_is_bought` gives it."""
        numbers = self._numbers
        known = [number for number in map(numbers.__getitem__, features(text)) if number is not None]
        if not known:
            return Sums([], [], 0)
        sums, entries = numbers.each(sum(known, self._constant)), len(self.codes)
        return Sums(sums[:entries], [each / UNIT for each in sums[entries:]], len(known))


@cache
def load_scores() -> EntryScores:
    """The scores by the entries' texts and by what was learned."""
    codes, classes = _codes(), load_buyer_classes().names
    tables = [path.read_text(encoding="utf-8") for path in (LEARNED, CLASSES)]
    given = [(*codes, *classes), texts_of_entries(), *tables]
    return EntryScores(codes, len(classes), _worked_out(json.dumps(given, ensure_ascii=False)))


def work_out(given: str) -> dict[str, str]:
    """The weights of entries and classes, given in JSON: their names, the entries' texts, the two learned tables."""
    names, texts, of_entries, of_classes = json.loads(given)
    return added_up(names, bm25(texts), _learned(of_entries), _of_classes(of_classes))


_worked_out = compiled(__name__, work_out.__name__)


def added_up(names: Sequence[str], *weights: Weights) -> dict[str, str]:
    """The sum of the weights of each feature, in parts of UNIT, for entries and classes of these names: "3:1200 17:-350".

    A number is a place among the names; those whose sum is 0 are left out.
    """
    places = {name: place for place, name in enumerate(names)}
    sums: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for each in weights:
        for feature, by_name in each.items():
            for name, weight in by_name.items():
                sums[feature][places[name]] += round(weight * UNIT)
    return {
        feature: " ".join(f"{place}:{weight}" for place, weight in of_feature.items() if weight)
        for feature, of_feature in sums.items()
    }


def read_learned() -> Weights:
    """The learned weights of entries."""
    return _learned(LEARNED.read_text(encoding="utf-8"))


def read_classes() -> Weights:
    """The learned weights of classes: of n-grams that entries have weights for, too."""
    return _of_classes(CLASSES.read_text(encoding="utf-8"))


def _learned(table: str) -> Weights:
    return {
        row["feature"]: {
            code: int(weight) / LEARNED_SCALE
            for code, weight in (pair.split(":") for pair in row["weights"].split())
        }
        for row in csv.DictReader(table.splitlines())
    }


def _of_classes(table: str) -> Weights:
    return {
        row.pop("feature"): {name: int(weight) / CLASSES_SCALE for name, weight in row.items() if weight}
        for row in csv.DictReader(table.splitlines())
    }


def _codes() -> tuple[str, ...]:
    return tuple(entry.code for entry in load_catalogue().leaves())


def texts_of_entries() -> dict[str, list[tuple[str, float]]]:
    """The texts of each third-level entry, each with its weight: names, names of items, aliases."""
    items = load_items()
    texts: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for entry in load_catalogue().leaves():
        texts[entry.code].append((entry.name, WEIGHT_OF_NAME))
        for code in entry.items:
            texts[entry.code].append((items.item(code).name, WEIGHT_OF_ITEM))
            texts[entry.code] += [(item.name, WEIGHT_OF_ITEM_BELOW) for item in items.children(code)]
    for code, groups in read_aliases().items():
        for group, aliases in groups.items():
            weight = WEIGHT_OF_WEAK_ALIAS if group == "weak" else WEIGHT_OF_ALIAS
            texts[code] += [(alias, weight) for alias in aliases]
    for alias, codes in read_ambiguous().items():
        for meaning, code in enumerate(codes):
            texts[code].append((alias, WEIGHT_OF_ALIAS - LESS_FOR_EACH_FURTHER_MEANING * meaning))
    return {
        code: [(_without_others("", normalise(text)), weight) for text, weight in of_entry]
        for code, of_entry in texts.items()
    }


def bm25(texts: Mapping[str, Iterable[tuple[str, float]]]) -> Weights:
    """The weights of Okapi BM25, with all texts of an entry as its document."""
    counts = {code: _counts(of_entry) for code, of_entry in texts.items()}
    spread = Counter(feature for of_entry in counts.values() for feature in of_entry)
    lengths = {code: sum(of_entry.values()) for code, of_entry in counts.items()}
    mean = sum(lengths.values()) / len(lengths)
    weights: dict[str, dict[str, float]] = defaultdict(dict)
    for code, of_entry in counts.items():
        damping = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * lengths[code] / mean)
        for feature, count in of_entry.items():
            rarity = math.log(1 + (len(counts) - spread[feature] + 0.5) / (spread[feature] + 0.5))
            weights[feature][code] = rarity * count * (SATURATION + 1) / (count + damping)
    return weights


def _counts(texts: Iterable[tuple[str, float]]) -> dict[str, float]:
    """The summed weights of the texts that hold a feature. Of the endings, pairs count alone."""
    counts: dict[str, float] = defaultdict(float)
    for text, weight in texts:
        for feature in features(text):
            if not feature.endswith(END) or len(feature) == 3:
                counts[feature] += weight
    return counts
