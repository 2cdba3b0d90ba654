"""Attendance at the opening: who is there and as what, and who takes a received envelope away."""

from __future__ import annotations

from uuid import UUID

from goufu.core.action import Action, action
from goufu.core.errors import NotFound
from goufu.core.permissions import Permission
from goufu.procurement.actions.opening_record import custodian_in, note_presence
from goufu.procurement.models import (
    Bid,
    EnvelopeState,
    Opening,
)
from goufu.registry.agents import Agent


def attend(*, opening: int, by: Agent, once: UUID | None = None) -> Opening:
    """Notes that the agent is there: as a custodian, for a bidder, or watching. Raises NotFound for whoever has no part in it."""
    with action(
        "procurement.opening.attended",
        Permission.SEE_PROCUREMENTS,
        Permission.HOLD_KEY,
        Permission.SEE_BIDS,
        by=by,
        once=once,
    ) as act:
        role = _role(act, opening, by)
        found = act.lock(Opening.objects.select_related("procurement__purchaser"), opening)
        act.set_subject(found.procurement)
        if found.present.filter(person=by.person).exists():
            act.nothing_changed()
            return found
        note_presence(act, found, by, role)
        act.log(role=role)
    return found


def _role(act: Action, opening: int, by: Agent) -> str:
    found = Opening.objects.filter(pk=opening).first()
    if found is None:
        raise NotFound
    custodian = custodian_in(found, by)
    if custodian is not None:
        act.allow(custodian)
        return "custodian"
    bid = Bid.objects.filter(envelope__opening=found, bidder=by.body).first()
    if bid is not None:
        act.allow(bid)
        return "bidder"
    if not by.may_on(Permission.SEE_PROCUREMENTS, found):
        raise NotFound
    return "watching"


def download_envelope(*, bid: int, by: Agent, once: UUID | None = None) -> Bid:
    """Notes that the agent takes a received envelope. Before the opening has begun nobody gets one. Raises NotFound, NotAllowed.

    The bidder takes its own back where nothing was opened, and nobody else gets that: custodians together could read it.
    """
    with action(
        "procurement.bid.downloaded",
        Permission.HOLD_KEY,
        Permission.SEE_PROCUREMENTS,
        Permission.BID,
        by=by,
        once=once,
    ) as act:
        found = (
            Bid.objects.select_related("bidder__place", "envelope__opening__procurement__purchaser__place")
            .filter(pk=bid)
            .first()
        )
        if found is None or found.is_paper or not hasattr(found, "envelope"):
            raise NotFound
        opening = found.envelope.opening
        custodian = custodian_in(opening, by)
        is_returned = found.envelope.state == EnvelopeState.RETURNED
        if is_returned and by.may_on(Permission.BID, found):
            act.allow(found)
        elif custodian is not None and not is_returned:
            act.allow(custodian)
        elif by.may_on(Permission.SEE_PROCUREMENTS, opening) and not is_returned:
            act.allow(opening)
        else:
            raise NotFound
        act.only_log(found)
        act.log(number=found.number, digest=found.digest)
    return found
