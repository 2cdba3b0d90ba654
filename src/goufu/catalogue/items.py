"""Procurement items of class C (services), edition 2022. Their source is in `data/procurement_items_2022.toml`."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from goufu.catalogue.errors import UnknownItemError
from goufu.compiled import parsed_toml

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Exclusion:
    """The reason why an item can't be purchased as a service. `articles` are references such as order-102:10."""

    item: str
    reason: str
    articles: tuple[str, ...]
    mark: str


@dataclass(frozen=True, slots=True)
class Item:
    """A procurement item; level 0 is the root C, levels 1 to 4 follow the pairs of digits."""

    code: str
    name: str
    parent: str
    level: int
    scheme: str
    edition: str


class ProcurementItems:
    """The items of one edition, in the order of their codes."""

    def __init__(
        self, head: dict[str, object], items: tuple[Item, ...], exclusions: tuple[Exclusion, ...]
    ) -> None:
        self.title = str(head["title"])
        self.number = str(head["number"])
        self.number_verified = bool(head["number_verified"])
        self.mark = str(head["mark"])
        self.provenance = str(head["provenance"])
        self.items = items
        self.exclusions = exclusions
        self._by_code = {item.code: item for item in items}
        self._excluded = {exclusion.item: exclusion for exclusion in exclusions}

    def item(self, code: str) -> Item:
        """The item of exactly this code. Raises UnknownItemError."""
        try:
            return self._by_code[code]
        except KeyError:
            raise UnknownItemError(code) from None

    def children(self, code: str) -> tuple[Item, ...]:
        """The items directly below. Raises UnknownItemError."""
        self.item(code)
        return tuple(item for item in self.items if item.parent == code)

    def path(self, code: str) -> tuple[Item, ...]:
        """The items from the root C down to the item itself. Raises UnknownItemError."""
        item = self.item(code)
        return (*(self.path(item.parent) if item.parent else ()), item)

    def exclusion(self, code: str) -> Exclusion | None:
        """The exclusion of the item, or of one above it; None when it may be purchased as a service.

        Raises UnknownItemError.
        """
        found = (self._excluded.get(item.code) for item in self.path(code))
        return next((exclusion for exclusion in found if exclusion), None)


@cache
def load_items() -> ProcurementItems:
    """Class C of the 2022 edition: 620 items and the root."""
    head = parsed_toml((DATA / "procurement_items_2022.toml").read_text("utf-8"))
    with (DATA / str(head["file"])).open(encoding="utf-8", newline="") as file:
        items = tuple(
            Item(row["code"], row["name"], row["parent"], int(row["level"]), head["scheme"], head["edition"])
            for row in csv.DictReader(file)
        )
    exclusions = tuple(
        Exclusion(row["item"], row["reason"], tuple(row["articles"]), row["mark"]) for row in head["excluded"]
    )
    return ProcurementItems(head, items, exclusions)


def item_name(code: str) -> str:
    """What the item of exactly this code is called; "" where no item has it."""
    try:
        return load_items().item(code).name
    except UnknownItemError:
        return ""
