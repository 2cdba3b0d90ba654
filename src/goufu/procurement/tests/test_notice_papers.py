"""A published notice as paper: its PDF and its Word file say what stands in it, in the order of its form, and can be checked."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from io import BytesIO

import pytest
from django.test import Client
from django.utils.translation import override
from docx import Document as Opened
from pypdf import PdfReader
from pytest_django import Settings

from goufu.core.action import history
from goufu.core.errors import NotFound
from goufu.documents.actions import write_paper, write_public_papers
from goufu.documents.models import Document
from goufu.documents.tests.papers import downloaded, upload
from goufu.documents.tests.test_papers import squeezed
from goufu.documents.tests.test_papers_in_word import text_of as text_of_word
from goufu.procurement.actions.noticing import draft_notice, save_notice
from goufu.procurement.filling import Filling
from goufu.procurement.models import Notice
from goufu.procurement.notices import load_notices
from goufu.procurement.papers import issued as papers
from goufu.procurement.readiness import disclosure_of
from goufu.procurement.tests.procuring import BEGIN, announced, on, planned, publish, running
from goufu.procurement.tests.standing import made_once, nothing, standing
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County

pytestmark = pytest.mark.django_db


def a_notice(county: County) -> Notice:
    running(county)
    return Notice.objects.get(kind="consultation")


world, own, county, made = standing(a_notice)
SignIn = Callable[[Agent], Client]


@pytest.fixture
def published(county: County, made: Notice, settings: Settings, tmp_path: object) -> Notice:
    settings.DOCUMENTS = tmp_path
    return made


def pdf_text(content: bytes) -> str:
    return squeezed("".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages))


def read(path: str) -> bytes:
    """What anybody gets at the address."""
    return Client().get(path).getvalue()


def test_anybody_reads_it_as_pdf_and_as_word_before_and_after_it_is_in_the_archive(published: Notice) -> None:
    pdf = read(f"/procurements/notices/{published.pk}/notice.pdf")
    word = read(f"/procurements/notices/{published.pk}/notice.docx")
    for said in (pdf_text(pdf), text_of_word(word)):
        places = [
            said.index(each)
            for each in ("一、项目基本情况", "二、申请人的资格要求", "五、开启", "七、凡对本次")
        ]
        assert places == sorted(places)
        assert "项目名称：失能老人上门护理服务" in said and "2026年12月16日" in said
        assert f"编号：{published.number}" in said and published.digest in said
    write_public_papers("notice", published.pk)
    write_public_papers("notice", published.pk)  # a job that is run again
    assert read(f"/procurements/notices/{published.pk}/notice.pdf") == pdf
    [first, second] = Document.objects.filter(subject_kind="notice").order_by("pk")
    assert (first.kind, second.kind, first.number, second.number) == (
        "notice",
        "notice_word",
        *[published.number] * 2,
    )
    assert first.digest == hashlib.new("sm3", pdf).hexdigest() and first.said == published.digest
    assert history(published.procurement)[0].facts["digest"] == second.digest


def test_the_text_for_the_medium_has_the_fields_in_the_order_of_the_form(published: Notice) -> None:
    text = Client().get(f"/procurements/notices/{published.pk}/notice.txt").content.decode()
    assert text.startswith("失能老人上门护理服务\n竞争性磋商公告\n一、项目基本情况\n项目编号：")
    assert "\n三、获取磋商文件\n自本公告发布之日起至" in text  # a heading that says what it is
    assert text.endswith("云岭县民政局\n2026年12月1日\n")
    fields = [each["field"] for each in published.content or []]
    assert fields == [each for each in load_notices()["consultation"].order if each in fields]


@made_once(nothing)
def test_an_intention_is_a_table(county: County) -> None:
    with on(BEGIN):
        [*_title, sheet, _disclaimer, _signed] = papers._blocks(
            announced(planned(county), "intention", county)
        )
    assert sheet["head"][:3] == ["项目名称", "采购需求概况", "预算金额"]
    assert len(sheet["rows"]) == 1


@made_once(nothing)
def test_a_draft_has_no_paper(county: County) -> None:
    with on(BEGIN):
        drafted = draft_notice(procurement=planned(county).pk, kind="intention", by=county.officer)
    for agent in (None, county.officer):
        with pytest.raises(NotFound):
            write_paper(by=agent, subject=("notice", drafted.pk), kind="notice")
    for name in ("pdf", "docx", "txt"):
        assert Client().get(f"/procurements/notices/{drafted.pk}/notice.{name}").status_code == 404


def test_what_its_code_says_is_checked_by_whoever_holds_it(
    published: Notice, county: County, signed_in: SignIn
) -> None:
    write_public_papers("notice", published.pk)
    pdf = read(f"/procurements/notices/{published.pk}/notice.pdf")
    said = f"编号：{published.number}\n内容摘要（SM3）：{published.digest}"
    page = Client().post("/documents/check/", {"mark": said}).content.decode()
    assert "相符" in page and f"/procurements/notices/{published.pk}/" in page
    changed = said.replace(published.digest, "0" * 64)
    assert "内容不同" in Client().post("/documents/check/", {"mark": changed}).content.decode()
    other = said.replace(published.number, "530999-2026-GG-9999")
    assert "没有相符的" in Client().post("/documents/check/", {"mark": other}).content.decode()
    assert "相符" in Client().post("/documents/check/", {"file": upload(pdf, "a.pdf")}).content.decode()
    assert "没有相符的" in Client().post("/documents/check/", {"file": upload(pdf + b" ")}).content.decode()
    assert Client().post("/documents/check/", {}).status_code == 422


def test_of_what_is_not_public_only_its_holder_is_told(
    published: Notice, county: County, signed_in: SignIn
) -> None:
    officer = signed_in(county.officer)
    kept = officer.post(
        f"/documents/of/notice/{published.pk}/attach/",
        {"kind": "copy", "file": upload(b"%PDF-1.7\nseen\n%%EOF")},
    )
    assert kept.status_code == 302
    copy = Document.objects.get(kind="copy")
    assert Client().get(f"/documents/{copy.pk}/").status_code == 404
    assert downloaded(officer, copy.pk)
    file = {"file": upload(b"%PDF-1.7\nseen\n%%EOF")}
    assert "没有相符的" in Client().post("/documents/check/", file).content.decode()


def test_the_page_says_until_a_copy_of_what_appeared_is_kept(
    published: Notice, county: County, signed_in: SignIn
) -> None:
    officer, address = signed_in(county.officer), f"/procurements/notices/{published.pk}/"
    wanting = "指定媒体上的那一页还没有存下来"
    assert wanting in officer.get(address).content.decode()
    assert wanting not in Client().get(address).content.decode()
    officer.post(f"/documents/of/notice/{published.pk}/attach/", {"kind": "copy", "file": upload()})
    assert wanting not in officer.get(address).content.decode()


def test_a_correction_and_what_it_corrects_name_each_other(published: Notice, county: County) -> None:
    typed = {"change_item": "服务要求", "change_before": "一次", "change_after": "两次"}
    with on(BEGIN):
        drafted = draft_notice(procurement=published.procurement_id, kind="correction", by=county.officer)
        save_notice(
            notice=drafted.pk, by=county.officer, version=drafted.version, typed=typed, affects_bids=False
        )
        made = publish(drafted, county.lead)
    assert f'href="/procurements/notices/{published.pk}/"' in _page(made)
    assert f'href="/procurements/notices/{made.pk}/"' in _page(published)
    assert Opened(
        BytesIO(read(f"/procurements/notices/{made.pk}/notice.docx"))
    ).core_properties.title.endswith("更正公告")


def _page(notice: Notice) -> str:
    return Client().get(f"/procurements/notices/{notice.pk}/").content.decode()


@made_once(nothing)
def test_what_must_not_be_published_is_found_in_its_field_before_anybody_publishes(
    county: County, signed_in: SignIn
) -> None:
    hidden = "试点家庭：张某，530111199001011234，138 0000 0000；附件（机密★一年）；承办𠮷祥社\ue001"
    with on(BEGIN):
        made = planned(county, qualification_text=hidden, contact="云岭县民政局，李经办，13900000000")
        drafted = draft_notice(procurement=made.pk, kind="consultation", by=county.officer)
        page = signed_in(county.officer).get(f"/procurements/notices/{drafted.pk}/").content.decode()
        asked = signed_in(county.lead).get(f"/procurements/notices/{drafted.pk}/publish/").content.decode()
        for rule in ("no-identity-numbers", "private-phones", "secret-marks", "unshown-signs"):
            assert f"/rules/disclosure.{rule}/" in page and f"reviewed-disclosure.{rule}" in asked, rule
        assert page.count('<span lang="zh-Hans">申请人的资格要求</span>') == 4
        assert "申请人的资格要求里的“𠮷”（U+20BB7）" in page and "（U+E001）" in page


@made_once(nothing)
def test_an_officers_own_phone_among_the_contacts_is_no_private_one(county: County) -> None:
    with on(BEGIN):
        made = planned(county, contact="云岭县民政局，李经办，13900000000")
        drafted = draft_notice(procurement=made.pk, kind="consultation", by=county.officer)
        assert disclosure_of(Filling(drafted)).to_review == []


@made_once(nothing)
def test_a_notice_is_chinese_whoever_publishes_it_in_whatever_language(county: County) -> None:
    with on(BEGIN), override("en"):
        [*_others, sme] = [
            each["text"]
            for each in announced(planned(county), "intention", county).content or []
            if each["field"] == "sme"
        ]
    assert sme == "否（不预留）"
