"""Deposits are returned, each to its bidder on its day; with the last one the event has happened."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from goufu import wall_clock
from goufu.core.action import Action, action
from goufu.core.errors import NotFound, Refusal
from goufu.core.permissions import Permission
from goufu.procurement.actions.events import note_event
from goufu.procurement.counting import day_of
from goufu.procurement.deposits import RETURNED, RETURNED_TO_WINNER, deposits_of, of_winners
from goufu.procurement.models import Participation, Procurement, ProcurementState
from goufu.procurement.rounds import awards_of
from goufu.procurement.transitions import PROCUREMENT
from goufu.registry.agents import Agent


def return_deposit(
    *, participation: int, day: date, by: Agent, version: int | None = None, once: UUID | None = None
) -> Participation:
    """Records that a bidder got its deposit back on that day. Raises Refusal for a wrong day and the second time; NotFound, Stale."""
    with action("procurement.deposit.returned", Permission.WRITE_PROCUREMENT, by=by, once=once) as act:
        number = Participation.objects.filter(pk=participation).values_list("procurement", flat=True).first()
        procurement, _state = PROCUREMENT.lock(act, Procurement.objects, number, "return-deposit")
        if not deposits_of(procurement).filter(pk=participation).exists():
            raise NotFound
        found = act.lock(
            Participation.objects.select_related("bidder", "lot"), participation, version=version
        )
        if found.deposit_returned_on:
            raise Refusal(f"{found.deposit_returned_on} 已经登记退还", "不用再登记")
        if day > wall_clock.today():
            raise Refusal("退还的日期还没有到", "退还以后再登记", field="day")
        if day < day_of(found.taken_at):
            raise Refusal(f"{day_of(found.taken_at)} 才交的保证金", "请核对日期", field="day")
        act.change(found, deposit_returned_on=day)
        _note_last(act, procurement, by)
        act.set_subject(procurement)
        act.log(bidder=found.bidder.name, amount=found.deposit, day=day)
    return found


def _note_last(act: Action, procurement: Procurement, by: Agent) -> None:
    """Once it is settled who won, and everybody of a side has its deposit back: the event, on the last of their days."""
    if procurement.state != ProcurementState.TERMINATED and not awards_of(procurement).exists():
        return
    won, deposits = of_winners(procurement), deposits_of(procurement)
    noted = set(procurement.occurrences.values_list("event", flat=True))
    for event, rows in ((RETURNED, deposits.exclude(won)), (RETURNED_TO_WINNER, deposits.filter(won))):
        days = [each.deposit_returned_on for each in rows]
        returned = [each for each in days if each]
        if event not in noted and returned and len(returned) == len(days):
            note_event(act, procurement, event, by, day=max(returned))
