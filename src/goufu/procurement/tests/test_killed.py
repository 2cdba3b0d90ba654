"""The house dies before anything that publishing, receiving, opening and awarding write: done again, each is there once and whole."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from django.conf import settings
from pytest_django import Settings

from goufu.documents.models import Document
from goufu.documents.store import store
from goufu.documents.tests.papers import pdf
from goufu.documents.verify import verified
from goufu.journal.models import Entry
from goufu.journal.tests.killing import killed_times
from goufu.procurement.actions.awarding import award, receive_report
from goufu.procurement.actions.closing import close_opening
from goufu.procurement.actions.joining import give_peels, join_keys
from goufu.procurement.actions.noticing import draft_notice
from goufu.procurement.actions.opening import begin_opening
from goufu.procurement.actions.receiving import receive
from goufu.procurement.actions.unsealing import read_envelope
from goufu.procurement.models import (
    Award,
    Bid,
    Envelope,
    GivenPeel,
    HandedInBy,
    Notice,
    Opening,
    Placing,
    Procurement,
    Response,
)
from goufu.procurement.sealed.reception import folder, whole_of
from goufu.procurement.sealed.sweep import sweep
from goufu.procurement.tests.bidding import at, bidder, brought, quotation, receiving, sealed_for, send
from goufu.procurement.tests.procuring import BEGIN, announced, on, planned, publish, running
from goufu.procurement.tests.quoting import peels_of
from goufu.procurement.tests.reviewing import REVIEWED, reported, signed
from goufu.procurement.tests.test_counter import DUE, IN_TIME
from goufu.registry.agents import Agent, agents_of
from goufu.registry.models import Person
from goufu.registry.tests.county import County

pytestmark = pytest.mark.django_db(transaction=True)
HERE = "goufu.procurement.tests.test_killed"
PRICED, SECRET = ("quotation.json", quotation("500000.00")), "每周上门四次，夜里也有人".encode()
CUSTODIANS = ("赵经办", "陈财政")


def known(name: str) -> Agent:
    [found] = agents_of(Person.objects.get(name=name), REVIEWED)
    return found


def publish_it() -> None:
    with on(BEGIN):
        publish(Notice.objects.get(state="draft"), known("王局长"))


def receive_it() -> None:
    """The receipt of a bid that has come whole, asked for again by whoever got no answer."""
    found, by = Procurement.objects.get(), known("供应商0")
    with at(IN_TIME):
        for incoming in whole_of(found.pk):
            receive(procurement=found.pk, incoming=incoming, by=by, way=HandedInBy.WEB)


def begin_it() -> None:
    with at(DUE):
        begin_opening(procurement=Procurement.objects.get().pk, by=known("李经办"))


def give_it() -> None:
    """Two custodians send what their programs made of the envelopes."""
    with at(DUE):
        given = GivenPeel.objects.values_list("custodian__person__name", flat=True)
        for name in sorted({*CUSTODIANS} - {*given}):
            peels = (Path(settings.DATA) / name).read_text(encoding="utf-8")
            give_peels(opening=Opening.objects.get().pk, peels=peels, by=known(name))


def join_it() -> None:
    with at(DUE):
        join_keys(opening=Opening.objects.get().pk, by=known("李经办"))


def read_it() -> None:
    with at(DUE):
        for each in Envelope.objects.order_by("number"):
            read_envelope(envelope=each.pk, by=known("李经办"))


def close_it() -> None:
    """With a paper that is there already: the threads that make one don't live on in a process that is forked from theirs."""
    with at(DUE), patch("typst.compile", return_value=pdf("开启记录")):
        close_opening(opening=Opening.objects.get().pk, by=known("李经办"))


def award_it() -> None:
    first = Placing.objects.get(rank=1)
    with on(REVIEWED):
        award(procurement=Procurement.objects.get().pk, response=first.response_id, by=known("王局长"))


def done(action: str) -> int:
    """How often the log says so."""
    return Entry.objects.filter(action=action).count()


def test_a_notice_is_published_once_with_everything_it_begins(county: County) -> None:
    before = BEGIN - timedelta(days=35)
    with on(before):
        made = planned(county)
        announced(made, "intention", county, before)
    with on(BEGIN):
        draft_notice(procurement=made.pk, kind="consultation", by=county.officer)
    said = done("procurement.notice.published")
    assert killed_times(f"{HERE}:publish_it", writing=True) > 5
    notice = Notice.objects.get(kind="consultation")
    assert (notice.state, Procurement.objects.get().state) == ("published", "running")
    assert done("procurement.notice.published") == said + 1


def test_a_bid_is_received_once_and_nothing_of_it_is_lost(county: County) -> None:
    found = receiving(county)
    whose = bidder(county)
    with at(IN_TIME):
        brought(found.procurement, whose.body.pk, sealed_for(found.procurement, whose))
    assert killed_times(f"{HERE}:receive_it", writing=True) > 5
    assert Bid.objects.get().received_at == IN_TIME
    assert not [*folder().glob(f"{found.procurement.pk}-*")]
    assert not any(verified())


def states() -> list[str]:
    return [*Envelope.objects.order_by("number").values_list("state", flat=True)]


def lies_open() -> bool:
    """Whether anything of what was sealed can be read in the folders of the house."""
    files = [each for root in (settings.DATA, settings.DOCUMENTS) for each in Path(root).rglob("*")]
    return any(SECRET in each.read_bytes() for each in files if each.is_file())


def test_an_opening_goes_on_from_wherever_it_was_killed_and_shows_nothing_before_the_keys_are_joined(
    county: County, settings: Settings, tmp_path: Path
) -> None:
    settings.DATA, settings.DOCUMENTS = tmp_path / "data", tmp_path / "documents"
    settings.DATA.mkdir()
    found, first, second = receiving(county), bidder(county, 0), bidder(county, 1)
    with at(IN_TIME):
        send(
            found.procurement,
            first,
            sealed_for(found.procurement, first, files=[PRICED, ("方案.txt", SECRET)]),
        )
        brought(found.procurement, second.body.pk, sealed_for(found.procurement, second))  # without a receipt
    assert killed_times(f"{HERE}:begin_it", writing=True) > 5
    opening = Opening.objects.get()
    assert (opening.state, states(), Bid.objects.count()) == ("begun", ["waiting", "waiting"], 2)
    for holder in found.holders[1:]:
        (settings.DATA / holder.agent.person.name).write_text(peels_of(opening, holder), encoding="utf-8")
    assert killed_times(f"{HERE}:give_it", writing=True) > 5
    assert GivenPeel.objects.count() == 4
    assert killed_times(f"{HERE}:join_it", writing=True) > 5
    assert states() == ["joined", "joined"]
    assert not lies_open() and not Response.objects.exists()
    assert killed_times(f"{HERE}:read_it", writing=True) > 5
    assert states() == ["opened", "opened"]
    assert killed_times(f"{HERE}:close_it", writing=True) > 5
    assert [each.price for each in Response.objects.all()] == [500000, 500000]
    kept = Document.objects.filter(kind="content").order_by("pk")
    assert [each.name for each in kept] == ["quotation.json", "方案.txt", "quotation.json"]
    assert Document.objects.filter(kind="opening_minutes").count() == 1
    for left in store().folder.glob("opening-*"):
        os.utime(left, (0, 0))  # a day later
    sweep()
    assert not [*store().folder.glob("opening-*")] and not [*folder().glob("*-*")] and not any(verified())
    assert [
        done(f"procurement.opening.{verb}") for verb in ("begun", "peeled", "joined", "read", "closed")
    ] == [*(1, 2, 1, 2, 1)]


def test_an_award_is_decided_once(county: County) -> None:
    made = running(county)
    with on(REVIEWED):
        _report, panel = reported(county, made)
        signed(panel)
        receive_report(procurement=made.pk, by=county.officer)
    assert killed_times(f"{HERE}:award_it", writing=True) > 5
    assert Award.objects.count() == done("procurement.award.decided") == 1
