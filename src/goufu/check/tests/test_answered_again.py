"""An answered workbook that is checked again: what we added before is replaced, and never read."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from goufu.check.answering import Checker
from goufu.check.errors import ListError
from goufu.check.own_report import own_workbook
from goufu.check.reading import Reading
from goufu.check.report import write_report
from goufu.check.results import OUR_COLUMNS
from goufu.check.terms import Terms
from goufu.check.tests.lists import TODAY, book, reading

OWN = ("项目名称|采购单位|预算金额（万元）", "办公楼新建工程|民政局|30", "社区养老服务|民政局|20")
ADDED = ["预审意见", "预审汇总"]
Opened = list[list[object]]


def answered(path: Path, sheet: str | None = None) -> tuple[Path, Reading]:
    """The workbook with its answers, in a file of its own, and how the list was read."""
    found = reading(path, sheet=sheet)
    folder = path.with_suffix(".work")
    folder.mkdir(exist_ok=True)
    checker = Checker(found, Terms(), folder, TODAY, suggest=False)
    checker.load()
    checker.ask()
    own, lost = own_workbook(path, found, len(checker.headers))
    assert not lost
    target = path.with_name(f"{path.stem}-结果.xlsx")
    write_report(target, checker.headers, checker.lines(), own=own, said=found.said)
    return target, found


def rows_of(path: Path, sheet: str = "清单") -> Opened:
    return [list(row) for row in load_workbook(path)[sheet].iter_rows(values_only=True)]


def as_it_is(path: Path) -> None:
    """A file that goes back as it came."""


def saved(path: Path) -> None:
    """A file that another program has saved, which gives its parts names of its own."""
    changed(path, lambda workbook: None)


def changed(path: Path, change: Callable[[Workbook], object]) -> Path:
    workbook = load_workbook(path)
    change(workbook)
    workbook.save(path)
    return path


def assert_sound(path: Path) -> None:
    """Each id once, each sheet a part of its own that is there."""
    with ZipFile(path) as archive:
        assert len(set(archive.namelist())) == len(archive.namelist())
        relations = archive.read("xl/_rels/workbook.xml.rels").decode()
        workbook = archive.read("xl/workbook.xml").decode()
    for ids in (
        re.findall(r'\bId="([^"]*)"', relations),
        re.findall(r'Target="([^"]*)"', relations),
        re.findall(r'\br:id="([^"]*)"', workbook),
        re.findall(r'\bsheetId="([^"]*)"', workbook),
        re.findall(r'<definedName [^>]*name="([^"]*)"', workbook),
    ):
        assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("comes_back", [as_it_is, saved])
def test_three_times_answered_is_as_once(tmp_path: Path, comes_back: Callable[[Path], None]) -> None:
    path, _ = answered(book(tmp_path, *OWN, 别的=["x"]))
    first = {name: rows_of(path, name) for name in load_workbook(path).sheetnames}
    assert list(first) == ["清单", "别的", *ADDED]
    assert first["清单"][0] == ["项目名称", "采购单位", "预算金额（万元）", *OUR_COLUMNS]
    for _ in range(2):
        comes_back(path)
        path, found = answered(path)
        assert_sound(path)
        assert {name: rows_of(path, name) for name in load_workbook(path).sheetnames} == first
        assert [column.header for column in found.columns] == ["项目名称", "采购单位", "预算金额（万元）"]
        assert found.other_lists == {} and not found.unused.names
        assert found.left_out["预审意见"] == found.left_out["预审汇总"] == "是以前预审写的表，不是清单"


def test_what_the_office_writes_meanwhile_counts_and_stays(tmp_path: Path) -> None:
    path, _ = answered(book(tmp_path, *OWN))

    def writes(workbook: Workbook) -> None:
        sheet = workbook["清单"]
        sheet["A2"] = "社区助餐服务"
        sheet.cell(1, 11).value, sheet.cell(2, 11).value = "我局说明", "已改"
        sheet.insert_rows(1)
        sheet["A1"] = "2027年计划"
        named = workbook.defined_names["_goufu1_columns"]  # which openpyxl leaves where it was, unlike Excel
        named.value = named.value.replace("$1", "$2")

    again, found = answered(changed(path, writes))
    rows = rows_of(again)
    assert rows[1] == ["项目名称", "采购单位", "预算金额（万元）", *OUR_COLUMNS, "我局说明"]
    assert rows[2][3] == "没有查出不得购买的情形" and rows[2][10] == "已改"
    assert "我局说明" in found.columns[-1].header


def test_a_second_list_of_the_workbook_has_answers_of_its_own(tmp_path: Path) -> None:
    path, _ = answered(book(tmp_path, *OWN, 教体局=OWN[:2]), "清单")
    both, _ = answered(path, "教体局")
    assert load_workbook(both).sheetnames == ["清单", "教体局", *ADDED, "预审意见2", "预审汇总2"]
    again, found = answered(both, "清单")
    assert_sound(again)
    assert load_workbook(again).sheetnames == ["清单", "教体局", *ADDED, "预审意见2", "预审汇总2"]
    assert rows_of(again, "教体局") == rows_of(both, "教体局")
    assert list(found.other_lists) == ["教体局"]


def renamed(workbook: Workbook) -> None:
    """As Excel does it, where the names of cells follow."""
    workbook["预审意见"].title = "第一次意见"
    workbook.defined_names["_goufu1_sheet1"].value = "第一次意见!$A$1:$G$1"


@pytest.mark.parametrize(
    "change",
    [
        renamed,
        lambda workbook: setattr(workbook["预审意见"]["H1"], "value", "我局处理"),
        lambda workbook: setattr(workbook["预审意见"]["J3"], "value", "已改"),
        lambda workbook: setattr(workbook["预审意见"]["B9"], "value", "=1+1"),
    ],
)
def test_a_sheet_of_ours_that_a_person_has_made_his_own_stays(
    tmp_path: Path, change: Callable[[Workbook], object]
) -> None:
    path = changed(answered(book(tmp_path, *OWN))[0], change)
    before = load_workbook(path)
    again, found = answered(path)
    after = load_workbook(again)
    assert_sound(again)
    kept = before.sheetnames[1]
    assert list(after[kept].values) == list(before[kept].values)
    assert [name for name in after.sheetnames if name not in before.sheetnames] == [
        "预审意见" if kept != "预审意见" else "预审意见2"
    ]
    assert {found.left_out[kept], answered(again)[1].left_out[kept]} == {"是以前预审写的表，不是清单"}


def test_columns_of_the_same_names_without_our_mark_are_the_office_s(tmp_path: Path) -> None:
    heads = "|".join(["项目名称", *OUR_COLUMNS])
    path, _ = answered(book(tmp_path, heads, "社区养老服务|甲|乙|丙|丁|戊|己|庚"))
    assert rows_of(path)[0] == ["项目名称", *OUR_COLUMNS, *OUR_COLUMNS]
    assert rows_of(path)[1][:8] == ["社区养老服务", "甲", "乙", "丙", "丁", "戊", "己", "庚"]


def test_a_mark_on_columns_that_are_named_anew_counts_for_nothing(tmp_path: Path) -> None:
    path, _ = answered(book(tmp_path, *OWN))
    changed(path, lambda workbook: setattr(workbook["清单"]["D1"], "value", "我局结论"))
    again, _ = answered(path)
    names = ["项目名称", "采购单位", "预算金额（万元）", "我局结论", *OUR_COLUMNS[1:], *OUR_COLUMNS]
    assert rows_of(again)[0] == names
    assert len(load_workbook(again).sheetnames) == 3


def test_sheets_without_our_mark_are_no_list_and_stay(tmp_path: Path) -> None:
    heads = "行|项目名称|结论|规则|原因|依据|怎么办"
    path = book(tmp_path, *OWN, 预审意见=[heads, "2|社区养老服务|甲"], 别的意见=[heads, "2|社区养老服务|甲"])
    again, found = answered(path)
    assert load_workbook(again).sheetnames == ["清单", "预审意见", "别的意见", "预审意见2", "预审汇总"]
    assert found.left_out["预审意见"] == "表名和栏名都和预审写的表一样，没有当作清单"
    assert list(found.other_lists) == ["别的意见"]


def test_our_sheets_alone_are_no_list(tmp_path: Path) -> None:
    path, _ = answered(book(tmp_path, *OWN))
    changed(path, lambda workbook: workbook.remove(workbook["清单"]))
    with pytest.raises(ListError, match="只有预审写的表，没有清单"):
        reading(path)
