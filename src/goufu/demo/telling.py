"""The demonstration told from its first day to the day on which it stands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from goufu.demo import budgets, catalogues, people, projects, providers
from goufu.demo.world import World
from goufu.wall_clock import CHINA

STANDS_ON = datetime(2026, 11, 16, 9, 30, tzinfo=CHINA)
DAYS = (STANDS_ON.date() - people.FIRST_DAY).days


def tell(progress: Callable[[int], object]) -> None:
    """Fills an installation in which nobody is enrolled yet. `progress` gets the number of days that have been told."""
    world = World()
    for part in (people, providers, catalogues, budgets, projects):
        part.begin(world)
    world.story.tell(STANDS_ON, lambda day: progress((day - people.FIRST_DAY).days))
