"""What all actions share that note in a procurement that something has happened."""

from __future__ import annotations

from datetime import date, datetime

from goufu import wall_clock
from goufu.core.action import Action
from goufu.procurement.models import Notice, Occurrence, Procurement
from goufu.registry.agents import Agent


def note_event(
    act: Action,
    procurement: Procurement,
    event: str,
    by: Agent | None,
    *,
    day: date | None = None,
    moment: datetime | None = None,
    notice: Notice | None = None,
    note: str = "",
) -> Occurrence:
    """Adds the event of that day, by default today. `by`: None where the panel did it."""
    made = Occurrence(
        procurement=procurement,
        event=event,
        day=day or wall_clock.today(),
        moment=moment,
        notice=notice,
        note=note,
        person=by.person if by else None,
        recorded_at=wall_clock.now(),
    )
    return act.create(made)
