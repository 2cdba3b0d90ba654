"""Every form that can be downloaded to fill in, filled in as a person does and brought back, is accepted."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from python_calamine import CalamineWorkbook

from goufu.catalogue.actions import DraftStart, draft_edition, remove_entry
from goufu.catalogue.loading import load_central
from goufu.catalogue.models import CentralListItem, Edition, EditionEntry, EditionKind
from goufu.files.tests.workbooks import SHEET, xml_row
from goufu.files.units import header_unit
from goufu.funds.models import BudgetLine
from goufu.registry.agents import Agent
from goufu.registry.models import Body
from goufu.registry.tests.county import TODAY, County, county, signed_in

__all__ = ["county", "signed_in"]
Cells = Mapping[str, str | int | float]

BUDGET: tuple[Cells, ...] = (
    {
        "预算年度": 2027, "单位名称": "云岭县民政局", "单位编码": "219001", "项目编码": "539999273310000000001",
        "项目名称": "社区居家养老服务", "项目类别": "特定目标类", "支出功能分类": 2081006, "政府经济分类": 50205,
        "部门经济分类": 30227, "资金性质": 111, "金额（元）": 1205000, "是否政府采购": "是", "是否政府购买服务": "是",
        "购买服务目录编码": "A0402", "采购品目编码": "C20010000", "第二年（元）": 1300000, "第三年（元）": 1350000.5,
    },
    {
        "预算年度": "2027", "单位名称": "云岭县教育体育局", "单位编码": "", "项目编码": "539999273310000000002",
        "项目名称": "校园安全教育服务", "项目类别": "", "支出功能分类": "2050299", "政府经济分类": "",
        "部门经济分类": "30227 委托业务费", "资金性质": "111", "金额（元）": "80,000.00", "是否政府采购": 2,
        "是否政府购买服务": 1, "购买服务目录编码": "", "采购品目编码": "", "第二年（元）": "12万", "第三年（元）": "",
    },
)  # fmt: skip
BODIES: tuple[Cells, ...] = (
    {
        "单位名称": "云岭县水务服务中心", "统一社会信用代码": "", "类别": "公益二类事业单位", "区划代码": 539999, "级次": "县级",
        "上级单位": "云岭县民政局", "预算单位编码": 332001, "主管财政部门": "云岭县财政局",
        "企业规模": "", "成立日期": "", "地址": "云岭县人民路1号", "办公电话": "0871-65556666", "负责人": "",
    },
    {
        "单位名称": "云岭县安心养老服务有限公司", "统一社会信用代码": "91539999MA000001XT", "类别": "企业",
        "区划代码": "539999", "级次": "", "上级单位": "", "预算单位编码": "", "主管财政部门": "", "企业规模": "小型",
        "成立日期": "2015-03-20", "地址": "", "办公电话": "", "负责人": "安静",
    },
)  # fmt: skip
CATALOGUE: tuple[Cells, ...] = (
    {"编码": "A", "一级": "公共服务"},
    {"编码": "A04", "二级": "社会保障服务", "说明": "面向困难群众", "需要专家论证": "否"},
    {"编码": "A0402", "三级": "基本养老服务", "采购品目": "C20010000", "需要专家论证": "是"},
)
CENTRAL: tuple[Cells, ...] = (
    {"品目编码": "C16070300", "品目名称": "软件运维服务"},
    {"品目编码": "c23090100", "品目名称": "印刷服务", "备注": "限于10万元以上"},
)


@dataclass(frozen=True)
class Form:
    """A form that is downloaded: where it is brought back, by whom, what is written in it, and what is there then."""

    back: str
    by: Callable[[County], Agent]
    rows: tuple[Cells, ...]
    names: str  # the column that holds the names of what is made
    made: type[Model]
    left_blank: tuple[str, ...] = ()  # columns that nobody fills in beside the others
    asked: Mapping[str, str] = field(default_factory=dict)  # on the page, beside the file


FORMS = {
    "budget:empty_table": Form(
        "budget:import", lambda county: county.treasurer, BUDGET, "项目名称", BudgetLine
    ),
    "registry:bodies_form": Form(
        "registry:import_bodies", lambda county: county.system, BODIES, "单位名称", Body
    ),
    "catalogue:empty_sheet": Form(
        "catalogue:upload",
        lambda county: county.lead,
        CATALOGUE,
        "三级",
        EditionEntry,
        ("名称", "四级"),
    ),
    "catalogue:empty_central_list": Form(
        "catalogue:import_central_list",
        lambda county: county.treasurer,
        CENTRAL,
        "品目名称",
        CentralListItem,
        asked={"number": "云政办〔2026〕1号", "valid_from": "2026-01-01", "level": ""},
    ),
}
WITH_CONTENT = {"catalogue:export"}
NEEDS_A_PROJECT = {"procurement:past_form"}  # brought back in procurement/tests/test_past.py


def filled(form: bytes, rows: Sequence[Cells]) -> bytes:
    """The form with these rows written below its header; everything else of the file stays as it is."""
    titles = titles_of(form)
    lines = [
        xml_row(at, [_cell(row.get(title, "")) for title in titles]) for at, row in enumerate(rows, start=2)
    ]
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(form)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == SHEET:
                header, end = part.index(b"</row>") + len(b"</row>"), part.index(b"</sheetData>")
                part = part[:header] + "".join(lines).encode() + part[end:]
            new.writestr(name, part)
    return target.getvalue()


def _cell(value: str | float) -> str:
    """A text, or a number as spreadsheets store it; reading goes by order, so that it needs no place."""
    return value if isinstance(value, str) else f"<c><v>{value}</v></c>"


def titles_of(form: bytes) -> list[str]:
    return [
        str(title)
        for title in CalamineWorkbook.from_filelike(BytesIO(form)).get_sheet_by_index(0).to_python()[0]
    ]


@pytest.fixture
def draft(county: County) -> Edition:
    load_central()
    return draft_edition(
        owner=county.civil, kind=EditionKind.DEPARTMENT, start=DraftStart.BASE, by=county.lead, day=TODAY
    )


def back_to(form: Form, draft: Edition) -> str:
    return reverse(form.back, args=[draft.pk] if form.made is EditionEntry else [])


@pytest.mark.parametrize("page", FORMS)
def test_a_form_filled_in_and_brought_back_is_accepted(
    page: str, county: County, draft: Edition, signed_in: Callable[[Agent], Client]
) -> None:
    form = FORMS[page]
    client = signed_in(form.by(county))
    empty = client.get(reverse(page)).content
    written = {title for row in form.rows for title, value in row.items() if value != ""}
    assert set(titles_of(empty)) == written | set(form.left_blank)

    brought = {"file": SimpleUploadedFile("表.xlsx", filled(empty, form.rows)), "once": str(uuid4())}
    answer = client.post(back_to(form, draft), {**form.asked, **brought})
    assert answer.status_code == 302, answer.content.decode()
    if form.made is BudgetLine:  # what a budget file does is looked at before it is done
        shown = client.get(answer.headers["Location"])
        token = {"once": str(uuid4()), "seen": shown.context["found"].signature}
        assert client.post(answer.headers["Location"], token).status_code == 302
    names = {str(row[form.names]) for row in form.rows if row.get(form.names)}
    of_this = {"edition": draft} if form.made is EditionEntry else {}
    assert form.made._default_manager.filter(name__in=names, **of_this).count() == len(names)


def test_amounts_of_later_years_are_taken_in_the_unit_of_the_form(
    county: County, signed_in: Callable[[Agent], Client], draft: Edition
) -> None:
    test_a_form_filled_in_and_brought_back_is_accepted("budget:empty_table", county, draft, signed_in)
    amounts = BudgetLine.objects.order_by("code").values_list("approved", "second_year", "third_year")
    assert list(amounts) == [
        (Decimal(1205000), Decimal(1300000), Decimal("1350000.50")),
        (Decimal(80000), Decimal(120000), None),
    ]


@pytest.mark.parametrize("page", FORMS)
def test_a_form_says_the_unit_of_each_amount(
    page: str, county: County, signed_in: Callable[[Agent], Client]
) -> None:
    """An import guesses no unit, so that a form without one is refused whatever is written in it."""
    titles = titles_of(signed_in(FORMS[page].by(county)).get(reverse(page)).content)
    money = [title for title in titles if re.search("金额|年（|价|预算$", title)]
    assert all(header_unit(title) for title in money)
    assert len(money) == (3 if page == "budget:empty_table" else 0)


def test_an_edition_goes_home_and_comes_back(
    county: County, draft: Edition, signed_in: Callable[[Agent], Client]
) -> None:
    told = ("code", "name", "description", "items", "needs_expert_review")
    before = sorted(draft.entries.values_list(*told))
    client = signed_in(county.lead)
    taken = client.get(reverse("catalogue:export", args=[draft.pk])).content
    remove_entry(entry=draft.entries.order_by("code").last().pk, by=county.lead)
    brought = {"file": SimpleUploadedFile("目录.xlsx", taken), "once": str(uuid4())}
    assert client.post(reverse("catalogue:upload", args=[draft.pk]), brought).status_code == 302
    assert sorted(draft.entries.values_list(*told)) == before


def test_no_form_is_forgotten() -> None:
    assert set(tables_served()) == FORMS.keys() | WITH_CONTENT | NEEDS_A_PROJECT


def tables_served() -> Iterator[str]:
    """The names of all addresses that are tables."""
    for room in get_resolver().url_patterns:
        if isinstance(room, URLResolver):
            for each in room.url_patterns:
                if str(each.pattern).endswith(".xlsx"):
                    yield f"{room.namespace}:{each.name}"
