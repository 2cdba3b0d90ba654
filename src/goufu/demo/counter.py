"""What is brought to a counter of the demonstration, a stick, paper, and paper that comes late, and the ceremony that opens them."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

from goufu import wall_clock
from goufu.core.permissions import Permission
from goufu.demo.sealing import bidder_of, envelopes_for, use_keys
from goufu.demo.world import World
from goufu.documents import blocks
from goufu.documents.blocks import OFFICIAL_PDF
from goufu.documents.papers import Paper
from goufu.documents.store import store
from goufu.procurement.actions.closing import close_opening
from goufu.procurement.actions.counter import hand_back, receive_paper
from goufu.procurement.actions.joining import join_keys
from goufu.procurement.actions.opening import begin_opening
from goufu.procurement.actions.receiving import receive
from goufu.procurement.actions.scanning import attach_scans, check_scans
from goufu.procurement.actions.unsealing import read_envelope
from goufu.procurement.actions.unwrapping import check_reading, read_out
from goufu.procurement.models import Bid, Envelope, EnvelopeState, HandedInBy, Procurement, Wrapping
from goufu.procurement.sealed.envelopes import WHOLE
from goufu.procurement.sealed.reception import Brought, Incoming
from goufu.procurement.sealed.scans import digest_of_scans
from goufu.registry.agents import Agent
from goufu.sealing.streams import digest_of

BROUGHT = 3  # a stick, paper, and paper that is late
STICK, PAPER = "0.93", "0.90"  # of the ceiling


def schedule(world: World, number: int, deadline: datetime, first: int, by: Agent, checks: Agent) -> None:
    """A stick and paper the day before, paper when it is too late, and the ceremony. first: which providers bring them."""
    for moment, act in (
        (deadline - timedelta(days=1), partial(_bring_stick, number, first, by)),
        (deadline - timedelta(hours=20), partial(_bring_paper, number, first + 1, by)),
        (deadline + timedelta(minutes=2), partial(_bring_late, number, first + 2, by)),
        (deadline + timedelta(minutes=10), partial(_hold, number, by, checks)),
    ):
        world.simulation.schedule(moment, act)


def _bring_stick(number: int, which: int, by: Agent) -> None:
    found, agent = Procurement.objects.get(pk=number), bidder_of(number, which)
    brought = Brought(agent.person.name, reader=by.person.pk)
    for data in envelopes_for(found, agent, Decimal(STICK), f"{number:064x}"):
        incoming = Incoming(number, by.body.pk, digest_of(io.BytesIO(data)))
        incoming.read_at_counter(brought, len(data), [data])
        receive(procurement=number, incoming=incoming, by=by, way=HandedInBy.STICK, brought_by=brought.by)


def _bring_paper(number: int, which: int, by: Agent) -> Bid:
    agent = bidder_of(number, which)
    return receive_paper(
        procurement=number,
        credit_code=agent.body.credit_code or "",
        kind=WHOLE,
        pieces=2,
        wrapping=Wrapping.INTACT,
        brought_by=agent.person.name,
        by=by,
    )


def _bring_late(number: int, which: int, by: Agent) -> None:
    late = _bring_paper(number, which, by)
    hand_back(bid=late.token, given_to=late.brought_by, by=by)


def _hold(number: int, by: Agent, checks: Agent) -> None:
    """The ceremony: keys, paper by two people, then the others."""
    opening = begin_opening(procurement=number, by=by)
    use_keys(number)
    join_keys(opening=opening.pk, by=by)
    for envelope in opening.envelopes.filter(state=EnvelopeState.SEALED).select_related("bid__bidder"):
        _unwrap(envelope, by, checks)
    for envelope in opening.envelopes.filter(state=EnvelopeState.JOINED).order_by("-bid__kind", "number"):
        read_envelope(envelope=envelope.pk, by=by)
    close_opening(opening=opening.pk, by=by)


def _unwrap(envelope: Envelope, by: Agent, checks: Agent) -> None:
    found, bidder = envelope.opening.procurement, envelope.bid.bidder
    price = ((found.ceiling or 100) * Decimal(PAPER)).quantize(Decimal("0.01"))
    read_out(
        envelope=envelope.pk,
        opened_by=by.person.name,
        checked_by=envelope.bid.brought_by,
        name=bidder.name,
        price=price,
        by=by,
    )
    check_reading(envelope=envelope.pk, price=price, by=checks)
    with store().draft([_scan(found, bidder.name, price)]) as draft:
        scanned = attach_scans(envelope=envelope.pk, drafts=[("响应文件.pdf", draft)], by=by)
    check_scans(envelope=envelope.pk, digest=digest_of_scans(scanned), pages=1, by=checks)


def _scan(found: Procurement, bidder: str, price: Decimal) -> bytes:
    """A made-up response, as it would be scanned."""
    said = [
        blocks.title(f"{found.title}\n响应文件"),
        blocks.rows([("供应商", bidder), ("采购编号", found.number), ("报价（元）", f"{price:,.2f}")]),
    ]
    return (
        Paper(
            kind="content",
            permission=Permission.HOLD_OPENING,
            template=OFFICIAL_PDF,
            number=found.number,
            name="响应文件",
            day=wall_clock.today(),
            words=lambda: {"blocks": said},
        )
        .write()
        .content
    )
