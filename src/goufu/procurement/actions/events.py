"""What all actions share that note in a procurement that something has happened."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from goufu import wall_clock
from goufu.core.action import Action
from goufu.procurement.filling import RESULT
from goufu.procurement.law import expiries, facts_of, kinds_of, situation_of
from goufu.procurement.model import Method
from goufu.procurement.models import Notice, Occurrence, Procurement
from goufu.procurement.notices import load_notices
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


def set_by_clock(act: Action, made: Procurement, method: Method, days: Mapping[str, date], by: Agent) -> None:
    """Notes of one that ran elsewhere the ends of the periods of its notices, by the law of their own days."""
    situation = situation_of(made, facts_of(made))
    for kind in (*kinds_of(method), load_notices()[RESULT]):
        day = next((days[event] for event in kind.events if event in days), None)
        if day:
            for event, until in expiries(method, kind, day, situation).items():
                note_event(act, made, event, by, day=until)
