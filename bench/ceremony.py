"""Procurements that receive sealed bids, for measuring: bidders with their keys, their envelopes, and an opening by the actions.

Runs in a process of its own, with Django set up on the house's data folder and database.
"""

from __future__ import annotations

import io
import json
import os
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.figures import Figure, cpu_of, timed

if TYPE_CHECKING:
    from goufu.procurement.models import Procurement
    from goufu.registry.agents import Agent
    from goufu.registry.models import Body
    from goufu.sealing.keys import Key

SUBJECT = "开启，由办理开启的程序"
OPENED, OPENED_MB, OPENED_SECONDS = 50, 20, 60
MB = 1_000_000


@dataclass(frozen=True, slots=True)
class SealedBid:
    """An envelope on the disk, with the API key of who sends it."""

    key: str
    file: Path
    digest: str
    size: int


@dataclass(frozen=True, slots=True)
class Made:
    """The procurement, its small bids and a large one."""

    number: int
    bids: list[SealedBid]
    large: SealedBid


def set_up(url: str, folder: str) -> None:
    """Sets up Django on the house's database and data folder, and its tables."""
    os.environ |= {
        "DATABASE_URL": url,
        "GOUFU_DATA": folder,
        "DJANGO_SETTINGS_MODULE": "goufu.config.settings",
    }
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from goufu.registry.tests.county import make_county

    make_county()


def prepare(count: int, large_mb: int, folder: str) -> Made:
    """A procurement that is open for a day, its bidders, and what they have sealed."""
    from goufu.accounts.actions.keys import issue_key

    found, _keys = _receiving("BENCH-1")
    bids = []
    for number in range(count + 1):
        by = _bidder(number)
        _key, text = issue_key(name="量快慢", days=1, by=by)
        megabytes = large_mb if number == count else 1
        bids.append(_on_disk(found, by, text, Path(folder) / f"{number}.gbid", megabytes))
    return Made(found.pk, bids[:-1], bids[-1])


def received(number: int) -> set[str]:
    """The digests of the bids that are there, in time, with their envelopes in the store."""
    from goufu.documents.store import store
    from goufu.procurement.models import Bid

    return {
        each.digest
        for each in Bid.objects.filter(procurement=number, is_late=False)
        if store().has(each.digest)
    }


def opened(folder: str) -> list[Figure]:
    """The figures of an opening: begun, two custodians' keys, joined, all envelopes read, closed."""
    from django.db import connection

    from goufu.procurement.models import Envelope, Procurement, Response

    found, keys = _receiving("BENCH-2")
    for number in range(OPENED):
        _received(found, _bidder(1_000 + number), Path(folder) / "one.gbid")
    from goufu import wall_clock

    Procurement.objects.filter(pk=found.pk).update(bid_deadline_at=wall_clock.now() - timedelta(seconds=1))
    connection.ensure_connection()
    server = int(connection.connection.info.backend_pid)
    before = cpu_of(server)
    with timed() as spent:
        _ceremony(found.pk, keys)
    database = cpu_of(server) - before
    wrong = OPENED - min(
        Envelope.objects.filter(opening__procurement=found.pk, state="opened").count(),
        Response.objects.filter(procurement=found.pk, price__isnull=False).count(),
    )
    return [
        Figure(
            SUBJECT,
            f"{OPENED} 份各 {OPENED_MB} MB，处理器时间",
            spent.cpu + database,
            "秒",
            at_most=OPENED_SECONDS,
        ),
        Figure(SUBJECT, "同上，实际经过", spent.clock, "秒"),
        Figure(SUBJECT, "没有打开、没有读出报价的", wrong, "份", at_most=0),
    ]


def _receiving(number: str) -> tuple[Procurement, list[Key]]:
    """A running consultation with three custodians' keys and a sheet; how it came to run is measured by nobody."""
    from goufu import wall_clock
    from goufu.procurement.models import Custodian, Procurement, Sealing
    from goufu.procurement.sealed.sheets import new_sheet
    from goufu.registry.models import Appointment
    from goufu.sealing.keys import new_key
    from goufu.sealing.sheet import fingerprint
    from goufu.sealing.suites import AGE

    officer, lead, now = _person("李经办"), _person("王局长"), wall_clock.now()
    found = Procurement.objects.create(
        number=number,
        title="失能老人上门护理服务",
        purchaser=officer.body,
        method="consultation",
        law_method="consultation",
        method_ground="service_purchase",
        bid_deadline_at=now + timedelta(days=1),
        state="running",
        drafted_by=officer.person,
        begun_by=lead.person,
        begun_at=now,
        changed_at=now,
    )
    sealing, keys = Sealing.objects.create(procurement=found), []
    for name, side in (("李经办", "purchaser"), ("赵经办", "centre"), ("陈财政", "reserve")):
        body = Appointment.objects.get(person__name=name).body
        key = new_key(AGE)
        keys.append(key)
        Custodian.objects.create(
            procurement=found,
            person=_person(name).person,
            body=body,
            side=side,
            public=key.public,
            fingerprint=fingerprint(key.public),
            given_at=now,
        )
    sheet = new_sheet(found)
    Sealing.objects.filter(pk=sealing.pk).update(
        sheet=sheet.as_bytes().decode(), sheet_digest=sheet.digest(), made_at=now
    )
    return Procurement.objects.select_related("sealing", "purchaser__place").get(pk=found.pk), keys


def _person(name: str) -> Agent:
    from goufu import wall_clock
    from goufu.registry.agents import agents_of
    from goufu.registry.models import Person

    [found] = agents_of(Person.objects.get(name=name), wall_clock.today())
    return found


def _bidder(number: int) -> Agent:
    from goufu.core.roles import Role
    from goufu.registry.models import Place
    from goufu.registry.tests.county import agent, body

    at: Body = body(
        f"第{number}服务社",
        Place.objects.get(code="539999"),
        kind="social_service_organisation",
        credit_code=f"525399990{number:08}X",
    )
    return agent(f"供应商{number}", at, Role.PROVIDER_AGENT)


def _on_disk(found: Procurement, by: Agent, key: str, file: Path, megabytes: int) -> SealedBid:
    """The bidder's price envelope: its quotation, and a file of that size."""
    from goufu import wall_clock
    from goufu.procurement.sealed.sheets import sheet_of
    from goufu.sealing.contents import Source
    from goufu.sealing.envelope import seal
    from goufu.sealing.label import Label

    said = {"format": "goufu-quotation", "version": 1, "price": "500000.00", "nonce": "0" * 32}
    quotation, paper = json.dumps(said).encode(), bytes(megabytes * MB)
    sources = [
        Source("quotation.json", len(quotation), lambda: io.BytesIO(quotation)),
        Source("投标文件.pdf", len(paper), lambda: io.BytesIO(paper)),
    ]
    label = Label(found.number, "1", by.body.credit_code or "", "price", 1)
    with file.open("wb") as out:
        sealed = seal(sources, sheet_of(found), label, out, wall_clock.now())
    return SealedBid(key, file, sealed.digest, file.stat().st_size)


def _received(found: Procurement, by: Agent, file: Path) -> None:
    """The bidder's envelope is received by the action."""
    from goufu.procurement.actions.receiving import receive
    from goufu.procurement.models import HandedInBy
    from goufu.procurement.sealed.reception import Incoming

    bid = _on_disk(found, by, "", file, OPENED_MB)
    incoming = Incoming(found.pk, by.body.pk, bid.digest)
    with file.open("rb") as stream:
        incoming.add(0, bid.size, iter(lambda: stream.read(MB), b""))
    receive(procurement=found.pk, incoming=incoming, by=by, way=HandedInBy.WEB)


def _ceremony(number: int, keys: list[Key]) -> None:
    from goufu.procurement.actions.closing import close_opening
    from goufu.procurement.actions.joining import give_peels, join_keys
    from goufu.procurement.actions.opening import begin_opening
    from goufu.procurement.actions.unsealing import read_envelope

    host = _person("李经办")
    opening = begin_opening(procurement=number, by=host)
    for name, key in zip(("李经办", "赵经办"), keys, strict=False):
        give_peels(opening=opening.pk, peels=_peels(opening, key), by=_person(name))
    join_keys(opening=opening.pk, by=host)
    for each in opening.envelopes.all():
        read_envelope(envelope=each.pk, by=host)
    close_opening(opening=opening.pk, by=host)


def _peels(opening: Any, key: Key) -> str:
    from goufu.procurement.sealed.ceremony import label_of, outside_of
    from goufu.sealing.peel import peel

    rows = opening.envelopes.select_related("bid__procurement", "bid__bidder", "bid__lot")
    given = [
        (str(each.bid.token), peel(outside_of(each.bid), key.secret, label_of(each.bid))) for each in rows
    ]
    return "\n".join(json.dumps({"bid": bid, "peel": part.as_bytes().decode()}) for bid, part in given)
