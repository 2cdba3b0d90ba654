"""A checked list becomes drafts: those of one's own body, each once, all or none."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from goufu.check.tasks import lists_folder
from goufu.check.tests.lists import book
from goufu.check.uploaded_list import UploadedList
from goufu.core.action import history
from goufu.core.errors import NotAllowed, NotFound, Refusal
from goufu.funds.tests.money import YEAR
from goufu.journal.models import Entry
from goufu.planning.actions.importing import ListLine, import_projects, preview
from goufu.planning.models import Project
from goufu.planning.tests.forms import sent_by, text
from goufu.planning.tests.lists import HEAD, checked_list
from goufu.planning.tests.writing import published_entry
from goufu.planning.views import importing
from goufu.registry.agents import Agent
from goufu.registry.models import Body
from goufu.registry.tests.county import County, body
from goufu.registry.tests.test_credit_codes import code_of

SignIn = Callable[[Agent], Client]


@pytest.fixture(autouse=True)
def data_folder(settings: Settings, tmp_path: Path) -> None:
    settings.DATA = tmp_path


@pytest.fixture
def page(county: County) -> str:
    return f"/projects/from-list/{checked_list().token}/"


def test_the_lines_of_ones_own_body_become_drafts_once(county: County, signed_in: SignIn, page: str) -> None:
    officer = signed_in(county.officer)
    shown = officer.get(page)
    assert "2 行会成为本单位的项目草稿，3 行不会" in text(shown)
    for why in ("购买主体是云岭县司法局", "没有项目名称", "2027年已有同名项目"):
        assert why in text(shown)
    assert not Project.objects.exists()

    form = sent_by(shown) | {"year": "2027"}
    assert "2 行成了项目草稿。" in text(officer.post(page, form, follow=True))
    assert officer.post(page, form).headers["Location"] == "/projects/"  # the same form again
    again = officer.post(page, sent_by(officer.get(page)))
    assert (again.status_code, "没有能成为本单位项目的行" in text(again)) == (422, True)

    made = Project.objects.order_by("pk")
    assert [[each.title, each.year, each.amount, each.term_months] for each in made] == [
        ["老年人助浴服务", 2027, 120000, 12],
        ["留守儿童关爱服务", 2027, 80000, None],
    ]
    entry = Entry.objects.get(action="planning.projects.imported")
    assert (entry.facts["count"], entry.facts["list"]) == (2, "2027年购买计划.csv")
    assert [entry.action for entry in history(made[0])] == ["planning.project.drafted"]


def test_the_verdict_of_the_check_is_shown_before_a_line_becomes_a_draft(
    county: County, signed_in: SignIn
) -> None:
    listed = checked_list(f"{HEAD}城区路灯改造工程,云岭县民政局,120000,2027,12\n")
    shown = text(signed_in(county.officer).get(f"/projects/from-list/{listed.token}/"))
    assert "1 行会成为本单位的项目草稿" in shown
    [row] = re.findall(r'<td class="num" data-label="行">.*?</tr>', shown, re.DOTALL)
    assert "不得购买" in row
    assert "工程" in row.split("不得购买", 1)[1]


def test_a_purchaser_in_merged_cells_is_that_of_each_of_its_lines(
    county: County, signed_in: SignIn, tmp_path: Path
) -> None:
    rows = (
        "购买主体|项目名称",
        "云岭县民政局|老年人助浴服务",
        "|老年人助餐服务",
        "云岭县司法局|社区矫正服务",
        "|人民调解服务",
    )
    merged = book(tmp_path, *rows, merges=["A2:A3", "A4:A5"])
    listed = checked_list(merged.read_bytes(), "2027年购买计划.xlsx")
    shown = text(signed_in(county.officer).get(f"/projects/from-list/{listed.token}/"))
    assert "2 行会成为本单位的项目草稿，2 行不会" in shown


def test_what_a_line_says_of_targets_is_shown_before_and_kept(county: County, signed_in: SignIn) -> None:
    line = '老年人助浴服务,云岭县民政局,120000,2027,12,"助浴不少于1200人次；老人更有尊严"'
    listed = checked_list(f"{HEAD.strip()},绩效目标\n{line}\n")
    officer, page = signed_in(county.officer), f"/projects/from-list/{listed.token}/"
    shown = text(officer.get(page))
    assert "助浴 ≥ 1,200 人次" in shown
    assert "没有读成指标" in shown
    officer.post(page, sent_by(officer.get(page)))
    made = Project.objects.get(title="老年人助浴服务")
    assert [str(each) for each in made.targets.all()] == ["助浴：≥ 1,200 人次"]
    shown = text(officer.get(f"/projects/{made.pk}/"))
    assert "没有读成指标的绩效目标" in shown
    assert "老人更有尊严" in shown


def test_a_year_that_is_none_is_told(county: County, signed_in: SignIn, page: str) -> None:
    officer = signed_in(county.officer)
    answer = officer.post(page, sent_by(officer.get(page)) | {"year": "明年"})
    assert (answer.status_code, Project.objects.count()) == (422, 0)


def test_a_list_that_is_gone_or_not_read_yet_is_told(county: County, signed_in: SignIn) -> None:
    officer = signed_in(county.officer)
    for token in ("x", "A" * 43, "..%2F..%2Fetc"):
        assert officer.get(f"/projects/from-list/{token}/").status_code == 404
    waiting = UploadedList.receive(lists_folder(), "清单.csv", ["项目名称\n服务\n".encode()])
    answer = officer.get(f"/projects/from-list/{waiting.token}/")
    assert (answer.status_code, "还没有检查完" in text(answer)) == (422, True)


def line(number: int, **facts: object) -> ListLine:
    return ListLine(number, facts)


def test_what_the_line_says_becomes_what_the_project_says(county: County) -> None:
    entry = published_entry(county.finance)
    [made] = import_projects(
        lines=[
            line(2, title="助浴", catalogue_code="A0402", is_urgent=False, is_ppp=None, description="需求")
        ],
        list_name="清单",
        year=YEAR,
        by=county.officer,
    )
    assert (made.entry, made.need, made.facts) == (entry, "需求", {"is_urgent": False})


@pytest.mark.parametrize(
    "written", ["云岭县民政局(示例)", "云岭县民政局 （示例）", "云岭县\n民政局\u200b（ 示例 ）"]
)
def test_a_body_is_the_same_however_its_name_is_written(county: County, written: str) -> None:
    county.civil.name = "云岭县民政局（示例）"
    found = preview([line(2, title="服务", purchaser=written)], county.civil, YEAR)
    assert found[0].project


def test_what_no_project_may_say_is_left_out_with_its_reason(county: County) -> None:
    found = preview(
        [
            line(2, title="涉密的服务", is_secret=True),
            line(3, title="长" * 300),
            line(4, title="  "),
            line(5, title="别家的", purchaser="云岭县民政局（机关）"),
        ],
        county.civil,
        YEAR,
    )
    assert not any(each.project for each in found)
    assert "涉密" in found[0].reason
    assert "项目名称" in found[1].reason


@pytest.mark.parametrize(
    "bad",
    [
        {"budget_year": 99},
        {"amount_yuan": -5},
        {"item_code": "C" * 20},
        {"term_months": 99_999},
        {"method": "gift"},
        {"year_amount_yuan": "1e30"},
    ],
)
def test_a_line_that_cannot_be_stored_is_left_out_and_the_others_come(
    county: County, bad: dict[str, object]
) -> None:
    lines = [line(2, title="好的服务"), line(3, title="坏的服务", **bad)]
    assert [bool(each.reason) for each in preview(lines, county.civil, YEAR)] == [False, True]
    made = import_projects(lines=lines, list_name="清单", year=YEAR, by=county.officer)
    assert [each.title for each in made] == ["好的服务"]


def test_who_may_not_write_imports_nothing(county: County) -> None:
    for by in (county.treasurer, county.auditor, county.system):
        with pytest.raises((NotAllowed, NotFound)):
            import_projects(lines=[line(2, title="服务")], list_name="清单", year=YEAR, by=by)
    with pytest.raises(Refusal, match="一次最多导入"):
        import_projects(lines=[line(2, title="服")] * 5_001, list_name="清单", year=YEAR, by=county.officer)
    assert not Project.objects.exists()


def test_more_lines_are_no_more_queries(county: County) -> None:
    body("云岭县康乐养老服务中心", county.place, kind="enterprise")
    names = ("云岭县康乐养老服务中心", "没有登记的公司", "云岭县教育体育局（云岭县539999）")

    def asked(count: int) -> int:
        lines = [line(at, title=f"服务{at}", provider=names[at % len(names)]) for at in range(count)]
        with CaptureQueriesContext(connection) as queries:
            found = preview(lines, Body.objects.get(pk=county.civil.pk), YEAR)
        assert all(each.project for each in found)
        return len(queries)

    assert asked(5) == asked(50)


def test_a_provider_of_a_line_is_the_registered_body(county: County) -> None:
    for number in range(2):
        body("重名的公司", county.place, kind="enterprise", credit_code=code_of("91", number))
    home = body("云岭县康乐养老服务中心", county.place, kind="enterprise")
    found = preview(
        [
            line(2, title="服务一", provider=home.name),
            line(3, title="服务二", provider="没有登记的公司"),
            line(4, title="服务三", provider="重名的公司"),
        ],
        county.civil,
        YEAR,
    )
    assert [each.project and each.project.provider_body for each in found] == [home, None, None]
    assert [each.reason for each in found] == ["", "", "有不止一个单位叫“重名的公司”"]


def test_a_list_of_any_length_is_read_as_far_as_it_counts(
    county: County, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    read: list[int] = []

    def endless(_file: Path) -> Iterator[ListLine]:
        for number in range(6_000):
            read.append(number)
            yield line(number, title=f"服务{number}", purchaser="别家")

    monkeypatch.setattr(importing, "lines_of", endless)
    officer = signed_in(county.officer)
    shown = officer.get(page)
    assert len(read) == 5_001
    answer = officer.post(page, sent_by(shown))
    assert (answer.status_code, "一次最多导入5000行" in text(answer)) == (422, True)
