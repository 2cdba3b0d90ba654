"""The result notice says by itself what the house knows, and the procurement file is public with it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from goufu.core.roles import Role
from goufu.documents.actions import attach_document
from goufu.documents.tests.papers import pdf
from goufu.files import own_settings
from goufu.procurement.actions.awarding import award, receive_report
from goufu.procurement.actions.deciding import begin_procurement
from goufu.procurement.actions.filing import issue_file, save_file
from goufu.procurement.actions.noticing import draft_notice, save_notice
from goufu.procurement.actions.telling import send_letters
from goufu.procurement.filling import Filling
from goufu.procurement.methods import load_methods
from goufu.procurement.models import Notice, Procurement, ProcurementFile
from goufu.procurement.readiness import opinions_on
from goufu.procurement.tests.procuring import BEGIN, announced, on, planned, publish
from goufu.procurement.tests.reviewing import REVIEWED, provider, reported, signed
from goufu.procurement.tests.talking import planned_lane
from goufu.procurement.tests.test_emergency import awarded as bought_in_an_emergency
from goufu.registry.models import Body
from goufu.registry.tests.county import County, agent, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _documents(settings: Settings, tmp_path: Path) -> None:
    settings.DOCUMENTS = tmp_path


def awarded(county: County, *, is_written_here: bool = True) -> Procurement:
    with on(BEGIN - timedelta(days=35)):
        made = planned(county)
        if is_written_here:
            save_file(
                procurement=made.pk,
                demand="逐户上门，每月四次。",
                qualification="符合规定。",
                contract="按月支付。",
                by=county.officer,
            )
        announced(made, "intention", county, BEGIN - timedelta(days=35))
    with on(BEGIN):
        announced(made, "consultation", county, BEGIN)
        if is_written_here:
            issue_file(made.pk)
    with on(REVIEWED):
        report, panel = reported(county, made)
        signed(panel)
        receive_report(procurement=made.pk, by=county.officer)
        won = report.placings.get(rank=1).response
        Body.objects.filter(pk=won.bidder_id).update(address="云岭县建设路8号")
        award(procurement=made.pk, response=won.pk, by=county.lead)
        send_letters(procurement=made.pk, by=county.officer)
    return Procurement.objects.get(pk=made.pk)


def said(notice: Notice) -> dict[str, str]:
    return {each["field"]: each["text"] for each in Filling(notice).content}


@pytest.mark.makes("award.file_attached")
def test_it_begins_with_address_scope_and_file_and_nothing_is_left_to_type(
    county: County, client: Client
) -> None:
    made = awarded(county)
    file = ProcurementFile.objects.get()
    with on(REVIEWED):
        drafted = draft_notice(procurement=made.pk, kind="result", by=county.officer)
        told = said(drafted)
        assert told["provider_address"] == "云岭县建设路8号"
        assert told["scope"] == made.shares.get().project.need
        assert told["requirements"] == f"服务要求见采购文件 {file.number} 的“采购需求”"
        assert file.number in told["file"] and file.digest in told["file"]
        assert Filling(drafted).law_facts["award"]["file_attached"] is True
        assert [each.field.name for each in Filling(drafted).missing] == []
        published = publish(drafted, county.lead)
    assert {each["field"]: each["text"] for each in published.content or []}["file"] == told["file"]
    page = client.get(reverse("procurement:notice", args=[published.pk])).content.decode()
    links = [each for each in page.split('"') if "/attachments/" in each]
    assert len(links) == 2  # PDF and Word
    assert client.get(links[0]).getvalue().startswith(b"%PDF")


def test_what_somebody_wrote_stays_and_the_rest_goes_on_being_filled_in(county: County) -> None:
    made = awarded(county)
    with on(REVIEWED):
        drafted = draft_notice(procurement=made.pk, kind="result", by=county.officer)
        typed = {"scope": "全县十二个乡镇", "standard": ""}
        drafted = save_notice(notice=drafted.pk, by=county.officer, version=drafted.version, typed=typed)
    told = said(drafted)
    assert told["scope"] == "全县十二个乡镇" and told["standard"] == made.shares.get().project.standard
    assert told["provider_address"] == "云岭县建设路8号"


@pytest.mark.makes("award.file_attached")
def test_a_file_that_was_written_elsewhere_is_attached_as_it_was_uploaded(
    county: County, client: Client
) -> None:
    made = awarded(county, is_written_here=False)
    with on(REVIEWED):
        drafted = draft_notice(procurement=made.pk, kind="result", by=county.officer)
        assert Filling(drafted).law_facts["award"]["file_attached"] is False
        kept = attach_document(
            subject=("procurement", made.pk),
            kind="file",
            file_name="磋商文件.pdf",
            chunks=[pdf()],
            by=county.officer,
        )
        assert kept.digest in said(drafted)["file"]
        address = reverse("procurement:notice_attachment", args=[drafted.pk, kept.pk])
        assert client.get(address).status_code == 404  # a draft
        missing = {each.field.name: "按采购文件" for each in Filling(drafted).missing}
        drafted = save_notice(notice=drafted.pk, by=county.officer, version=drafted.version, typed=missing)
        publish(drafted, county.lead)
        assert client.get(address).getvalue() == pdf()
        other = Notice.objects.get(kind="consultation")
        assert (
            client.get(reverse("procurement:notice_attachment", args=[other.pk, kept.pk])).status_code == 404
        )


def test_an_address_that_the_registry_lacks_is_typed(county: County) -> None:
    made = awarded(county)
    Body.objects.filter(pk=provider(county, 1).pk).update(address="")
    Body.objects.filter(address="云岭县建设路8号").update(address="")
    with on(REVIEWED):
        drafted = draft_notice(procurement=made.pk, kind="result", by=county.officer)
    assert [each.field.name for each in Filling(drafted).missing] == ["provider_address"]


def begin_anew() -> None:
    """As after a start: the office's settings are read again."""
    own_settings.read.cache_clear()
    load_methods.cache_clear()


def test_scores_are_public_where_the_office_says_so(
    county: County,
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> None:
    monkeypatch.setattr(own_settings, "folder", tmp_path)
    request.addfinalizer(begin_anew)
    made = awarded(county)
    with on(REVIEWED):
        drafted = draft_notice(procurement=made.pk, kind="result", by=county.officer)
        assert "scores" not in said(drafted)
        (tmp_path / "settings.toml").write_text("[procurement]\npublishes_scores = true\n", encoding="utf-8")
        begin_anew()
        lines = said(drafted)["scores"].splitlines()
        winner = made.awards.get().response.bidder.name
        assert lines[0].startswith(f"第 1 名 {winner} ") and lines[0].endswith(" 分")
        published = publish(drafted, county.lead)
    page = client.get(reverse("procurement:notice", args=[published.pk])).content.decode()
    assert "得分和排名" in page and lines[0] in page


def test_who_lost_begins_a_challenge_of_the_result_with_what_is_known(county: County) -> None:
    made = awarded(county)
    with on(REVIEWED):
        drafted = draft_notice(procurement=made.pk, kind="result", by=county.officer)
        missing = {each.field.name: "按采购文件" for each in Filling(drafted).missing}
        drafted = save_notice(notice=drafted.pk, by=county.officer, version=drafted.version, typed=missing)
        published = publish(drafted, county.lead)
        lost = agent("落选单位经办人", provider(county, 2), Role.PROVIDER_AGENT)
        page = reverse("procurement:file_challenge", args=[published.pk])
        form = sign_in(lost).get(page).context["form"]
        assert (form["standing"].value(), form["against"].value()) == ("bidder", "result")
        other = agent("没有参加的经办人", provider(county, 9), Role.PROVIDER_AGENT)
        form = sign_in(other).get(page).context["form"]
        assert (form["standing"].value() or "", form["against"].value()) == ("", "result")


def test_where_the_method_has_no_file_none_is_asked_for(county: County) -> None:
    """An emergency: suppliers are told the demand, and nobody writes a procurement file."""
    made = bought_in_an_emergency(county)
    with on(BEGIN + timedelta(days=1)):
        drafted = draft_notice(procurement=made.pk, kind="result", by=county.officer)
        filling = Filling(drafted)
        assert "file" not in {each.field.name for each in filling.fields}
        assert "file_attached" not in filling.law_facts["award"]
        told = [answer.rule.id for each in opinions_on(drafted, filling) for answer in each.failed]
        assert not [each for each in told if "attachment" in each]
        missing = {each.field.name: "按商定的" for each in filling.missing}
        drafted = save_notice(notice=drafted.pk, by=county.officer, version=drafted.version, typed=missing)
        assert publish(drafted, county.lead).number


def test_a_file_that_was_written_although_the_method_has_none_is_attached(county: County) -> None:
    made = planned_lane(county)
    with on(BEGIN):
        save_file(
            procurement=made.pk,
            demand="安置点护理，每天一次。",
            qualification="符合规定。",
            contract="按人次支付。",
            by=county.officer,
        )
        begin_procurement(procurement=made.pk, by=county.lead)
        filling = Filling(Notice(procurement=Procurement.objects.get(pk=made.pk), kind="result", typed={}))
    file = ProcurementFile.objects.get()
    told = {each.field.name: each.text for each in filling.fields}
    assert file.number in told["file"] and filling.law_facts["award"]["file_attached"] is True
