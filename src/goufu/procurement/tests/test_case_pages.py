"""The pages of challenges and complaints, from the public notice to the published decision."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from goufu.core.errors import NotFound, Refusal
from goufu.documents.actions import attach_document
from goufu.documents.models import Document
from goufu.procurement.actions.challenging import withdraw_challenge
from goufu.procurement.models import Challenge, Complaint, Notice, Procurement
from goufu.procurement.tests.challenged import (
    DECIDE,
    challenged,
    provider,
    second_treasurer,
    under_way,
    with_letter,
)
from goufu.procurement.tests.procuring import on, running
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]
DAY = timedelta(days=1)
PDF = b"%PDF-1.7\n% x\ntrailer\n<<>>\nstartxref\n0\n%%EOF\n"


def _page(browser: Client, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


def test_a_provider_challenges_from_the_notice_and_complains(county: County, signed_in: SignIn) -> None:
    running(county)
    notice = Notice.objects.get(kind="consultation")
    bidder = provider(county)
    with on(date(2026, 12, 7)):
        browser = signed_in(bidder)
        path = f"/procurements/notices/{notice.pk}/"
        assert f'href="{path}challenge/"' in _page(browser, path)
        form = _page(browser, f"{path}challenge/")
        assert "应知权益受损之日起 7 个工作日" in form
        assert '<option value="file" selected>' in form and '<option value="bidder" selected>' not in form
        sent = {
            "standing": "file_holder",
            "against": "file",
            "matters": "要求在本县设有分支机构",
            "request": "删去这一条",
            "grounds": "政府采购法第二十二条",
        }
        led = browser.post(f"{path}challenge/", sent)
        found = Challenge.objects.get()
        assert led["Location"] == f"/procurements/challenges/{found.pk}/"
        page = _page(browser, led["Location"])
        assert "2026-12-16" in page and "撤回质疑" in page and "答复质疑</a>" not in page
        assert f"challenges/{found.pk}/complain/" not in page  # there are days left for the answer
        paper = SimpleUploadedFile("租房合同.pdf", PDF)
        led = browser.post(f"/documents/of/challenge/{found.pk}/attach/", {"kind": "evidence", "file": paper})
        assert led.status_code == 302 and "租房合同" in _page(
            browser, f"/procurements/challenges/{found.pk}/"
        )
        assert "没有答复的，投诉" in _page(browser, "/")  # the provider's home says until when it may
        lead = signed_in(county.lead)
        assert f"/procurements/challenges/{found.pk}/" in _page(lead, "/")
        assert "答复质疑" in _page(lead, f"/procurements/challenges/{found.pk}/answer-challenge/")
        assert found.number in _page(lead, f"/procurements/{found.procurement_id}/")
    with on(date(2026, 12, 17)):  # no answer came
        browser = signed_in(bidder)
        path = f"/procurements/challenges/{found.pk}/complain/"
        assert path in _page(browser, f"/procurements/challenges/{found.pk}/")
        assert "不得超出已质疑的范围" in _page(browser, path)
        led = browser.post(path, {"matters": "没有答复", "request": "责令答复", "grounds": "第五十三条"})
        assert led["Location"] == f"/procurements/complaints/{Complaint.objects.get().pk}/"
        page = _page(browser, led["Location"])
        assert "没有答复" in page and "受理</a>" not in page and "上传文件" in page


def test_evidence_that_was_still_uploading_when_the_case_ended_is_not_taken(county: County) -> None:
    made = running(county)
    with on(date(2026, 12, 7)):
        found, bidder = challenged(county, made, date(2026, 12, 7)), provider(county)

        def slowly() -> Iterator[bytes]:
            yield PDF
            withdraw_challenge(challenge=found.pk, reason="证明材料不全，先撤回", by=bidder)

        with pytest.raises(NotFound):
            attach_document(
                by=bidder, subject=("challenge", found.pk), kind="evidence", file_name="租房合同.pdf", chunks=slowly()
            )  # fmt: skip
    assert not Document.objects.filter(kind="evidence").exists()


def test_the_office_suspends_decides_and_publishes(county: County, signed_in: SignIn) -> None:
    found = under_way(county, "file")
    path = f"/procurements/complaints/{found.pk}/"
    with on(found.received_on):
        office = signed_in(county.treasurer)
        assert found.number in _page(office, "/procurements/complaints/")
        page = _page(office, path)
        assert f'class="gf-btn" href="{path}send-copies/"' in page  # the copies come first
        assert "暂停采购活动" in page and "作出处理决定" in page and "恢复采购活动</a>" not in page
        led = office.post(
            f"{path}suspend/", {"days": 30, "reason": "先停下来查清楚", "version": found.version}
        )
        assert led.status_code == 302, led.content.decode()
        until = found.received_on + 30 * DAY
        assert f"{until}" in _page(office, path)
        officer = signed_in(county.officer)
        shown = _page(officer, f"/procurements/{found.procurement_id}/")
        assert "采购活动从" in shown and f"{until}" in shown
        refused = officer.post(
            f"/procurements/{found.procurement_id}/record/",
            {
                "event": "opened",
                "at_day": f"{found.received_on}",
                "version": Procurement.objects.get(pk=found.procurement_id).version,
            },
        )
        assert refused.status_code == 422 and "第五十七条" in refused.content.decode()
        for verb in ("decide-complaint", "proceed-complaint", "withdraw-complaint", "resume"):
            assert office.get(f"{path}{verb}/").status_code == 200, verb
        version = Complaint.objects.get(pk=found.pk).version
        led = office.post(f"{path}decide-complaint/", DECIDE | {"version": version})
        assert led.status_code == 302, led.content.decode()
        assert "行政复议" in _page(office, path)
        other = signed_in(second_treasurer(county))
        assert "相关当事人" in _page(other, f"{path}publish-decision/")
        led = other.post(f"{path}publish-decision/", {"version": Complaint.objects.get(pk=found.pk).version})
        assert led.status_code == 302, led.content.decode()
    notice = Notice.objects.get(kind="complaint")
    assert "驳回投诉" in _page(Client(), f"/procurements/notices/{notice.pk}/")
    assert found.number in _page(signed_in(county.auditor), "/procurements/complaints/?q=TS")


def test_an_office_withdraws_a_case_only_by_the_letter_of_who_lodged_it(
    county: County, signed_in: SignIn
) -> None:
    made = running(county)
    with on(date(2026, 12, 7)):
        found, bidder = challenged(county, made, date(2026, 12, 7)), provider(county)
        with pytest.raises(Refusal, match="没有它的书面材料"):
            withdraw_challenge(challenge=found.pk, reason="供应商不再坚持", by=county.officer)
        with_letter(county, found)
        withdraw_challenge(challenge=found.pk, reason="供应商不再坚持", by=county.officer)
        told = _page(signed_in(bidder), f"/procurements/challenges/{found.pk}/")
        assert "云岭县民政局收到书面撤回后登记" in told
        assert "不再计算" in told and "已完成" not in told
