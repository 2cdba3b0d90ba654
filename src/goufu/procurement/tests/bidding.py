"""Bidders with sealed bids, for tests: a consultation that receives them, envelopes, and their way into the house."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import NamedTuple

from goufu import wall_clock
from goufu.core.roles import Role
from goufu.planning.models import Project
from goufu.procurement.actions.receiving import receive
from goufu.procurement.models import Bid, HandedInBy, Procurement
from goufu.procurement.sealed.reception import Incoming
from goufu.procurement.sealed.sheets import sheet_of
from goufu.procurement.tests.keyholders import Holder, keyed, rehearsed
from goufu.procurement.tests.procuring import BEGIN, announced, as_tender, on, planned
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County, agent, body
from goufu.sealing.contents import Source
from goufu.sealing.envelope import seal
from goufu.sealing.label import Label

NAMES = ("福寿居家养老服务中心", "春苗社会工作服务社", "阳光康复中心", "同心服务社")
DEADLINE = datetime(2026, 12, 16, 9, 30, tzinfo=wall_clock.CHINA)


class Receiving(NamedTuple):
    """A procurement that receives sealed bids."""

    procurement: Procurement
    holders: list[Holder]


def receiving(
    county: County, needed: int = 2, project: Project | None = None, *, is_tender: bool = False
) -> Receiving:
    """Announced, with keys that were rehearsed."""
    before = BEGIN - timedelta(days=35)
    with on(before):
        made = planned(county, project)
        if is_tender:
            made = as_tender(made, county)
        announced(made, "intention", county, before)
        people = keyed(made, county, needed)
        rehearsed(made, people)
    with on(BEGIN):
        announced(made, "tender" if is_tender else "consultation", county, BEGIN)
    return Receiving(Procurement.objects.get(pk=made.pk), people)


def bidder(county: County, number: int = 0) -> Agent:
    """The agent of a provider."""
    code = f"5253999900000{number:04}X"
    at = body(
        f"{NAMES[number % len(NAMES)]}{number // len(NAMES) or ''}",
        county.place,
        kind="social_service_organisation",
        credit_code=code,
    )
    return agent(f"供应商{number}", at, Role.PROVIDER_AGENT)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Within the block it is that moment."""
    with wall_clock.telling(wall_clock.standing(moment)):
        yield


def quotation(price: str) -> bytes:
    said = {"format": "goufu-quotation", "version": 1, "price": price, "nonce": "0" * 32}
    return json.dumps(said).encode()


def sealed_for(
    procurement: Procurement,
    by: Agent,
    kind: str = "price",
    files: Sequence[tuple[str, bytes]] = (("quotation.json", quotation("500000.00")),),
    sequence: int = 1,
    lot: str = "1",
) -> bytes:
    """An envelope as the bidder's computer makes it."""
    out = io.BytesIO()
    sources = [Source(name, len(data), lambda data=data: io.BytesIO(data)) for name, data in files]  # type: ignore[misc]
    label = Label(procurement.number, lot, by.body.credit_code or "", kind, sequence)
    seal(sources, sheet_of(procurement), label, out, wall_clock.now())
    return out.getvalue()


def digest_of(data: bytes) -> str:
    return hashlib.new("sm3", data).hexdigest()


def brought(procurement: Procurement, body: int, data: bytes) -> Incoming:
    """All of its pieces have come."""
    incoming = Incoming(procurement.pk, body, digest_of(data))
    incoming.add(incoming.have, len(data), [data[incoming.have :]])
    return incoming


def send(procurement: Procurement, by: Agent, data: bytes) -> Bid:
    """The bid, sent over the web now."""
    return receive(
        procurement=procurement.pk, incoming=brought(procurement, by.body.pk, data), by=by, way=HandedInBy.WEB
    )


def both_kinds(procurement: Procurement, by: Agent, price: str = "500000.00") -> list[Bid]:
    """A whole response: qualification and technical, and price."""
    return [
        send(procurement, by, sealed_for(procurement, by, "technical", [("方案.txt", "服务方案".encode())])),
        send(procurement, by, sealed_for(procurement, by, "price", [("quotation.json", quotation(price))])),
    ]
