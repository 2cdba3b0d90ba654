"""Scans of paper: a second person holds them beside the paper, and what nobody confirmed says so to the panel and in the report."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from goufu.core.errors import NotAllowed, NotFound, Refusal
from goufu.core.roles import Role
from goufu.procurement.actions.closing import close_opening
from goufu.procurement.actions.joining import join_keys
from goufu.procurement.actions.reviewing import conclude
from goufu.procurement.actions.scanning import attach_scans, check_scans
from goufu.procurement.actions.unsealing import read_envelope
from goufu.procurement.models import Envelope, Opening, Procurement, ReviewReport, ScanCheck
from goufu.procurement.papers.reports import report_blocks
from goufu.procurement.review.seats import SeatAgent
from goufu.procurement.sealed.scans import digest_of_scans
from goufu.procurement.tests.bidding import Receiving, at, bidder, both_kinds, receiving
from goufu.procurement.tests.procuring import deputy
from goufu.procurement.tests.reviewing import drawn, passed, seats
from goufu.procurement.tests.standing import standing
from goufu.procurement.tests.test_counter import DUE, IN_TIME, code, paper, read_by_two, scans
from goufu.procurement.tests.test_opening import begun
from goufu.registry.agents import Agent, agents_of
from goufu.registry.models import Person
from goufu.registry.tests.county import County, agent

__all__ = ["county", "found", "own", "world"]
pytestmark = pytest.mark.django_db
world, own, county, found = standing(receiving)
SignIn = Callable[[Agent], Client]


def scanned(county: County, found: Receiving) -> Envelope:
    """Paper that was opened, typed by two and scanned by the officer."""
    with at(IN_TIME):
        whose = bidder(county)
        paper(found.procurement, county, code(whose))
        for number in (1, 2):
            both_kinds(found.procurement, bidder(county, number), f"5{number}0000")
    with at(DUE):
        opening = begun(found, county, 0, 1)
        join_keys(opening=opening.pk, by=county.officer)
        envelope = opening.envelopes.get(state="sealed")
        read_by_two(envelope, county, deputy(county), whose.body.name, "500000")
    return Envelope.objects.select_related("bid__bidder", "opening").get(pk=envelope.pk)


def check(envelope: Envelope, by: Agent, *, differs: str = "", digest: str = "") -> ScanCheck:
    digest = digest or digest_of_scans(Envelope.objects.get(pk=envelope.pk))
    return check_scans(envelope=envelope.pk, digest=digest, pages=24, differs=differs, by=by)


def test_who_scanned_doesn_t_confirm_and_others_at_the_ceremony_do(county: County, found: Receiving) -> None:
    envelope, whose = scanned(county, found), at_work("供应商0")
    rival, colleague = agent("旁的供应商", county.nursing, Role.PROVIDER_AGENT), at_work("张副局长")
    with at(DUE):
        with pytest.raises(NotAllowed, match="您自己扫描的"):
            check(envelope, county.officer)
        with pytest.raises(NotFound):
            check(envelope, rival)
        for by in (colleague, found.holders[1].agent, whose):  # of the office, a custodian, the bidder
            assert check(envelope, by).agrees
    texts = [each.text for each in envelope.opening.minutes.all()]
    assert [each for each in texts if whose.person.name in each and "纸质 24 页" in each and "一致" in each]


def test_a_scan_that_came_after_the_look_is_not_confirmed_by_it(county: County, found: Receiving) -> None:
    envelope, colleague = scanned(county, found), at_work("张副局长")
    with at(DUE):
        seen = digest_of_scans(envelope)
        with scans("补扫.pdf") as drafts:
            attach_scans(envelope=envelope.pk, drafts=drafts, by=county.officer)
        with pytest.raises(Refusal, match="又添了扫描件"):
            check(envelope, colleague, digest=seen)
        check(envelope, colleague)


def test_what_nobody_confirmed_says_so_to_the_panel_and_in_the_report(
    county: County, found: Receiving, signed_in: SignIn
) -> None:
    envelope, colleague = scanned(county, found), at_work("张副局长")
    with at(DUE):
        page = reverse("procurement:opening", args=[found.procurement.pk])
        assert "扫描件没有第二个人核对" in signed_in(county.officer).get(page).content.decode()
        address = reverse("procurement:check_scan", args=[found.procurement.pk, envelope.pk])
        assert address not in signed_in(county.officer).get(page).content.decode()  # it is he who scanned
        client = signed_in(colleague)
        assert address in client.get(page).content.decode()
        sent = {"digest": digest_of_scans(envelope), "pages": "24", "agrees": "no", "differs": ""}
        assert "写明哪里不同" in client.post(address, sent).content.decode()
        assert client.post(address, sent | {"differs": "第 12 页没有扫"}).status_code == 302
        assert "第 12 页没有扫" in client.get(page).content.decode()
        words = report_of_review(county, found.procurement, envelope.opening)
        assert words["纸质响应文件的扫描件"] == f"没有第二个人核对一致的：1 号{envelope.bid.bidder.name}"
        with pytest.raises(Refusal, match="已经有评审报告"):
            check(envelope, colleague)


def test_what_was_confirmed_stands_in_the_report_too(county: County, found: Receiving) -> None:
    envelope, colleague = scanned(county, found), at_work("张副局长")
    with at(DUE):
        check(envelope, colleague, differs="第 12 页没有扫")
        check(envelope, colleague)  # looked at again: the last word counts
        words = report_of_review(county, found.procurement, envelope.opening)
    assert words["纸质响应文件的扫描件"] == "都有第二个人照纸质的核对过，一致"


def report_of_review(county: County, made: Procurement, opening: Opening) -> dict[str, str]:
    """What the facts of the panel's report say, of which none has passed."""
    for each in opening.envelopes.filter(state="joined"):
        read_envelope(envelope=each.pk, by=county.officer)
    close_opening(opening=opening.pk, by=county.officer)
    report_on(county, made)
    said = report_blocks(ReviewReport.objects.get())
    return dict(next(each["rows"] for each in said if each["kind"] == "rows"))


def report_on(county: County, made: Procurement) -> list[SeatAgent]:
    """The panel, which has reported that nobody has passed."""
    drawn(county, made)
    panel = seats(county, made)
    passed(made, panel[0], county, dict.fromkeys(range(3), "没有社会保险证明"))
    conclude(by=panel[0], seen=True)
    return panel


def at_work(name: str) -> Agent:
    """Somebody who was there before."""
    return agents_of(Person.objects.get(name=name), DUE.date())[0]
