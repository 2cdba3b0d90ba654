"""The house dies before anything that publishing, receiving and awarding write: done again, each is there once and whole."""

from __future__ import annotations

from datetime import timedelta

import pytest

from goufu.documents.verify import verified
from goufu.journal.models import Entry
from goufu.journal.tests.killing import killed_times
from goufu.procurement.actions.awarding import award, receive_report
from goufu.procurement.actions.noticing import draft_notice
from goufu.procurement.actions.receiving import receive
from goufu.procurement.models import Award, Bid, HandedInBy, Notice, Placing, Procurement
from goufu.procurement.sealed.reception import folder, whole_of
from goufu.procurement.tests.bidding import at, bidder, brought, receiving, sealed_for
from goufu.procurement.tests.procuring import BEGIN, announced, on, planned, publish, running
from goufu.procurement.tests.reviewing import REVIEWED, reported, signed
from goufu.procurement.tests.test_counter import IN_TIME
from goufu.registry.agents import Agent, agents_of
from goufu.registry.models import Person
from goufu.registry.tests.county import County

pytestmark = pytest.mark.django_db(transaction=True)
HERE = "goufu.procurement.tests.test_killed"


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


def test_an_award_is_decided_once(county: County) -> None:
    made = running(county)
    with on(REVIEWED):
        _report, panel = reported(county, made)
        signed(panel)
        receive_report(procurement=made.pk, by=county.officer)
    assert killed_times(f"{HERE}:award_it", writing=True) > 5
    assert Award.objects.count() == done("procurement.award.decided") == 1
