"""What a suspended procurement, and one whose review a decision annulled, looks like on each page: not like one that goes on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from goufu.procurement.actions.awarding import award, receive_report
from goufu.procurement.actions.deciding import record_event
from goufu.procurement.actions.handling import suspend_procurement
from goufu.procurement.actions.ruling import decide_complaint
from goufu.procurement.models import Complaint, Procurement, Response
from goufu.procurement.searching import procurements
from goufu.procurement.tests.challenged import (
    DECIDE,
    accepted,
    answered,
    challenged,
    complained,
    under_way,
)
from goufu.procurement.tests.delegating import agency, delegated
from goufu.procurement.tests.procuring import on, running
from goufu.procurement.tests.reviewing import REVIEWED, reported, signed
from goufu.procurement.tests.standing import made_once, standing
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County

__all__ = ["county", "made", "own", "world"]
pytestmark = pytest.mark.django_db
world, own, county, made = standing(under_way)
SignIn = Callable[[Agent], Client]
DAY = timedelta(days=1)
STATE = re.compile(r'class="gf-state [a-z]+"><span aria-hidden="true">.</span>\s*([^<]+?)\s*</span>')
NOW = re.compile(r'aria-current="step"[^>]*>(?:<[^>]+>|\s|\d)*([^<\s]+)')


def after_paper_opening(county: County) -> Complaint:
    """A complaint of a result whose responses were opened on paper and entered, so that no opening was recorded."""
    made = running(county)
    with on(REVIEWED):
        report, panel = reported(county, made)
        signed(panel)
        receive_report(procurement=made.pk, by=county.officer)
        first = report.placings.get(rank=1)
        award(procurement=made.pk, response=first.response_id, by=county.lead)
        record_event(procurement=made.pk, event="result_published", day=REVIEWED, by=county.officer)
    day = REVIEWED + DAY
    loser = Response.objects.get(procurement=made, price=575_000, quotation="first").bidder
    challenge = challenged(county, made, day, name=loser.name, against="result", standing="bidder")
    return accepted(county, complained(county, answered(county, challenge, day), day + 10 * DAY))


@pytest.fixture
def suspended(county: County, made: Complaint) -> Iterator[Procurement]:
    """The procurement, suspended on the day of the test."""
    with on(made.received_on + DAY):
        suspend_procurement(complaint=made.pk, days=20, reason="评审标准还没有查清", by=county.treasurer)
        yield made.procurement


def listed(client: Client, **asked: str) -> list[str]:
    """The states in the list of procurements."""
    text = client.get(reverse("procurement:procurements", query=asked)).text
    return STATE.findall(text.partition("<tbody")[2])


def test_a_suspended_procurement_is_called_so(
    county: County, suspended: Procurement, signed_in: SignIn
) -> None:
    office = signed_in(county.officer)
    page = office.get(reverse("procurement:procurement", args=[suspended.pk])).text
    assert STATE.findall(page)[0] == "暂停中"
    assert listed(office) == ["暂停中"]
    assert (listed(office, state="suspended"), listed(office, state="running")) == (["暂停中"], [])
    home = signed_in(county.treasurer).get("/").text
    panel = home[home.index("正在进行的采购") :]
    assert (suspended.title in panel, STATE.findall(panel)[0]) == (True, "暂停中")


def test_the_review_of_a_suspended_procurement_offers_no_step(
    county: County, suspended: Procurement, signed_in: SignIn
) -> None:
    page = signed_in(county.officer).get(reverse("procurement:review", args=[suspended.pk])).text
    assert "恢复以后接着办" in page
    assert "暂停" in page[page.index("gf-notice") :]
    next_step = page[page.index("gf-next") : page.index("gf-notice")]
    assert not re.search(r"<a |<button", next_step)


def test_a_signed_contract_is_a_state_of_its_own(county: County, made: Complaint, signed_in: SignIn) -> None:
    with on(made.received_on + DAY):
        office = signed_in(county.officer)
        assert (listed(office, state="running"), listed(office, state="signed")) == (["采购中"], [])
        record_event(
            procurement=made.procurement_id, event="contract_signed", day=made.received_on, by=county.officer
        )
        assert (listed(office, state="running"), listed(office, state="signed")) == ([], ["合同已签"])


@made_once(after_paper_opening)
def test_an_annulled_review_is_where_the_procurement_stands(
    county: County, made: Complaint, signed_in: SignIn
) -> None:
    said = DECIDE | {"finding": "effect", "effect": "review"}
    with on(made.received_on + DAY):
        decide_complaint(complaint=made.pk, by=county.treasurer, **said)
        office = signed_in(county.officer)
        page = office.get(reverse("procurement:procurement", args=[made.procurement_id])).text
        assert NOW.search(page)[1] == "评审"  # type: ignore[index]
        review = office.get(reverse("procurement:review", args=[made.procurement_id])).text
        assert "评审结果无效" in review
        assert "原来的评审小组还在座" in review


def test_the_search_calls_it_suspended_too(county: County, suspended: Procurement) -> None:
    found = procurements(county.officer, suspended.number)
    assert found
    [hit] = found.hits
    assert hit.sub.endswith("暂停中")


def test_an_agency_finds_on_its_first_page_what_was_delegated_to_it(
    county: County, made: Complaint, signed_in: SignIn
) -> None:
    by = agency(county)
    with on(made.received_on + DAY):
        assert "受托办理的采购" not in signed_in(by.clerk).get("/").text
        delegated(county, made.procurement, by, ["review"])
        home = signed_in(by.clerk).get("/").text
        assert made.procurement.title in home[home.index("受托办理的采购") :]
