"""Papers that are signed by hand: the page of the procurement says whose signed scan is missing, and the scan stands beside the paper."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from goufu.documents.actions import attach_document
from goufu.documents.tests.papers import pdf
from goufu.procurement.actions.reviewing import sign_report
from goufu.procurement.papers.reports import report_papers
from goufu.procurement.tests.bidding import Receiving, at, bidder, both_kinds, receiving
from goufu.procurement.tests.quoting import opened
from goufu.procurement.tests.reviewing import fresh
from goufu.procurement.tests.standing import standing
from goufu.procurement.tests.test_counter import DUE, IN_TIME
from goufu.procurement.tests.test_scans import report_on
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County

__all__ = ["county", "found", "own", "world"]
pytestmark = pytest.mark.django_db
world, own, county, found = standing(receiving)
SignIn = Callable[[Agent], Client]
MISSING = "还没有手签的扫描件："


def test_what_is_not_signed_by_hand_is_said_until_its_scan_is_there(
    county: County, found: Receiving, signed_in: SignIn
) -> None:
    made, client = found.procurement, signed_in(county.officer)
    page = reverse("procurement:procurement", args=[made.pk])
    ceremony = reverse("procurement:opening", args=[made.pk])

    def missing() -> str:
        return client.get(page).content.decode().partition(MISSING)[2].partition("。")[0]

    def scanned(kind: str) -> None:
        attach_document(
            by=county.officer,
            subject=("procurement", made.pk),
            kind=kind,
            file_name="签字.pdf",
            chunks=[pdf(kind)],
            once=UUID(int=len(kind)),
        )

    with at(IN_TIME):
        for number in range(2):
            both_kinds(made, bidder(county, number))
    with at(DUE):
        assert missing() == ""
        opened(found, county)
        assert missing() == "开标（开启）记录"
        assert "扫描件还没有上传" in client.get(ceremony).content.decode()
        scanned("opening_minutes")
        assert missing() == ""
        assert "签字的扫描件" in client.get(ceremony).content.decode()
        panel = report_on(county, made)
        assert missing() == ""  # the members have not signed in the program yet
        for each in panel:
            sign_report(by=fresh(each.member))
        assert missing() == "评审报告"
        paper, _word = report_papers(made)
        printed = PdfReader(BytesIO(paper.write().content)).pages[-1].extract_text()
        assert "签字" in printed.partition("不同意见")[2]  # beside what was signed in the program
        scanned("review_report")
        assert missing() == ""
