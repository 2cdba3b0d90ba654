"""The pages of the counter and of paper at the opening: what each person sees, and the way from the wrapper to the price."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from goufu.documents.models import Document
from goufu.documents.tests.papers import pdf
from goufu.procurement.actions import receiving as receiving_module
from goufu.procurement.actions.joining import give_peels
from goufu.procurement.models import Bid, Envelope, Response
from goufu.procurement.tests.bidding import DEADLINE, Receiving, at, bidder, both_kinds, receiving
from goufu.procurement.tests.standing import made_once, standing
from goufu.procurement.tests.test_counter import DUE, IN_TIME, code, paper
from goufu.procurement.tests.test_opening import peels_of
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County

__all__ = ["county", "found", "own", "world"]
pytestmark = pytest.mark.django_db
world, own, county, found = standing(receiving)
BROUGHT_BY = "王递交"
SignIn = Callable[[Agent], Client]


def at_counter(who: Agent, kind: str = "whole", **more: Any) -> dict[str, Any]:
    return {
        "credit_code": code(who),
        "kind": kind,
        "pieces": 2,
        "wrapping": "intact",
        "brought_by": BROUGHT_BY,
        "once": str(uuid4()),
    } | more


def test_paper_from_the_counter_to_the_price(county: County, found: Receiving, signed_in: SignIn) -> None:
    procurement = found.procurement
    office, colleague = signed_in(county.officer), signed_in(county.lead)

    def url(name: str, *more: Any) -> str:
        return reverse(f"procurement:{name}", args=[procurement.pk, *more])

    def said(client: Client, name: str, *more: Any) -> str:
        return client.get(url(name, *more)).content.decode()

    with at(IN_TIME):
        whose = bidder(county)
        receipt = office.post(url("receive_paper"), at_counter(whose)).content.decode()
        bid = Bid.objects.get()
        assert bid.number in receipt and "2026-12-15 09:30:00" in receipt and "纸质 2 件" in receipt
        assert "密封完好" in receipt and "SM3" not in receipt
        assert bid.number in said(office, "counter")
        assert bid.number not in said(colleague, "counter")  # what another has taken in
        assert office.get(reverse("procurement:receipt", args=[bid.token])).status_code == 200
        other = bidder(county, 1)
        both_kinds(procurement, other)
    with at(DUE):
        office.post(url("begin_opening"), {"once": str(uuid4())})
        for number in (0, 2):
            _use_key(found, number)
        assert "纸质 2 件" in said(office, "opening")
        office.post(url("join_keys"))
        envelope = Envelope.objects.get(bid=bid)
        page = said(office, "opening")
        assert url("read_paper", envelope.pk) in page and url("read_envelope") not in page
        typed = {"opened_by": "李拆封", "checked_by": "周某", "name": whose.body.name, "price": "48.5万"}
        office.post(url("read_paper", envelope.pk), typed | {"once": str(uuid4())})
        assert "等另一人核对" in said(office, "opening")
        check = url("check_paper", envelope.pk)
        assert check in said(colleague, "opening") and "485" not in said(
            colleague, "check_paper", envelope.pk
        )
        agreed = {"agrees": "yes", "once": str(uuid4())}
        colleague.post(check, agreed | {"price": "485000"})
        scan = url("scan_paper", envelope.pk)
        assert scan in said(office, "opening")
        papers = SimpleUploadedFile("响应文件.pdf", pdf("响应文件"))
        office.post(scan, {"papers": papers, "once": str(uuid4())})
        assert url("read_envelope") in said(office, "opening")
        [kept] = Document.objects.filter(name="响应文件")
        shown = reverse("documents:download", args=[kept.pk])
        assert shown in said(colleague, "opening")  # who hasn't scanned it looks at it
        own, others = signed_in(whose), signed_in(other)
        assert shown in said(own, "opening") and own.get(shown).getvalue() == pdf(
            "响应文件"
        )  # as does whose it is
        assert shown not in said(others, "opening") and others.get(shown).status_code == 404
        office.post(url("read_envelope"), {"all": "1"})
        office.post(url("close_opening"))
    assert {str(each.price) for each in Response.objects.all()} == {"485000.00", "500000.00"}


def _use_key(found: Receiving, number: int) -> None:
    opening, holder = found.procurement.openings.get(), found.holders[number]
    give_peels(opening=opening.pk, peels=peels_of(opening, holder), by=holder.agent)


def test_late_paper_is_refused_on_the_page_and_given_back_by_its_receipt(
    county: County, found: Receiving, signed_in: SignIn
) -> None:
    office, number = signed_in(county.officer), found.procurement.pk
    with at(IN_TIME):
        made = paper(found.procurement, county, code(bidder(county)))
        back = reverse("procurement:take_back", args=[number])
        wrong = office.post(back, {"receipt": "X", "given_to": "周某", "once": str(uuid4())})
        assert wrong.status_code == 422 and "没有发过这个回执号" in wrong.content.decode()
        right = office.post(back, {"receipt": made.number, "given_to": "周某", "once": str(uuid4())})
        assert right.status_code == 302
    with at(DEADLINE + timedelta(seconds=1)):
        late = office.post(reverse("procurement:receive_paper", args=[number]), at_counter(bidder(county, 1)))
        came = Bid.objects.get(is_late=True)
        page, back = late.content.decode(), reverse("procurement:hand_back", args=[number, came.token])
        assert "迟到，没有接收" in page and "收件人签字" not in page and back in page
        assert BROUGHT_BY in office.get(back).content.decode()
        said = {"way": "hand", "given_to": BROUGHT_BY, "once": str(uuid4())}
        receipt = office.post(back, said).content.decode()
        assert "2026-12-16 09:30:01" in receipt and "当面退还" in receipt and "取回人签字" in receipt
        assert "退还给 王递交" in office.get(reverse("procurement:counter", args=[number])).content.decode()
        again = office.post(back, said | {"once": str(uuid4())})
        assert again.status_code == 422 and "已经退还过" in again.content.decode()
        stays = paper(found.procurement, county, code(bidder(county, 2)))
    with at(DUE):
        office.post(reverse("procurement:begin_opening", args=[number]), {"once": str(uuid4())})
        page = office.get(reverse("procurement:opening", args=[number])).content.decode()
        assert page.count("退还给") == 1 and "退还给 王递交" in page
        assert reverse("procurement:hand_back", args=[number, stays.token]) in page and back not in page


def test_a_doubtful_clock_is_decided_on_without_the_bidder_s_name(
    county: County, found: Receiving, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, number = signed_in(county.officer), found.procurement.pk
    with at(DEADLINE - timedelta(seconds=1)):
        whose = bidder(county)
        monkeypatch.setattr(receiving_module, "behind", lambda now: timedelta(seconds=30))
        made = paper(found.procurement, county, code(whose))
        monkeypatch.undo()
    decide = reverse("procurement:decide_late", args=[number, made.token])
    with at(DUE):
        page = office.get(reverse("procurement:opening", args=[number])).content.decode()
        assert decide in page and reverse("procurement:begin_opening", args=[number]) not in page
        form = office.get(decide).content.decode()
        assert made.number in form and whose.body.name not in form
        office.post(decide, {"counts": "no", "reason": "校时记录说钟是对的", "once": str(uuid4())})
        page = office.get(reverse("procurement:opening", args=[number])).content.decode()
        assert reverse("procurement:begin_opening", args=[number]) in page


@made_once(receiving, is_tender=True)
def test_who_bid_for_what_went_back_reads_why(county: County, found: Receiving, signed_in: SignIn) -> None:
    office, number = signed_in(county.officer), found.procurement.pk
    with at(IN_TIME):
        other, whose = bidder(county, 1), bidder(county)
        both_kinds(found.procurement, whose)
        paper(found.procurement, county, code(other))
    due = found.procurement.opens_at
    assert due
    with at(due + timedelta(minutes=5)):
        office.post(reverse("procurement:begin_opening", args=[number]), {"once": str(uuid4())})
        page = office.get(reverse("procurement:opening", args=[number])).content.decode()
        assert "没有开启的告知书" in page and other.body.name in page
        home = signed_in(whose).get(reverse("home")).content.decode()
        assert "看没有开启的告知" in home and "只有 2 家，不足 3 家" not in home
        letter = found.procurement.openings.get().letters.get(bidder=whose.body)
        receive = reverse("procurement:receive_letter", args=["unopenedletter", letter.pk])
        answers = [signed_in(each).post(receive).status_code for each in (other, whose)]
        assert answers == [404, 302]
        home = signed_in(whose).get(reverse("home")).content.decode()
        assert "只有 2 家，不足 3 家" in home and other.body.name not in home
        assert "看没有开启的告知" not in home
        address = reverse("documents:paper", args=["unopenedletter", letter.pk, "letter_paper"])
        assert signed_in(whose).post(address).status_code == 302
        assert signed_in(other).post(address).status_code == 404
        envelope = Envelope.objects.get(bid__way="paper")
        back = reverse("procurement:hand_back", args=[number, envelope.bid.token])
        assert back in page
        office.post(back, {"way": "hand", "given_to": "周某", "once": str(uuid4())})
        page = office.get(reverse("procurement:opening", args=[number])).content.decode()
        assert "退还给 周某" in page
