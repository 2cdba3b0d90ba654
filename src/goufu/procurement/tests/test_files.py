"""The procurement file: written from templates by field, objected to line by line, fixed when the notice is published."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from pypdf import PdfReader
from pytest_django import Settings

from goufu.core.errors import NotAllowed, NotFound, Refusal
from goufu.documents.actions import write_paper
from goufu.documents.models import Document
from goufu.documents.store import store
from goufu.documents.tests.test_papers import squeezed
from goufu.documents.tests.test_papers_in_word import text_of as text_of_word
from goufu.procurement.actions.filing import drop_template, issue_file, keep_template, save_file
from goufu.procurement.file_templates import PARTS, SLOTS, field_of, field_templates, filled, left_in
from goufu.procurement.models import FileDownload, FileTemplate, Procurement, ProcurementFile
from goufu.procurement.objections import lines_of, rules_on_texts
from goufu.procurement.papers.file_content import content_of
from goufu.procurement.tests.bidding import bidder
from goufu.procurement.tests.procuring import BEGIN, announced, on, planned
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County

SignIn = Callable[[Agent], Client]
UNFAIR = {
    "scale-terms": "注册资本不低于500万元",
    "local-registration": "须为在本市注册的独立法人",
    "years-founded": "须为成立满三年的社会组织",
    "regional-record": "获得过本行业奖项",
    "named-brand": "保洁用品指定甲牌等知名品牌",
}


def written(county: County, procurement: Procurement, **texts: str) -> Procurement:
    said: dict[str, Any] = {
        "demand": "逐户上门。",
        "qualification": "符合规定。",
        "contract": "按月支付。",
    } | texts
    return save_file(procurement=procurement.pk, by=county.officer, **said)


def test_a_title_has_the_template_of_its_field_and_every_part_of_it() -> None:
    assert field_of("失能老人上门护理服务").name == "elderly"
    assert field_of("送戏下乡演出").name == "culture"
    assert field_of("系统运维").name == "general"
    for each in field_templates().values():
        assert set(each.texts) == set(PARTS) and all(each.texts.values())
        known = filled("\n".join(each.texts.values()), dict.fromkeys(SLOTS, "某"))
        assert "{" not in known and "}" not in known, each.name


def test_what_is_not_known_yet_stays_in_braces() -> None:
    assert filled("{项目名称}，{期限}", {"项目名称": "养老{期限}", "期限": ""}) == "养老{期限}，{期限}"


def test_every_instruction_of_a_template_is_marked_as_one() -> None:
    for each in field_templates().values():
        for text in each.texts.values():
            told = [line for line in text.splitlines() if re.search("逐项|写明|列明", line)]
            assert [line for line in told if not left_in(line)] == [
                line for line in told if "影像" in line or "工单" in line or "日志" in line
            ], each.name  # what a record says is what the provider is asked for
    assert left_in("{项目名称}：【写明人数】，【写明人数】；【重要】{甲}") == ["{项目名称}", "【写明人数】"]


@pytest.mark.django_db
def test_a_file_with_an_instruction_left_in_it_is_said_on_the_page_and_does_not_begin(
    county: County, signed_in: SignIn
) -> None:
    with on(BEGIN - timedelta(days=35)):
        made = planned(county)
        officer, address = signed_in(county.officer), f"/procurements/{made.pk}/file/"
        page = officer.get(address).content.decode()
        assert "还没有写：采购需求、合同草案" in page and "没有一行是法规有意见的" not in page
        made = written(
            county, made, demand="1.服务对象：【写明类别和人数】。\n2.每周两次。", contract="{期限}"
        )
        page = officer.get(address).content.decode()
        assert "有 2 行里还是模板的说明" in page and "还没有写" not in page
        announced(made, "intention", county, BEGIN - timedelta(days=35))
    with on(BEGIN):
        with pytest.raises(Refusal) as refused:
            announced(made, "consultation", county, BEGIN)
        assert "模板的说明还没有换成内容：“采购需求”里 【写明类别和人数】；“合同草案”里 {期限}" in str(
            refused.value
        )
        assert ProcurementFile.objects.get().fixed_at is None


@pytest.mark.django_db
@pytest.mark.parametrize("part", ["demand", "qualification", "contract"])
def test_no_template_says_what_the_law_objects_to(county: County, part: str) -> None:
    with on(BEGIN):
        made = planned(county)
        for each in field_templates().values():
            content = [{"part": part, "title": "", "said": each.texts[part]}]
            assert [line for line in lines_of(made, content)[part] if line.cards] == [], each.name


@pytest.mark.django_db
def test_each_unfair_line_has_its_objection_beside_it_and_the_others_have_none(county: County) -> None:
    with on(BEGIN):
        lines = ["符合政府采购法第二十二条的规定", *UNFAIR.values()]
        content = [{"part": "qualification", "title": "", "said": "\n".join(lines)}]
        found = lines_of(planned(county), content)["qualification"]
    assert [line.text for line in found] == lines
    said = [{card.rule for card in line.cards} for line in found]
    assert said == [set(), *({f"procurement.{rule}"} for rule in UNFAIR)]
    assert all(card.remedy and card.articles for line in found for card in line.cards)
    assert len(rules_on_texts()) >= len(UNFAIR)


def kept(document: Document) -> bytes:
    with store().read(document.digest) as file:
        return file.read()


@pytest.mark.django_db
def test_the_file_is_fixed_with_the_notice_and_stays(
    county: County, settings: Settings, tmp_path: Path
) -> None:
    settings.DOCUMENTS = tmp_path
    with on(BEGIN - timedelta(days=35)):
        made = planned(county, goods="domestic", track_record_count=2)
        made = written(county, made, demand="每周上门两次。\n每次不少于一小时。")
        announced(made, "intention", county, BEGIN - timedelta(days=35))
    with pytest.raises(NotFound):
        write_paper(by=county.officer, subject=("procurement", made.pk), kind="file_paper")
    with on(BEGIN):
        announced(made, "consultation", county, BEGIN)
        with pytest.raises(Refusal):
            written(county, made)
        file = ProcurementFile.objects.get()
        assert file.number == f"{county.place.code}-{BEGIN.year}-WJ-0001" and len(file.digest) == 64
        with pytest.raises(IntegrityError, match="采购文件不能改"), transaction.atomic():
            ProcurementFile.objects.update(demand="每周一次。")
        for kind in ("file_paper", "file_word"):
            write_paper(by=county.officer, subject=("procurement", made.pk), kind=kind)
    [pdf, word] = Document.objects.filter(subject_kind="procurement").order_by("pk")
    assert pdf.said == word.said == file.digest and pdf.number == file.number
    read = PdfReader(BytesIO(kept(pdf)))
    for text in (
        squeezed("".join(page.extract_text() for page in read.pages)),
        text_of_word(kept(word)),
    ):
        for said in (
            "第一章采购邀请",
            "服务里的货物：含货物，货物按本国产品标准采购",
            "每周上门两次。",
            "同类业绩：提供合同2份。",
            "第四章评审方法和标准",
            "持证护理员每名得3分",
            "按月支付。",
        ):
            assert said in text
    with pytest.raises(NotFound):
        write_paper(by=None, subject=("procurement", made.pk), kind="file_paper")


@pytest.mark.django_db
def test_a_body_keeps_templates_of_its_own_and_nobody_else_s_are_shown(
    county: County, signed_in: SignIn
) -> None:
    with on(BEGIN):
        made = written(county, planned(county), demand="{项目名称}：每周两次。")
        officer = signed_in(county.officer)
        led = officer.post(f"/procurements/{made.pk}/file/keep/", {"part": "demand", "name": "上门护理"})
        assert led["Location"] == "/procurements/templates/"
        kept = FileTemplate.objects.get()
        page = officer.get(f"/procurements/{made.pk}/file/edit/?template=own-{kept.pk}").content.decode()
        assert "失能老人上门护理服务：每周两次。" in page
        keep_template(part="demand", name="上门护理", text="每周三次。", by=county.officer)
        assert FileTemplate.objects.get().text == "每周三次。"
        with pytest.raises(Refusal, match="没有这个部分"):
            keep_template(part="prices", name="价格", text="一元", by=county.officer)
        with pytest.raises((NotFound, NotAllowed)):
            drop_template(template=kept.pk, by=county.treasurer)
        drop_template(template=kept.pk, by=county.officer)
        assert "上门护理" not in officer.get("/procurements/templates/").content.decode()


@pytest.mark.django_db
def test_an_officer_writes_it_from_the_template_of_its_field(county: County, signed_in: SignIn) -> None:
    with on(BEGIN):
        made = planned(county)
        officer = signed_in(county.officer)
        page = officer.get(f"/procurements/{made.pk}/file/edit/").content.decode()
        assert "失能老人上门护理服务。" in page and "人次、小时" in page
        assert "符合政府采购法第二十二条的规定" in page  # of the plan
        said: dict[str, Any] = {"demand": "一", "qualification": "在本市注册的企业", "contract": "三"}
        led = officer.post(f"/procurements/{made.pk}/file/edit/", said | {"version": made.version})
        assert led["Location"] == f"/procurements/{made.pk}/file/"
        page = officer.get(led["Location"]).content.decode()
        assert "有 1 行法规有意见" in page and "/rules/procurement.local-registration/" in page
        assert content_of(Procurement.objects.get(), ProcurementFile.objects.get())[1]["said"] == "一"
        again = signed_in(county.treasurer).get(f"/procurements/{made.pk}/file/")
        assert again.status_code == 200 and "写采购文件" not in again.content.decode()


@pytest.mark.django_db
def test_providers_fetch_the_fixed_file_from_the_public_page(
    county: County, signed_in: SignIn, settings: Settings, tmp_path: Path
) -> None:
    settings.DOCUMENTS = tmp_path
    with on(BEGIN - timedelta(days=35)):
        made = written(county, planned(county))
        announced(made, "intention", county, BEGIN - timedelta(days=35))
    with on(BEGIN):
        announced(made, "consultation", county, BEGIN)
        with connection.cursor() as cursor:
            cursor.execute("SELECT args FROM procrastinate_jobs WHERE task_name = 'procurement.write_file'")
            assert [json.loads(args) for (args,) in cursor.fetchall()] == [{"procurement": made.pk}]
        issue_file(made.pk)
        issue_file(made.pk)  # the job may be begun twice
        pdf, word = Document.objects.filter(subject_kind="procurement", kind__startswith="file_").order_by(
            "pk"
        )
        provider, address = signed_in(bidder(county)), f"/procurements/open/{made.pk}/"
        shown = provider.get(address).content.decode()
        assert f"{made.title}：采购文件</button>" in shown
        assert shown.index(f"{pdf.type_word} ·") < shown.index(f"{word.type_word} ·")
        assert provider.post(f"{address}file/{pdf.pk}/").getvalue().startswith(b"%PDF")
        assert provider.get(f"/documents/{word.pk}/").status_code == 404  # only where it is recorded
    assert FileDownload.objects.get().document == pdf
