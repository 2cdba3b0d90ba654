"""Sealed bids of the demonstration: custodians whose keys lie in it for whoever looks around, and bidders who have sent."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from decimal import Decimal

from goufu import wall_clock
from goufu.core.roles import Role
from goufu.demo.participating import is_fit, join
from goufu.demo.services import read
from goufu.demo.world import Purchaser, World, username
from goufu.procurement.actions.joining import give_peels
from goufu.procurement.actions.keys import (
    Named,
    answer_rehearsal,
    give_key,
    make_sheet,
    plan_keys,
    rehearse_again,
)
from goufu.procurement.actions.participating import record_download
from goufu.procurement.actions.receiving import receive
from goufu.procurement.models import Custodian, HandedInBy, Procurement
from goufu.procurement.queries.papers import file_papers
from goufu.procurement.queries.sealed import opening_now, outsides_of
from goufu.procurement.sealed.envelopes import envelopes_of
from goufu.procurement.sealed.reception import Incoming
from goufu.procurement.sealed.sheets import ONE_LOT, outside_of, sheet_of
from goufu.registry.agents import Agent, agents_of
from goufu.registry.models import Appointment
from goufu.sealing.contents import Source
from goufu.sealing.envelope import seal
from goufu.sealing.keys import Key
from goufu.sealing.label import Label
from goufu.sealing.outside import read_outside
from goufu.sealing.peel import peel, rehearse
from goufu.sealing.streams import digest_of
from goufu.sealing.suites import AGE

PASSPHRASE = "示例口令 goufu demo"  # noqa: S105, of keys that are everybody's
SIDES = ("purchaser", "centre", "reserve")


def keys() -> list[Key]:
    """All keys of the demonstration."""
    secrets = (each.encode() for each in read("keys")["keys"])
    return [Key(AGE, each, AGE.public_of(each)) for each in secrets]


def key_of(custodian: Custodian) -> Key | None:
    """The custodian's key, if it is one of the demonstration's."""
    return next((each for each in keys() if each.public == custodian.public), None)


def name_custodians(world: World, found: Procurement, purchaser: Purchaser, first: int) -> None:
    """Three custodians make their keys and rehearse them; two where the place has no third body."""
    place = purchaser.body.place
    others = [each for each in world.purchasers if each.body.place == place and each.body != purchaser.body]
    at_work = {"purchaser": purchaser.lead, "reserve": username(place.name, "cz2")}
    if others:
        at_work["centre"] = others[0].officer
    people = [world.agent(at_work[side]) for side in SIDES if side in at_work]
    named = [
        Named(side, each.person.pk, each.body.pk)
        for side, each in zip((side for side in SIDES if side in at_work), people, strict=True)
    ]
    officer = world.agent(purchaser.officer)
    plan_keys(procurement=found.pk, custodians=named, needed=2, by=officer)
    for agent, key in zip(people, keys()[first:], strict=False):
        give_key(procurement=found.pk, public=key.public, by=agent)
    make_sheet(procurement=found.pk, by=officer)
    _rehearse(found.pk, people)


def rehearse_before_opening(world: World, number: int, first: int) -> None:
    """The purchaser and the trading centre rehearse again; the reserve stays sealed."""
    found = Procurement.objects.get(pk=number)
    people = [_at_work(each) for each in found.custodians.order_by("id")[:2]]
    rehearse_again(procurement=number, by=people[0])
    _rehearse(number, people)


def _at_work(custodian: Custodian) -> Agent:
    return next(
        each for each in agents_of(custodian.person, wall_clock.today()) if each.body.pk == custodian.body_id
    )


def _rehearse(number: int, people: Sequence[Agent]) -> None:
    found = Procurement.objects.get(pk=number)
    envelope = found.rehearsals.latest("id")
    for agent in people:
        key = key_of(found.custodians.get(person=agent.person))
        assert key
        peel = rehearse(outside_of(envelope), key.secret, found.number).as_bytes().decode()
        answer_rehearsal(procurement=number, peel=peel, by=agent)


def take_part(number: int, count: int) -> None:
    """So many providers of the place take part, and fetch the file where it lies here."""
    agents = [bidder_of(number, which) for which in range(count)]
    join(number, agents)
    for paper in file_papers(Procurement.objects.get(pk=number)):
        for each in agents:
            record_download(procurement=number, document=paper, by=each)


def send_bid(world: World, number: int, which: int) -> None:
    """A provider of the place seals and sends both envelopes."""
    found, agent = Procurement.objects.get(pk=number), bidder_of(number, which)
    share = world.simulation.random.randrange(82, 99)
    nonce = f"{world.simulation.random.getrandbits(256):064x}"
    for data in envelopes_for(found, agent, Decimal(share) / 100, nonce):
        incoming = Incoming(found.pk, agent.body.pk, digest_of(io.BytesIO(data)))
        incoming.add(0, len(data), [data])
        receive(procurement=found.pk, incoming=incoming, by=agent, way=HandedInBy.WEB)


def bidder_of(number: int, which: int) -> Agent:
    """Who acts for a provider of the procurement's place of which its file says nothing against it."""
    found = Procurement.objects.get(pk=number)
    rows = Appointment.objects.filter(
        role=Role.PROVIDER_AGENT, body__place=found.purchaser.place, days__contains=wall_clock.today()
    ).select_related("person", "body")
    chosen = [each for each in rows.order_by("body") if is_fit(each.body)][which]
    return next(
        each for each in agents_of(chosen.person, wall_clock.today()) if each.body.pk == chosen.body_id
    )


def envelopes_for(found: Procurement, agent: Agent, share: Decimal, nonce: str) -> Iterator[bytes]:
    """What the provider seals, its price as a share of the ceiling."""
    price = f"{(found.ceiling or 100) * share:.2f}"
    priced = {"format": "goufu-quotation", "version": 1, "price": price, "nonce": nonce}
    texts = {"technical": f"{agent.body.name}的服务方案\n{nonce}\n", "price": json.dumps(priced)}
    names = {"technical": "服务方案.txt", "price": "quotation.json"}
    envelopes = envelopes_of(found.method)
    for kind in envelopes.first if envelopes else ():
        yield _sealed(found, agent, kind, names[kind], texts[kind].encode())


def _sealed(found: Procurement, agent: Agent, kind: str, name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    label = Label(found.number, ONE_LOT, agent.body.credit_code or "", kind, 1)
    seal([Source(name, len(data), lambda: io.BytesIO(data))], sheet_of(found), label, out, wall_clock.now())
    return out.getvalue()


def use_keys(number: int) -> None:
    """The custodians who rehearsed last open their parts of all envelopes of the opening that has begun."""
    found = Procurement.objects.get(pk=number)
    opening = opening_now(found)
    for custodian in found.custodians.order_by("id")[:2]:
        key = key_of(custodian)
        assert key
        lines = []
        for bid, label, data in outsides_of(opening):
            given = peel(read_outside(io.BytesIO(data)), key.secret, Label(**label))
            lines.append(json.dumps({"bid": bid, "peel": given.as_bytes().decode()}))
        give_peels(opening=opening.pk, peels="\n".join(lines), by=_at_work(custodian))
