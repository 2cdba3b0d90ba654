"""The demonstration told from its first day to the day on which it stands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from goufu.demo import budgets, catalogues, people, projects, providers
from goufu.demo.clock import morning_of
from goufu.demo.people import FIRST_DAY
from goufu.demo.world import World

STANDS_ON = date(2026, 11, 16)


def tell(until: date, progress: Callable[[int], object]) -> None:
    """Fills an installation in which nobody is enrolled yet with what happened until the morning of that day.

    progress: gets the number of days that have been told.
    """
    world = World()
    for part in (people, providers, catalogues, budgets, projects):
        part.begin(world)
    world.story.tell(morning_of(until), lambda day: progress((day - FIRST_DAY).days))
