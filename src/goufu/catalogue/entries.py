"""The central guidance catalogue: entries A (public services) and B (auxiliary services), three levels.

The source and verification status of the list are in `data/guidance_central.toml`. Codes below the first level are
provisional.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from goufu.catalogue.errors import NoEditionError, UnknownEntryError
from goufu.compiled import parsed_toml

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class GuidanceEdition:
    """A published edition of a catalogue. `valid_to` is the last day, None while it is in force."""

    scheme: str
    edition: str
    title: str
    issuer: str
    valid_from: date
    valid_to: date | None
    valid_from_verified: bool
    verified: bool
    mark: str
    provenance: str


@dataclass(frozen=True, slots=True)
class GuidanceEntry:
    """An entry of a guidance catalogue. `parent` is '' at level 1; `items` are codes of procurement items."""

    code: str
    name: str
    parent: str
    level: int
    scheme: str
    edition: str
    valid_from: date
    valid_to: date | None
    provisional: bool
    confidence: str
    items: tuple[str, ...]

    def is_valid(self, day: date) -> bool:
        """Whether the entry was in force on the day; first and last day included."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class Catalogue:
    """The entries of one edition, in the order of their codes."""

    def __init__(self, edition: GuidanceEdition, entries: tuple[GuidanceEntry, ...]) -> None:
        self.edition = edition
        self.entries = entries
        self._by_code = {entry.code: entry for entry in entries}

    def entry(self, code: str) -> GuidanceEntry:
        """The entry of exactly this code. Raises UnknownEntryError."""
        try:
            return self._by_code[code]
        except KeyError:
            raise UnknownEntryError(code, self.edition.title) from None

    def children(self, code: str = "") -> tuple[GuidanceEntry, ...]:
        """The entries directly below; '' gives the two classes. Raises UnknownEntryError."""
        if code:
            self.entry(code)
        return tuple(entry for entry in self.entries if entry.parent == code)

    def path(self, code: str) -> tuple[GuidanceEntry, ...]:
        """The entries from the class down to the entry itself, one to three. Raises UnknownEntryError."""
        entry = self.entry(code)
        return (*(self.path(entry.parent) if entry.parent else ()), entry)

    def leaves(self) -> tuple[GuidanceEntry, ...]:
        """The entries of the third level, to which projects are assigned."""
        return tuple(entry for entry in self.entries if entry.level == 3)


@cache
def _central() -> Catalogue:
    head = parsed_toml((DATA / "guidance_central.toml").read_text("utf-8"))
    edition = GuidanceEdition(
        valid_to=head.get("valid_to"),
        **{key: head[key] for key in GuidanceEdition.__slots__ if key != "valid_to"},
    )
    items: dict[str, list[str]] = {}
    for row in _rows("entry_items.csv"):
        items.setdefault(row["entry"], []).append(row["item"])
    entries = tuple(
        GuidanceEntry(
            code=row["code"],
            name=row["name"],
            parent=row["parent"],
            level=int(row["level"]),
            scheme=edition.scheme,
            edition=edition.edition,
            valid_from=date.fromisoformat(row["valid_from"]) if row["valid_from"] else edition.valid_from,
            valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else edition.valid_to,
            provisional=row["provisional"] == "yes",
            confidence=row["confidence"],
            items=tuple(items.get(row["code"], ())),
        )
        for row in _rows("guidance_central.csv")
    )
    return Catalogue(edition, entries)


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def load_catalogue(day: date | None = None) -> Catalogue:
    """The central catalogue as in force on a day; None takes the newest edition.

    Raises NoEditionError for a day before the two-class scheme, when six older classes were in use.
    """
    newest = _central()
    if day is None:
        return newest
    valid = tuple(entry for entry in newest.entries if entry.is_valid(day))
    if not valid:
        raise NoEditionError(day.isoformat(), newest.edition.valid_from.isoformat())
    return newest if len(valid) == len(newest.entries) else Catalogue(newest.edition, valid)
