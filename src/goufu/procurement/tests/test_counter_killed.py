"""A stick that was read at a counter before the house was killed: it counts from that moment, whoever opens."""

from __future__ import annotations

import os
import signal
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.utils import setup_test_environment
from django.urls import reverse

from goufu.core.action import Action
from goufu.journal.tests.killing import forked
from goufu.procurement.actions.opening import begin_opening
from goufu.procurement.models import Bid, HandedInBy, Opening, Procurement
from goufu.procurement.queries.sealed import taken_at_counter
from goufu.procurement.sealed.reception import folder
from goufu.procurement.tests.bidding import DEADLINE, Receiving, at, bidder, receiving, sealed_for
from goufu.procurement.tests.delegating import Agency, agency, delegated
from goufu.procurement.tests.procuring import deputy
from goufu.procurement.tests.test_counter import DUE, NEW_CODE
from goufu.registry.agents import Agent, agents_of
from goufu.registry.models import Body, Person
from goufu.registry.tests.county import County, sign_in

pytestmark = pytest.mark.django_db(transaction=True)
LAST_SECOND = DEADLINE - timedelta(seconds=1)
NEWCOMER = {"name": "远山服务有限公司", "kind_of_body": "enterprise"}


@pytest.fixture
def found(county: County) -> Receiving:
    return receiving(county)


@pytest.fixture
def centre(county: County, found: Receiving) -> Agency:
    to = agency(county)
    delegated(county, found.procurement, to)
    return to


def read_and_die(number: int, person: int, data: bytes, said: dict[str, str]) -> None:
    """Reads a stick on the counter's page, and is killed before its receipt is stored."""

    def die(*_given: object, **_more: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    setup_test_environment()
    Action.close = die  # type: ignore[method-assign]
    post_stick(number, agents_of(Person.objects.get(pk=person), LAST_SECOND.date())[0], data, said)


def post_stick(
    number: int, by: Agent, data: bytes, said: dict[str, str], when: datetime = LAST_SECOND
) -> str:
    with at(when):
        sent: dict[str, Any] = {"file": SimpleUploadedFile("a.gbid", data), "once": str(uuid4())}
        address = reverse("procurement:receive_stick", args=[number])
        return sign_in(by).post(address, sent | said).content.decode()


def killed_at(counter: Agent, procurement: Procurement, data: bytes, **said: str) -> None:
    """The counter has read the stick in the last second, and there is no receipt."""
    process = forked(read_and_die, procurement.pk, counter.person.pk, data, {"brought_by": "周玲"} | said)
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    assert not Bid.objects.exists()


@pytest.mark.parametrize("is_read_by_agency", [True, False])
def test_read_at_one_counter_and_killed_it_counts_when_the_other_opens(
    county: County, found: Receiving, centre: Agency, is_read_by_agency: bool
) -> None:
    reads, opens = (centre.clerk, county.officer) if is_read_by_agency else (county.officer, centre.clerk)
    whose = bidder(county)
    killed_at(reads, found.procurement, sealed_for(found.procurement, whose))
    with at(DUE):
        opening = begin_opening(procurement=found.procurement.pk, by=opens)
    made = Bid.objects.get()
    assert (made.way, made.bidder, made.brought_by) == (HandedInBy.STICK, whose.body, "周玲")
    assert (made.received_at, made.is_late) == (LAST_SECOND, False)
    assert (made.taken_by, made.person) == (reads.person, opens.person)
    assert [each.bid for each in opening.envelopes.all()] == [made]
    assert not list(folder().glob(f"{found.procurement.pk}-*"))


def sealed_by_a_stranger(county: County, found: Receiving) -> bytes:
    """An envelope of somebody whom nobody has registered."""
    stranger = bidder(county)
    Body.objects.filter(pk=stranger.body.pk).update(credit_code=NEW_CODE)
    stranger.body.credit_code = NEW_CODE
    data = sealed_for(found.procurement, stranger)
    Body.objects.filter(pk=stranger.body.pk).update(credit_code=None)
    return data


def test_a_colleague_who_goes_on_is_named_beside_who_took_it_in(county: County, found: Receiving) -> None:
    data, colleague = sealed_for(found.procurement, bidder(county)), deputy(county)
    killed_at(county.officer, found.procurement, data)
    receipt = post_stick(found.procurement.pk, colleague, data, {"brought_by": "周玲"})
    made = Bid.objects.get()
    assert (made.read_by, made.person) == (county.officer.person, colleague.person)
    assert f"{county.officer.person.name} ＿＿＿＿＿" in receipt
    assert "交件人签字" in receipt
    assert f"{colleague.person.name} · " in receipt.split("中断以后接着登记")[1]
    assert taken_at_counter(county.officer, found.procurement.pk) == [made]


def test_who_was_not_registered_is_entered_when_the_opening_begins(
    county: County, found: Receiving, centre: Agency
) -> None:
    data = sealed_by_a_stranger(county, found)
    killed_at(centre.clerk, found.procurement, data, **NEWCOMER)
    with at(DUE):
        begin_opening(procurement=found.procurement.pk, by=county.officer)
    assert Bid.objects.get().bidder.name == NEWCOMER["name"]


def test_read_again_and_refused_it_keeps_its_moment_and_what_was_said(
    county: County, found: Receiving
) -> None:
    data = sealed_by_a_stranger(county, found)
    killed_at(county.officer, found.procurement, data, **NEWCOMER)
    later = DEADLINE + timedelta(minutes=1)
    refused = post_stick(found.procurement.pk, county.officer, data, {"brought_by": "周玲"}, later)
    assert "单位库里没有" in refused
    with at(DUE):
        begin_opening(procurement=found.procurement.pk, by=county.officer)
    made = Bid.objects.get()
    assert (made.bidder.name, made.received_at, made.is_late) == (NEWCOMER["name"], LAST_SECOND, False)
    assert (made.taken_by, made.read_by) == (county.officer.person, None)  # the same person went on


def test_read_again_at_the_other_counter_it_is_there_once(
    county: County, found: Receiving, centre: Agency
) -> None:
    data = sealed_for(found.procurement, bidder(county))
    killed_at(centre.clerk, found.procurement, data)
    receipt = post_stick(found.procurement.pk, county.officer, data, {"brought_by": "周玲"})
    assert Bid.objects.get().number in receipt
    with at(DUE):
        begin_opening(procurement=found.procurement.pk, by=county.lead)
    assert Bid.objects.count() == 1
    texts = [each.text for each in Opening.objects.get().minutes.all()]
    assert not [each for each in texts if "没有收下" in each]
    assert not list(folder().glob(f"{found.procurement.pk}-*"))
