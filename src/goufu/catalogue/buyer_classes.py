"""The classes of services that buyers gave what they bought, by the items of 2013, and their say in what is suggested.

`data/buyer_classes.csv` has a row for each class, such as 商务服务: the items of 2022 that it has become, and entries that
belong to it although none of their items does. An entry belongs to a class when one of its items does; it may belong to
several. What class a text is of is asked of the same n-grams as its entries (`goufu.catalogue.entry_scores`).
Why the classes have a say, and what it gains: docs/decisions/0038-three-suggestions.md.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from goufu.catalogue.entries import load_catalogue

CLASSES = Path(__file__).parent / "data" / "buyer_classes.csv"

# Chosen on one half of the titles of tools/entry_weights.py.
RANK_OF_THE_FIRST = 5  # an entry counts 1 / 5 when it is the likeliest, 1 / 6 behind that one
WEIGHT_OF_CLASS = 0.2  # of the rank of an entry's class, beside its own
WEAK = 0.4  # of the highest sum: an entry below may give its place to one of another class
LEAST_GAIN = 0.05  # of probability, for that


class BuyerClasses(NamedTuple):
    """The classes in the order of the file, by places: of an entry among the codes of the third level, of a class in the file.

    `entries` are the entries of each class, `of_entry` the classes of each entry.
    """

    names: tuple[str, ...]
    entries: tuple[tuple[int, ...], ...]
    of_entry: tuple[frozenset[int], ...]

    def chosen(self, sums: Sequence[int], odds: Sequence[float], limit: int) -> list[int]:
        """The entries to suggest, at most `limit`, the highest sum first; none whose sum isn't above 0.

        sums: of each entry; odds: of each class, natural logarithms, whatever constant they share.
        """
        found = highest(sums, limit + 1)
        if not 0 < limit < len(found):
            return found[:limit]
        order = sorted(range(len(odds)), key=odds.__getitem__, reverse=True)
        worth = self._worth(found, order)
        found.remove(min(reversed(found), key=worth.__getitem__))
        last = min(reversed(found), key=worth.__getitem__)
        if sums[last] < WEAK * sums[found[0]]:
            found.remove(last)
            found.append(self._last(last, found, sums, odds, order))
            found.sort(key=sums.__getitem__, reverse=True)
        return found

    def _worth(self, entries: Sequence[int], order: Iterable[int]) -> dict[int, float]:
        """The sum of the reciprocal ranks of each entry and of the likeliest of its classes; entries and classes come in order."""
        of_class = {each: WEIGHT_OF_CLASS / rank for rank, each in enumerate(order, RANK_OF_THE_FIRST)}
        return {
            each: 1 / rank + max(map(of_class.__getitem__, self.of_entry[each]))
            for rank, each in enumerate(entries, RANK_OF_THE_FIRST)
        }

    def _last(
        self,
        last: int,
        others: Iterable[int],
        sums: Sequence[int],
        odds: Sequence[float],
        order: Iterable[int],
    ) -> int:
        """The last entry; or that of the likeliest class that is not met yet, if it adds more to the classes that are met."""
        met = frozenset[int]().union(*map(self.of_entry.__getitem__, others))
        adds = self.of_entry[last] - met
        other = next((each for each in order if each not in met and each not in adds), None)
        if other is None:
            return last
        instead = max(self.entries[other], key=sums.__getitem__)
        if sums[instead] <= 0:
            return last
        most = max(odds)
        shares = [math.exp(each - most) for each in odds]
        add = shares.__getitem__
        more = sum(map(add, self.of_entry[instead] - met)) - sum(map(add, adds))
        return instead if more > LEAST_GAIN * sum(shares) else last


def highest(sums: Sequence[int], limit: int) -> list[int]:
    """The places of the highest sums above 0, of equal ones the earlier first: two scans in C for each beat sorting all."""
    left, found = list(sums), []
    for _ in range(limit):
        most = max(left)
        if most <= 0:
            break
        found.append(left.index(most))
        left[found[-1]] = 0
    return found


@cache
def load_buyer_classes() -> BuyerClasses:
    """The classes of the file, and which third-level entries of the central catalogue belong to them."""
    with CLASSES.open(encoding="utf-8", newline="") as file:
        rows = [
            (row["class"], tuple(row["items"].split()), tuple(row["entries"].split()))
            for row in csv.DictReader(file)
        ]
    leaves = load_catalogue().leaves()
    entries = tuple(
        tuple(
            place
            for place, entry in enumerate(leaves)
            if entry.code.startswith(besides) or any(item.startswith(items) for item in entry.items)
        )
        for _, items, besides in rows
    )
    of_entry = tuple(
        frozenset(each for each, places in enumerate(entries) if place in places)
        for place in range(len(leaves))
    )
    return BuyerClasses(tuple(name for name, _, _ in rows), entries, of_entry)
