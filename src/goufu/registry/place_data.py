"""The places that come with the installation: data/places.csv; their source is in data/places.toml."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from goufu.journal.told import ToldRows
from goufu.journal.told_entries import tell
from goufu.registry.models.places import CENTRE, Place, level_of

_FILE = Path(__file__).parent / "data" / "places.csv"
OPEN = 9999  # the last year of places that have not ended


@dataclass(frozen=True, slots=True)
class Listed:
    """A code, its name, and the first and last yearly table that lists it so; None: the newest still does."""

    code: str
    name: str
    listed_from: int
    listed_until: int | None

    @property
    def last(self) -> int:
        return self.listed_until or OPEN

    @property
    def key(self) -> tuple[str, int]:
        return self.code, self.listed_from


def listed_places() -> list[Listed]:
    with _FILE.open(encoding="utf-8", newline="") as file:
        return [
            Listed(
                row["code"],
                row["name"],
                int(row["listed_from"]),
                int(row["listed_until"]) if row["listed_until"] else None,
            )
            for row in csv.DictReader(file)
        ]


def load_places() -> int:
    """Adds the missing places and returns their number. Changes by administrators are left as they are."""
    listed = listed_places()
    with transaction.atomic():
        there = {(place.code, place.listed_from): place for place in Place.objects.all()}
        ended = _end(listed, there)
        in_use = {code for (code, _), place in there.items() if place.is_current}
        new = [
            each
            for each in listed
            if each.key not in there and not (each.listed_until is None and each.code in in_use)
        ]
        made = _create(new, there)
        _tell(made, ended)
    return len(new)


def _tell(made: list[Place], ended: list[Place]) -> None:
    told = ToldRows()
    for place in made:
        told.created(place)
    for place in ended:
        told.changed(place, ["listed_until"])
    if told:
        tell(
            "registry.places.loaded",
            subject=("place", ""),
            rows=told,
            facts={"added": len(made), "ended": len(ended)},
        )


def _end(listed: list[Listed], there: dict[tuple[str, int], Place]) -> list[Place]:
    """Ends stored places that newer tables no longer list, and returns them."""
    ended = []
    for each in listed:
        place = there.get(each.key)
        if place and place.is_current and each.listed_until:
            place.listed_until = each.listed_until
            ended.append(place)
    Place.objects.bulk_update(ended, ["listed_until"], batch_size=1_000)
    return ended


def _create(new: list[Listed], there: dict[tuple[str, int], Place]) -> list[Place]:
    """Stores the new places level by level from the top, so that each finds its parent; returns them."""
    all_made = []
    for level in ("central", "province", "city", "county"):
        by_code: dict[str, list[Place]] = {}
        for place in there.values():
            by_code.setdefault(place.code, []).append(place)
        made = [
            Place(
                code=each.code,
                name=each.name,
                level=level,
                parent=_parent(each, by_code),
                listed_from=each.listed_from,
                listed_until=each.listed_until,
            )
            for each in new
            if level_of(each.code) == level
        ]
        Place.objects.bulk_create(made, batch_size=2_000)
        there |= {(place.code, place.listed_from): place for place in made}
        all_made += made
    return all_made


def _parent(listed: Listed, by_code: dict[str, list[Place]]) -> Place | None:
    """The parent in the last year that lists both; for a county without a city, the province."""
    code = listed.code
    if code == CENTRE:
        return None
    above = {
        "province": [CENTRE],
        "city": [code[:2] + "0000"],
        "county": [code[:4] + "00", code[:2] + "0000"],
    }
    for each in above[level_of(code)]:
        shared = [
            place
            for place in by_code.get(each, ())
            if place.listed_from <= listed.last and (place.listed_until or OPEN) >= listed.listed_from
        ]
        if shared:
            return max(shared, key=lambda place: place.listed_from)
    return None
