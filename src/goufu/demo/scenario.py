"""The scenario: from the first day to the day on which the demonstration stands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from goufu.demo import (
    agencies,
    audits,
    budgets,
    catalogues,
    challenges,
    decisions,
    frameworks,
    innovation,
    inviting,
    participating,
    people,
    procurements,
    projects,
    providers,
    reviews,
)
from goufu.demo.clock import morning_of
from goufu.demo.world import World

STANDS_ON = date(2026, 11, 16)


def run(progress: Callable[[int], object], *, is_small: bool = False) -> None:
    """Fills an installation in which nobody is enrolled yet.

    progress: called with the number of events that have happened since the call before.
    """
    world = World(is_small=is_small)
    for part in (
        people,
        providers,
        catalogues,
        budgets,
        projects,
        agencies,
        reviews,
        procurements,
        frameworks,
        inviting,
        innovation,
        participating,
        challenges,
        decisions,
        audits,
    ):
        part.begin(world)
    world.simulation.run_until(morning_of(STANDS_ON), progress)
