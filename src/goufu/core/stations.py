"""Stations: how far a thing has come on its way through the rooms, each of which says which part of the way is its own.

A room names them in its AppConfig: `stations = ["goufu.planning.stations.STATIONS"]`. The page of a project shows them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.utils.functional import Promise

from goufu.core.rooms import contributed_objects

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Station:
    """A part of the way. `order` says where it lies; `is_behind`, asked of a project, whether it has got through.

    said: for lists, what `is_behind` reads of a row instead of asking for each: the names of annotations, and how they are made.
    """

    title: str | Promise
    order: int
    is_behind: Callable[[Any], bool]
    said: Callable[[], Mapping[str, Any]] | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """The stations in their order as components/progress.html wants them, and the number of the one that is on, from 1."""

    steps: Sequence[dict[str, Any]]
    here: int


def along_the_way(rows: QuerySet[M]) -> QuerySet[M]:
    """The rows with what their stations say of them, so that no station asks once for each row."""
    said = [each.said() for each in stations_in_order() if each.said]
    found: QuerySet[M] = rows.annotate(**{name: each for names in said for name, each in names.items()})
    return found


def progress_of(project: Any) -> Progress:
    """How far the project has come."""
    return Progress([{"word": each.title, "url": ""} for each in stations_in_order()], station_of(project))


def station_of(project: Any) -> int:
    """The number, from 1, of the first station that isn't behind the project; one more than there are past the last."""
    stations = stations_in_order()
    behind = 0
    while behind < len(stations) and stations[behind].is_behind(project):
        behind += 1
    return behind + 1


@cache
def stations_in_order() -> list[Station]:
    """The stations of all rooms, the first one first."""
    said: list[Sequence[Station]] = contributed_objects("stations")
    return sorted((each for stations in said for each in stations), key=lambda each: each.order)
