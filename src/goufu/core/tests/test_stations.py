"""Stations: the rooms' in one order, and where something stands among them."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import pytest
from django.apps import apps

from goufu.core.stations import Station, progress_of, stations_in_order


def station(title: str, order: int) -> Station:
    """Behind whatever names it among what it has done."""
    return Station(title, order, lambda done: title in done)


EARLY = (station("need", 10), station("budget", 20))
LATE = (station("contract", 40), station("payment", 70))
MIDDLE = (station("tender", 30),)


@pytest.fixture(autouse=True)
def three_rooms(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Three rooms say where their stations lie; no other one does."""
    stations_in_order.cache_clear()
    for config in apps.get_app_configs():
        if hasattr(config, "stations"):
            monkeypatch.delattr(type(config), "stations")
    for room, name in (("journal", "LATE"), ("law", "MIDDLE"), ("ui", "EARLY")):
        monkeypatch.setattr(apps.get_app_config(room), "stations", [f"{__name__}.{name}"], raising=False)
    yield
    stations_in_order.cache_clear()


def test_stations_lie_in_one_order_whatever_the_rooms_is() -> None:
    assert [each.title for each in stations_in_order()] == ["need", "budget", "tender", "contract", "payment"]


@pytest.mark.parametrize(
    ("done", "here"),
    [
        ([], 1),
        (["need"], 2),
        (["need", "budget", "tender"], 4),
        (["need", "budget", "contract", "payment"], 3),  # nothing is left out
        (["need", "budget", "tender", "contract", "payment"], 6),
    ],
)
def test_a_thing_stands_at_the_first_that_is_not_behind(done: Collection[str], here: int) -> None:
    progress = progress_of(done)
    assert progress.here == here
    assert progress.steps[1] == {"word": "budget", "url": ""}
