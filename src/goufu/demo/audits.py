"""The verification of the log that the audit administrator asked for on the last working day; the worker does it."""

from __future__ import annotations

from datetime import date
from functools import partial

from goufu.demo.world import World
from goufu.supervision.actions import ask_verification

ASKED_ON = date(2026, 11, 13)


def begin(world: World) -> None:
    world.simulation.schedule(world.simulation.some_time(ASKED_ON), partial(_verify, world))


def _verify(world: World) -> None:
    ask_verification(after_day=None, covers_tables=True, by=world.agent("auditadmin"))
