"""Layouts in which offices write their lists, written by openpyxl, and what is read of them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook

from goufu.check.columns import Chosen
from goufu.check.errors import ColumnQuestion, ListError, UnitQuestion
from goufu.check.reading import Reading, read_list
from goufu.check.results import LineVerdict
from goufu.check.terms import STAGE
from goufu.check.tests.jobs import do_jobs
from goufu.check.tests.lists import check_file, lines_of
from goufu.check.tests.test_list_pages import drop_checked
from goufu.check.tests.test_list_pages import read as page_of
from goufu.law.load import load_rulebook


def book(folder: Path, *rows: str, merges: Sequence[str] = (), **others: Sequence[str]) -> Path:
    """A workbook of the sheet 清单, and of `others`; rows are written with | between their cells, figures are numbers."""
    written = Workbook()
    for name, lines in {"清单": rows, **others}.items():
        sheet = written.create_sheet(name)
        for line in lines:
            sheet.append([_value(cell) for cell in line.split("|")])
    for merge in merges:
        written["清单"].merge_cells(merge)
    del written["Sheet"]
    path = folder / "list.xlsx"
    written.save(path)
    return path


def _value(cell: str) -> str | float | None:
    text = cell.replace("\\n", "\n")
    return float(text) if text.replace(".", "", 1).isdecimal() else text or None


def reading(path: Path, **options: Any) -> Reading:
    return read_list(path, list(load_rulebook().stages[STAGE].facts.values()), **options)


def entries(path: Path, **options: Any) -> list[dict[str, Any]]:
    return [
        line
        for batch in reading(path, **options).batches()
        for line in lines_of(batch)
        if line["skipped"] is None
    ]


def amounts(path: Path, **options: Any) -> list[Decimal | None]:
    return [line["amount_yuan"] for line in entries(path, **options)]


HEAD, ROWS = (
    "序号|项目名称|采购单位|{}|预计采购时间",
    ("1|养老服务|民政局|1200|2027年3月", "2|助残服务|民政局|85|2027年3月"),
)


@pytest.mark.parametrize(
    ("header", "yuan"),
    [
        ("预算金额（亿元）", 100_000_000),
        ("预算金额千元", 1_000),
        ("预算金额（单位:万元保留两位小数）", 10_000),
        ("预算金额（RMB万元）", 10_000),
        ("预算金额\\n（百万元）", 1_000_000),
    ],
)
def test_a_unit_in_a_header_is_a_unit(tmp_path: Path, header: str, yuan: int) -> None:
    assert amounts(book(tmp_path, HEAD.format(header), *ROWS)) == [1200 * yuan, 85 * yuan]


@pytest.mark.parametrize(
    ("above", "yuan"),
    [
        ("||||万元", 10_000),
        ("|||（千元）|", 1_000),
        ("填报单位：元谋县民政局|||单位：百万元|", 1_000_000),
        ("以下金额均为万元", 10_000),
        ("单位：家、亿元", 100_000_000),
    ],
)
def test_a_unit_above_a_table_is_a_unit(tmp_path: Path, above: str, yuan: int) -> None:
    path = book(tmp_path, "2027年计划表", above, HEAD.format("预算金额"), *ROWS)
    assert amounts(path) == [1200 * yuan, 85 * yuan]


@pytest.mark.parametrize(
    "above", ["填报单位：元谋县民政局", "单位：元阳县教育局", "填报单位：万元店镇", "单位：元/人"]
)
def test_a_name_or_a_price_is_no_unit(tmp_path: Path, above: str) -> None:
    with pytest.raises(UnitQuestion):
        reading(book(tmp_path, "2027年计划表", above, HEAD.format("预算金额"), *ROWS))


def test_a_row_of_units_below_the_header_belongs_to_it(tmp_path: Path) -> None:
    assert amounts(book(tmp_path, HEAD.format("预算金额"), "|||（万元）|", *ROWS)) == [12_000_000, 850_000]


@pytest.mark.parametrize("header", ["单位", "金额单位"])
def test_a_column_of_units_gives_each_row_its_own(tmp_path: Path, header: str) -> None:
    path = book(
        tmp_path, f"项目名称|预算金额|{header}", "养老|30|万元", "助残|3000|元", "助餐|2|", "巡查|4万元|元"
    )
    assert amounts(path) == [300_000, 3_000, None, 40_000]
    assert [column.fact is None for column in reading(path).columns] == [False, False, True]


def test_units_in_cells_are_read_whatever_they_are(tmp_path: Path) -> None:
    rows = ("养老|30万", "托养|0.3亿元", "体检|500千元", "物业|2百万元", "巡查|3000元")
    found = amounts(book(tmp_path, "项目名称|预算金额", *rows))
    assert found == [300_000, 30_000_000, 500_000, 2_000_000, 3_000]


@pytest.mark.parametrize(
    ("header", "first", "second"),
    [
        ("项目名称|2026年预算（万元）|2027年预算（万元）", "B", "C"),
        ("项目名称|预算金额（元）|预算金额（万元）", "B", "C"),
        ("项目名称|采购项目名称|预算金额（万元）", "A", "B"),
        ("项目名称|项目名称|预算金额（万元）", "A", "B"),
    ],
)
def test_two_columns_for_one_fact_are_asked_about(
    tmp_path: Path, header: str, first: str, second: str
) -> None:
    path = book(tmp_path, header, "养老服务|30|40")
    with pytest.raises(ColumnQuestion) as asked:
        reading(path)
    assert asked.value.letters == (first, second)
    assert f"{first}列“" in asked.value.what and "不知道该读哪一列" in asked.value.what
    chosen = reading(path, chosen={f"{second}列": Chosen(asked.value.fact)})
    assert [
        column.letter for column in chosen.columns if column.fact and column.fact.name == asked.value.fact
    ] == [second]


def test_columns_that_say_the_same_or_nothing_are_not_asked_about(tmp_path: Path) -> None:
    same = book(tmp_path, "项目名称|采购项目名称|预算（万元）", "养老 服务|养老服务|30", "助餐|助餐|20")
    assert [line["title"] for line in entries(same)] == ["养老服务", "助餐"]
    blank = book(tmp_path, "项目名称|采购项目名称|预算（万元）", "|养老服务|30", "|助餐|20")
    assert [line["title"] for line in entries(blank)] == ["养老服务", "助餐"]


@pytest.mark.django_db
def test_the_page_asks_which_column_is_meant_and_heeds_the_answer(client: Client, lists_folder: Path) -> None:
    address = drop_checked(client, "项目名称,采购项目名称\n机关运行,社区养老服务\n学校运行,办公楼新建工程\n")
    page = page_of(client, address)
    assert "该读哪一列？" in page and "读B列" in page and "机关运行" in page
    client.post(f"{address}column/", {"letter": "Z"})
    assert "该读哪一列？" in page_of(client, address)
    client.post(f"{address}column/", {"letter": "B"})
    assert do_jobs() == 1
    page = page_of(client, address)
    assert "办公楼新建工程" in page and "学校运行" not in page


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
    assert "B3（项目名称）没有填写" in nameless.problems[0]


def test_rows_that_are_no_entries_are_counted_with_their_reason(tmp_path: Path) -> None:
    path = book(
        tmp_path, "2027年计划表", "填报单位：民政局", "序号|项目名称|采购单位|预算金额（万元）", "甲|乙|丙|1",
        "一、服务类", "1|养老服务|民政局|30", "|民政局|小计|30", "以下空白", "注：" + "略" * 100, "填表人：甲||审核人：乙",
    )  # fmt: skip
    reasons = [line.reason for line in check_file(path)]
    assert reasons == ["栏次行", "分类行", "", "合计行", "以下空白", "表下的说明", "签字栏"]


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
    assert ["!A3" in problem or "!B3" in problem for problem in broken.problems] == [True, True]
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


def sheets_of(content: bytes) -> dict[str, list[list[Any]]]:
    written = load_workbook(BytesIO(content))
    return {
        sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in written.worksheets
    }


@pytest.mark.django_db
def test_the_office_s_own_sheet_comes_back_with_the_answers_in_it(
    client: Client, tmp_path: Path, lists_folder: Path
) -> None:
    path = book(
        tmp_path,
        "2027年计划",
        "项目名称|采购单位",
        "办公楼新建工程|民政局",
        "合计|",
        merges=["A1:B1"],
        别的=["x"],
    )
    file = SimpleUploadedFile("计划.xlsx", path.read_bytes())
    address = client.post("/check/lists/", {"file": file}).headers["Location"]
    assert do_jobs() == 1
    answer = client.get(f"{address}result.xlsx")
    content = answer.getvalue()
    found = sheets_of(content)
    assert list(found) == ["清单", "别的", "预审意见", "预审汇总"]
    assert [row[:3] for row in found["清单"]] == [
        ["2027年计划", None, None], ["项目名称", "采购单位", "结论"], ["办公楼新建工程", "民政局", "不得购买"],
        ["合计", None, "未检查：合计行"],
    ]  # fmt: skip
    assert [row[:3] for row in found["预审意见"]][:2] == [
        ["行", "项目名称", "结论"],
        [3, "办公楼新建工程", "不得购买"],
    ]
    assert "没有带上" not in page_of(client, address)


@pytest.mark.django_db
def test_where_the_own_sheet_can_not_come_back_that_is_said(
    client: Client, tmp_path: Path, lists_folder: Path
) -> None:
    path = book(tmp_path, "项目名称|采购单位", "养老服务|民政局")
    with ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    file = SimpleUploadedFile("计划.xlsm", path.read_bytes())
    address = client.post("/check/lists/", {"file": file}).headers["Location"]
    assert do_jobs() == 1
    said = "结果另写成一张新表，原表的标题、合并单元格、格式和列宽没有带上：工作簿里有宏"
    assert said in page_of(client, address)
    content = client.get(f"{address}result.xlsx").getvalue()
    assert list(sheets_of(content)) == ["结果", "汇总"]
