"""Whether the list of what is bought centrally in a place has an item: the answer without a database.

The database's function `catalogue_in_central_list` (migration 0005) answers the same of projects; tests hold the two together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple, Self

from goufu.lazy_patterns import lazy_pattern

ITEM = r"[ABC][0-9]{8}"
_ITEM_FIRST = lazy_pattern(rf"({ITEM})(?![0-9])")  # its name may stand behind it


def prefix_of(code: str) -> str:
    """The pairs of digits of a code without the zeros at its end: what lies in the place, or below the item, begins so."""
    head, pairs = code[: len(code) % 2], code[len(code) % 2 :]
    while pairs.endswith("00"):
        pairs = pairs[:-2]
    return head + pairs


def item_in(text: str) -> str:
    """The item's code with which the text begins; "" where it begins with none."""
    found = _ITEM_FIRST.match(text.strip().upper())
    return found[1] if found else ""


@dataclass(frozen=True)
class HeldList:
    """A list with what it covers, as `prefix_of` gives place and items. `title` says which it is, and from which day on."""

    title: str
    place: str
    level: str
    valid_from: date
    items: Sequence[str]

    def has(self, item: str) -> bool | None:
        """Whether the list has the item or one above it; None where it has only some below it."""
        if any(item[:end] in self._covered for end in range(1, len(item) + 1, 2)):
            return True
        return None if prefix_of(item) in self._above else False

    @cached_property
    def _covered(self) -> frozenset[str]:
        return frozenset(self.items)

    @cached_property
    def _above(self) -> frozenset[str]:
        return frozenset(item[:end] for item in self.items for end in range(1, len(item), 2))


class Listed(NamedTuple):
    """The answer, and the list that gives it; None and "" where no list is there."""

    answer: bool | None
    title: str


class HeldLists:
    """The lists of all places, in the order in which they were brought."""

    def __init__(self, lists: Iterable[HeldList] = ()) -> None:
        self._lists = [*lists]
        self._nearest: dict[tuple[str, str, date], HeldList | None] = {}

    def __bool__(self) -> bool:
        return bool(self._lists)

    def listed(self, place: str, level: str, item: str, day: date) -> Listed:
        """What the list of the nearest place says of the item: that for the level before that for all, the latest."""
        key = (place, level, day)
        if key not in self._nearest:
            self._nearest[key] = self._found(*key)
        nearest = self._nearest[key]
        return Listed(nearest.has(item), nearest.title) if nearest else Listed(None, "")

    def _found(self, place: str, level: str, day: date) -> HeldList | None:
        holding = [
            (len(each.place), each.level != "", each.valid_from, order)
            for order, each in enumerate(self._lists)
            if place.startswith(each.place) and each.level in ("", level) and each.valid_from <= day
        ]
        return self._lists[max(holding)[-1]] if holding else None

    def to_json(self) -> list[dict[str, Any]]:
        return [asdict(each) | {"valid_from": each.valid_from.isoformat()} for each in self._lists]

    @classmethod
    def from_json(cls, stored: Iterable[dict[str, Any]]) -> Self:
        lists = (HeldList(**each) for each in stored)
        return cls(replace(each, valid_from=date.fromisoformat(str(each.valid_from))) for each in lists)
