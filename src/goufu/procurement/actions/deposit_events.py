"""The events of deposits: everybody of a side has its deposit back."""

from __future__ import annotations

from goufu.core.action import Action
from goufu.procurement.actions.events import note_event
from goufu.procurement.deposits import RETURNED, RETURNED_TO_WINNER, deposits_of, of_winners
from goufu.procurement.law import days_of
from goufu.procurement.models import Procurement, ProcurementState
from goufu.procurement.review.events import AWARDED, SHORTLISTED
from goufu.registry.agents import Agent


def note_deposits(act: Action, procurement: Procurement, by: Agent) -> None:
    """Notes, once it is settled who won, that all of a side have their deposits back, on the last of their days."""
    happened = days_of(procurement.occurrences.all())
    if procurement.state != ProcurementState.TERMINATED and not happened.keys() & {AWARDED, SHORTLISTED}:
        return
    won, deposits = of_winners(procurement), deposits_of(procurement)
    for event, rows in ((RETURNED, deposits.exclude(won)), (RETURNED_TO_WINNER, deposits.filter(won))):
        days = [each.deposit_returned_on for each in rows]
        returned = [each for each in days if each]
        if event not in happened and returned and len(returned) == len(days):
            note_event(act, procurement, event, by, day=max(returned))
