"""Layouts in which offices write their lists, written by openpyxl, and what is read of them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from goufu.check.errors import ListError
from goufu.check.results import LineVerdict
from goufu.check.tests.lists import amounts, book, check_file, entries, lines_of, reading


def test_two_tables_side_by_side_are_refused(tmp_path: Path) -> None:
    path = book(tmp_path, "序号|项目名称|金额（元）|序号|项目名称|金额（元）", "1|养老|3000|2|助餐|4000")
    with pytest.raises(ListError, match="左右并排有两张表：从E列起"):
        reading(path)


@pytest.mark.parametrize(
    "rows",
    [
        (
            "项目名称|养老服务|采购单位|民政局",
            "预算金额（万元）|30|采购方式|竞争性磋商",
            "采购时间|2027年3月|备注|",
        ),
        (
            "项目申报表",
            "项目名称|养老服务||",
            "申报单位|民政局|联系电话|0871",
            "预算金额（万元）|30|资金来源|财政",
        ),
        ("单位|民政局", "项目|养老服务", "金额（万元）|30", "采购方式|竞争性磋商"),
        ("项目名称|养老|托养|助残", "采购单位|民政局|民政局|民政局", "预算金额（万元）|30|20|10"),
    ],
)
def test_forms_written_downwards_are_refused(tmp_path: Path, rows: Sequence[str]) -> None:
    with pytest.raises(ListError, match="栏名是竖着排的"):
        reading(book(tmp_path, *rows))


def test_a_form_of_merged_cells_is_refused(tmp_path: Path) -> None:
    merges = [
        "A1:D1",
        *(f"{part}" for line in (2, 3, 4) for part in (f"A{line}:B{line}", f"C{line}:D{line}")),
    ]
    path = book(
        tmp_path, "申报表", "项目名称||养老服务", "采购单位||民政局", "预算金额（万元）||30", merges=merges
    )
    with pytest.raises(ListError, match="栏名是竖着排的"):
        reading(path)


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        (("", "项目名称|中标单位|中标金额（元）", "养老|某公司|29000"), 5),
        (("", "汇总", "类别|数量|金额", "服务|2|42"), 6),
        (("单位|金额（万元）", "民政局|42"), 4),
        (("项目名称|采购单位|预算金额（元）", "助餐|民政局|290000"), 4),
    ],
)
def test_a_second_table_below_is_refused(tmp_path: Path, rows: Sequence[str], line: int) -> None:
    path = book(tmp_path, "项目名称|采购单位|预算金额（万元）", "养老|民政局|30", "助残|民政局|20", *rows)
    with pytest.raises(ListError, match=f"第{line}行是另一个表头"):
        entries(path)


def test_merged_cells_give_every_row_their_value_except_amounts(tmp_path: Path) -> None:
    path = book(
        tmp_path,
        "采购单位|科室|项目名称|预算金额（万元）|采购方式",
        "民政局|养老科|养老|30|公开招标", "||托养|20|", "||小计|50|", "||助残|10|", "教体局||保安|7|询价", "||保洁||",
        merges=["A2:B5", "E2:E3", "A6:A7", "D6:D7"],
    )  # fmt: skip
    lines = entries(path)
    assert [line["purchaser"] for line in lines] == ["民政局"] * 3 + ["教体局"] * 2
    assert [line["method"] for line in lines] == ["open_tender", "open_tender", None, "inquiry", None]
    assert [line["amount_yuan"] for line in lines] == [300_000, 200_000, 100_000, None, None]


def test_a_merged_title_is_that_of_all_its_rows(tmp_path: Path) -> None:
    rows = ("项目名称|采购单位|预算金额（万元）", "养老|民政局|30", "|教体局|20", "||10")
    path = book(tmp_path, *rows, merges=["A2:A4"])
    assert [line["title"] for line in entries(path)] == ["养老"] * 3


def test_a_line_without_a_name_is_never_clear(tmp_path: Path) -> None:
    path = book(
        tmp_path, "序号|项目名称|采购单位|预算金额（万元）", "1|养老服务|民政局|30", "2||民政局|20", "3||"
    )
    clear, nameless, number = check_file(path)
    assert (clear.verdict, number.verdict) == (LineVerdict.CLEAR, LineVerdict.SKIPPED)
    assert nameless.verdict == LineVerdict.IMPROVE
    assert "B3（项目名称）没有填写" in nameless.problems[0].cause


def test_rows_that_are_no_entries_are_counted_with_their_reason(tmp_path: Path) -> None:
    path = book(
        tmp_path, "2027年计划表", "填报单位：民政局", "序号|项目名称|采购单位|预算金额（万元）", "甲|乙|丙|1",
        "一、服务类", "1|养老服务|民政局|30", "|民政局|小计|30", "以下空白", "注：" + "略" * 100, "填表人：甲||审核人：乙",
    )  # fmt: skip
    reasons = [line.reason for line in check_file(path)]
    assert reasons == ["栏次行", "分类行", "", "合计行", "以下空白", "表下的说明", "签字栏"]


@pytest.mark.parametrize("header", ["经费（万元）", "所需资金（万元）", "总价（万元）"])
def test_money_by_another_name_is_the_budget(tmp_path: Path, header: str) -> None:
    assert amounts(book(tmp_path, f"项目名称|数量|{header}", "养老服务|3|30")) == [300_000]


@pytest.mark.parametrize("header", ["用款（万元）", "费用"])
def test_money_that_is_in_no_column_that_is_known_is_told(tmp_path: Path, header: str) -> None:
    found = reading(book(tmp_path, f"项目名称|采购单位|{header}", "养老服务|民政局|30"))
    assert [len(batch.lines) for batch in found.batches()] == [1]
    assert found.remarks == [
        f"没有认出哪一栏是预算金额，看上去是“{header}”；和金额有关的规则没有回答，请在识别出的列里指定"
    ]


def test_what_heads_a_part_of_a_list_is_no_project(tmp_path: Path) -> None:
    path = book(tmp_path, "项目名称|预算（万元）", "民政局", "养老服务|30", "教育体育局|", "课后服务|10")
    assert [line["title"] for line in entries(path)] == ["养老服务", "课后服务"]


def test_parts_of_a_fen_are_told(tmp_path: Path) -> None:
    found = reading(book(tmp_path, "项目名称|金额（元）", "养老|1.005", "助残|0.004", "助餐|20"))
    [batch] = found.batches()
    assert batch.facts["amount_yuan"] == [Decimal("1.01"), None, Decimal("20.00")]
    assert found.notes == {("金额（元）", "精确到了分以下，已四舍五入到分"): 1}
    [problem] = batch.problems
    assert "!B3（金额（元））写的是“0.004”，金额不到一分" in str(problem)


def test_hidden_rows_and_columns_are_read_and_said(tmp_path: Path) -> None:
    path = book(
        tmp_path,
        "项目名称|采购单位|金额（元）",
        "养老|民政局|3000",
        "办公楼新建工程|民政局|1",
        "助餐|民政局|2",
    )
    written = Workbook()
    sheet = written.active
    assert sheet is not None
    for row in (
        "项目名称|采购单位|金额（元）",
        "养老|民政局|3000",
        "新建|民政局|1",
        "合计||3",
        "助餐|民政局|2",
    ):
        sheet.append(row.split("|"))
    for line in (3, 4, 5):
        sheet.row_dimensions[line].hidden = True
    sheet.column_dimensions["C"].hidden = True
    sheet.column_dimensions["F"].hidden = True
    written.save(path)
    found = reading(path)
    assert [line["title"] for batch in found.batches() for line in lines_of(batch)] == [
        "养老",
        "新建",
        "合计",
        "助餐",
    ]
    assert found.remarks == [
        "C列“金额（元）”在表里是隐藏的，也读了",
        "有 2 行在表里是隐藏的，也读了：第3、5行",
    ]


def test_every_sheet_is_counted(tmp_path: Path) -> None:
    head = "项目名称|采购单位|预算金额（万元）"
    path = book(
        tmp_path, head, "养老|民政局|30", "助残|民政局|20", 教体局=[head, "一、服务类", "保安|教体局|3", "合计||3"],
        字典=["a|b", "1|2"], 藏=[head, "工程|x|1"], 空=[],
    )  # fmt: skip

    written = load_workbook(path)
    written["藏"].sheet_state = "hidden"
    written.save(path)
    found = reading(path)
    assert found.sheet.name == "清单"
    assert found.left_out == {
        "教体局": "也像是清单，有 1 行没有检查",
        "字典": "没有认得的表头，有 2 行内容",
        "藏": "隐藏的工作表；也像是清单，有 1 行没有检查",
        "空": "空的",
    }
    assert found.other_lists == {"教体局": 1, "藏": 1}


@pytest.mark.parametrize("name", ["list.csv", "list.xls", "list.txt", "list.pdf"])
def test_a_workbook_is_one_by_its_content(tmp_path: Path, name: str) -> None:
    path = book(tmp_path, "项目名称|预算金额（万元）", "养老|30").rename(tmp_path / name)
    assert amounts(path) == [300_000]


def test_a_row_of_formulas_without_results_is_no_blank_row(tmp_path: Path) -> None:
    written = Workbook()
    sheet = written.active
    assert sheet is not None
    for row in (
        ["项目名称", "金额（元）"],
        ["养老", 3000],
        ["=C1&C2", "=SUM(C1:C2)"],
        ["合计", "=SUM(B2:B3)"],
    ):
        sheet.append(row)
    written.save(tmp_path / "list.xlsx")
    _, broken, total = check_file(tmp_path / "list.xlsx")
    assert (broken.number, broken.verdict) == (3, LineVerdict.IMPROVE)
    assert ["!A3" in problem.cause or "!B3" in problem.cause for problem in broken.problems] == [True, True]
    assert total.reason == "合计行"


def test_a_formula_in_a_column_that_is_not_read_makes_no_line(tmp_path: Path) -> None:
    written = Workbook()
    sheet = written.active
    assert sheet is not None
    for row in (
        ["项目名称", "金额（元）", "备注"],
        ["养老", 3000, "=A2"],
        [None, None, "=A3"],
        [None, None, "=A4"],
    ):
        sheet.append(row)
    written.save(tmp_path / "list.xlsx")
    assert [line.number for line in check_file(tmp_path / "list.xlsx")] == [2]
