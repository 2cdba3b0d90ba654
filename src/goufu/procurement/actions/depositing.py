"""Deposits are returned, each to its bidder on its day; with the last one the event has happened."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from goufu import wall_clock
from goufu.core.action import action
from goufu.core.errors import NotFound, Refusal
from goufu.core.permissions import Permission
from goufu.procurement.actions.deposit_events import note_deposits
from goufu.procurement.deposits import deposits_of
from goufu.procurement.models import Participation, Procurement
from goufu.procurement.timing.counting import day_of
from goufu.procurement.transitions import PROCUREMENT
from goufu.registry.agents import Agent


def return_deposit(
    *, participation: int, day: date, by: Agent, version: int | None = None, once: UUID | None = None
) -> Participation:
    """Records that a bidder got its deposit back on that day. Raises Refusal for a wrong day and the second time; NotFound, Stale."""
    with action("procurement.deposit.returned", Permission.TELL_RESULT, by=by, once=once) as act:
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
        note_deposits(act, procurement, by)
        act.log(bidder=found.bidder.name, amount=found.deposit, day=day)
    return found
