"""Columns and sheets added to a person's own workbook, of which nothing else changes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
import python_calamine as calamine
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import DataBarRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.datavalidation import DataValidation

from goufu.files import annotating
from goufu.files.added_columns import AddedColumn
from goufu.files.added_sheets import AddedSheet
from goufu.files.annotating import OwnWorkbook
from goufu.files.errors import ListError
from goufu.files.package import WORKBOOK, WORKBOOK_RELATIONS
from goufu.files.splicing import Unfit
from goufu.files.tests.workbooks import SHEET, book, xml_row

COLUMNS = [AddedColumn("结论", 12.0), AddedColumn("原因", 48.0)]
ANSWERS = [(3, ("可购买", "")), (4, ("不得购买", "因为 <工程> & “别的”\n第二行"))]
SHEETS = [AddedSheet("预审意见", (8.0, 60.0))]
BOOK = (
    '<workbook xmlns="m" xmlns:r="r"><sheets><sheet name="清单" sheetId="1" r:id="a"/></sheets></workbook>'
).encode()
RELATIONS = (
    b'<Relationships><Relationship Id="a" Type="o/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
)
TWICE = b'<worksheet><sheetData><row r="1"/></sheetData><sheetData><row r="2"/></sheetData></worksheet>'
OPEN_IN_A_CELL = (
    b'<worksheet><sheetData><row r="1"><c r="A1"><x><c r="B1"/></x></c></row></sheetData></worksheet>'
)
FORMULA = b'<worksheet><sheetData><row r="1"/><row r="2"><c r="B2"><f>1</f></c></row></sheetData></worksheet>'
FINDINGS: list[tuple[str | int, str]] = [("行", "原因"), (4, "因为\x07")]


def office_sheet(path: Path) -> Path:
    """A sheet as an office makes it: a merged title, borders, widths, a formula, a chart, a remark, a choice."""
    written = Workbook()
    sheet = written.create_sheet("清单")
    del written["Sheet"]
    rows = [
        ["2027年购买计划表"],
        ["项目", "金额", "日期"],
        ["养老", 3000.5, date(2027, 3, 1)],
        ["工程", "=B3*2"],
        ["合计", 9],
    ]
    for row in rows:
        sheet.append(row)
    sheet.merge_cells("A1:C1")
    edge = Side(style="thin", color="FF0000")
    for cells in sheet["A1:C5"]:
        for cell in cells:
            cell.border, cell.font = (
                Border(edge, edge, edge, edge),
                Font(name="仿宋", size=16, bold=cell.row == 2),
            )
    sheet["A1"].alignment, sheet["A2"].fill = (
        Alignment(horizontal="center"),
        PatternFill("solid", fgColor="FFCC00"),
    )
    sheet["B3"].number_format, sheet["C3"].number_format = "#,##0.00", "yyyy年m月"
    sheet.column_dimensions["A"].width, sheet.row_dimensions[2].height = 40.5, 33
    sheet.column_dimensions.group("C", "XFD", hidden=False)
    sheet.freeze_panes = "A3"
    sheet.auto_filter.ref = "A2:C5"
    sheet["A3"].comment = Comment("看过", "张三")
    choice = DataValidation("list", formula1='"养老,助残"')
    choice.add("A3:A4")
    sheet.add_data_validation(choice)
    bar = DataBarRule("num", 0, "num", 9, "FF0000")  # type: ignore[no-untyped-call]
    sheet.conditional_formatting.add("B3:B5", bar)
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=2, max_row=5))
    sheet.add_chart(chart, "H2")
    written.create_sheet("预审意见")["A1"] = "别的"
    written.save(path)
    return path


def annotated(
    path: Path,
    answers: Sequence[tuple[int, Sequence[str]]] = ANSWERS,
    *,
    header: int = 2,
    column: int = 3,
) -> Path:
    target = path.with_name("结果.xlsx")
    OwnWorkbook(path, "清单", header, column, COLUMNS, SHEETS).write(target, answers, [FINDINGS])
    return target


def parts(path: Path) -> dict[str, bytes]:
    with ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def rows_of(path: Path, sheet: str = "清单") -> Sequence[Sequence[object]]:
    return calamine.load_workbook(str(path)).get_sheet_by_name(sheet).to_python()


def looks(cell: Cell | MergedCell) -> list[str]:
    return [repr(getattr(cell, name)) for name in ("font", "fill", "border", "alignment", "number_format")]


def test_the_answers_stand_beside_the_persons_own_cells(tmp_path: Path) -> None:
    found = load_workbook(annotated(office_sheet(tmp_path / "a.xlsx")))["清单"]
    assert [[found.cell(line, column).value for column in (4, 5)] for line in range(1, 6)] == [
        [None, None], ["结论", "原因"], ["可购买", None], ["不得购买", "因为 <工程> & “别的”\n第二行"], [None, None],
    ]  # fmt: skip
    assert (found.column_dimensions["D"].width, found.column_dimensions["E"].width) == (12, 48)
    assert found["D2"].font.bold and found["D2"].border.left.color.rgb == "00FF0000"
    answer = found["E4"]
    assert answer.alignment.wrap_text and answer.border.left.style == "thin" and answer.number_format == "@"


def test_everything_else_is_as_it_was(tmp_path: Path) -> None:
    path = office_sheet(tmp_path / "a.xlsx")
    before, after = load_workbook(path)["清单"], load_workbook(annotated(path))["清单"]
    for cells in before["A1:C5"]:
        for cell in cells:
            now = after[cell.coordinate]
            assert now.value == cell.value
            assert looks(now) == looks(cell)
    assert after.merged_cells.ranges == before.merged_cells.ranges
    assert (after.column_dimensions["A"].width, after.row_dimensions[2].height) == (40.5, 33)
    assert (after.freeze_panes, after.auto_filter.ref) == ("A3", "A2:C5")
    assert after["A3"].comment is not None and after["A3"].comment.text == "看过"
    assert len(after.data_validations.dataValidation) == len(after.conditional_formatting) == 1


def test_other_parts_are_the_same_bytes(tmp_path: Path) -> None:
    path = office_sheet(tmp_path / "a.xlsx")
    before, after = parts(path), parts(annotated(path))
    assert {name for name in before if after[name] != before[name]} == {
        SHEET, "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml", "xl/styles.xml",
    }  # fmt: skip
    assert any("chart" in name for name in before)
    added = rb'<c r="[DE]\d" (?:s="\d+" )?t="inlineStr">.*?</c>|<c r="[DE]\d" s="\d+"/>'
    kept = re.sub(added, b"", after[SHEET], flags=re.DOTALL)
    own = re.sub(rb' spans="[\d:]+"', b"", before[SHEET])  # which would be wrong now
    assert kept.partition(b"<sheetData>")[2] == own.partition(b"<sheetData>")[2]


def test_the_findings_are_on_a_sheet_of_their_own(tmp_path: Path) -> None:
    result = annotated(office_sheet(tmp_path / "a.xlsx"))
    assert load_workbook(result).sheetnames == ["清单", "预审意见", "预审意见2"]
    assert rows_of(result, "预审意见2") == [["行", "原因"], [4.0, "因为"]]
    assert rows_of(result, "预审意见") == [["别的"]]


def test_a_result_that_was_stored_stays(tmp_path: Path) -> None:
    rows = xml_row(1, ["项目", "金额"]) + xml_row(2, ["养老", '<c r="B2"><f>1+2</f><v>3</v></c>'])
    result = annotated(book(tmp_path / "a.xlsx", rows), [(2, ("可购买", "好"))], header=1, column=2)
    assert b'<c r="B2"><f>1+2</f><v>3</v></c>' in parts(result)[SHEET]
    assert rows_of(result) == [["项目", "金额", "结论", "原因"], ["养老", 3.0, "可购买", "好"]]


def test_blank_cells_with_a_format_make_room(tmp_path: Path) -> None:
    rows = (
        '<row r="1" spans="1:2"><c r="A1" t="inlineStr"><is><t>项目</t></is></c><c r="B1" s="0"/><c r="C1" s="0"/><c r="D1" s="0"/></row>'
        '<row r="2" spans="1:9"><c t="inlineStr"><is><t>养老</t></is></c><c r="XFD2" s="0"/></row><row r="3"/>'
    )
    result = annotated(book(tmp_path / "a.xlsx", rows), [(2, ("可", "好"))], header=1, column=1)
    sheet = parts(result)[SHEET]
    assert sheet.count(b'r="B1"') == sheet.count(b'r="C1"') == sheet.count(b'r="D1"') == 1
    assert sheet.index(b'r="C2"') < sheet.index(b'r="XFD2"')
    assert b"spans" not in sheet and b'<row r="3"/>' in sheet
    assert rows_of(result) == [["项目", "结论", "原因"], ["养老", "可", "好"]]


def test_a_span_of_widths_is_cut_around_the_new_columns(tmp_path: Path) -> None:
    rows = xml_row(1, ["项目"]) + xml_row(2, ["养老"])
    path = book(tmp_path / "a.xlsx", rows)
    cols = b'<cols><col min="1" max="16384" width="9.5" style="0" customWidth="1"/></cols><sheetData>'
    sheet = parts(path)[SHEET].replace(b"<sheetData>", cols)
    result = parts(annotated(book(path, rows, {SHEET: sheet}), [(2, ("可", "好"))], header=1, column=1))[
        SHEET
    ]
    spans = re.findall(rb'<col min="(\d+)" max="(\d+)" width="([\d.]+)"', result)
    assert spans == [
        (b"1", b"1", b"9.5"), (b"2", b"2", b"12.0"), (b"3", b"3", b"48.0"), (b"4", b"16384", b"9.5"),
    ]  # fmt: skip


def test_names_with_a_prefix_and_the_strict_form_are_kept(tmp_path: Path) -> None:
    space = "http://purl.oclc.org/ooxml/spreadsheetml/main"
    sheet = (
        f'<x:worksheet xmlns:x="{space}"><x:dimension ref="A1:A2"/><x:sheetData>'
        '<x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t>项目</x:t></x:is></x:c></x:row>'
        '<x:row><x:c t="inlineStr"><x:is><x:t>养老</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>'
    )
    path = book(tmp_path / "a.xlsx", "", {SHEET: sheet.encode()})
    result = parts(annotated(path, [(2, ("可", "好"))], header=1, column=1))
    assert b'<x:dimension ref="A1:C2"/>' in result[SHEET] and b"<x:cols><x:col " in result[SHEET]
    assert '<x:c r="C2" s="1" t="inlineStr"><x:is><x:t xml:space="preserve">好'.encode() in result[SHEET]
    assert f'<worksheet xmlns="{space}">'.encode() in result["xl/worksheets/added1.xml"]
    assert rows_of(path.with_name("结果.xlsx")) == [["项目", "结论", "原因"], ["养老", "可", "好"]]


def test_a_sheet_may_say_itself_what_the_prefix_of_its_id_means(tmp_path: Path) -> None:
    """As openpyxl writes it where lxml is installed."""
    workbook = BOOK.replace(b' xmlns:r="r"', b"").replace(b"<sheet ", b'<sheet xmlns:r="r" ')
    path = with_parts(tmp_path / "a.xlsx", {WORKBOOK: workbook, WORKBOOK_RELATIONS: RELATIONS})
    result = parts(annotated(path, header=1, column=1))
    ids = [each.get("{r}id") for each in ElementTree.fromstring(result[WORKBOOK]).iter("{m}sheet")]  # noqa: S314, our own
    assert ids == ["a", "goufu1"]


def with_parts(path: Path, changed: Mapping[str, bytes]) -> Path:
    return book(path, xml_row(1, ["项目"]) + xml_row(2, ["养老"]), changed)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"xl/vbaProject.bin": b"x"}, "有宏"),
        ({"_xmlsignatures/sig1.xml": b"<x/>"}, "数字签名"),
        ({SHEET: '<?xml version="1.0" encoding="UTF-16"?><worksheet/>'.encode("utf-16")}, "不是 UTF-8"),
        ({SHEET: b'<?xml version="1.0" encoding="gb2312"?><worksheet/>'}, "不是 UTF-8"),
        ({SHEET: b"<!DOCTYPE x []><worksheet/>"}, "文档类型"),
        ({SHEET: b"<worksheet><sheetData></worksheet>"}, "读不通"),
        ({SHEET: b'<worksheet><sheetData><row r="2"/><row r="1"/></sheetData></worksheet>'}, "行的次序"),
        ({SHEET: b'<worksheet><sheetData><row r="2"/></sheetData></worksheet>'}, "表头那一行"),
        ({SHEET: b'<worksheet><cols><col min="x" max="2"/></cols><sheetData/></worksheet>'}, "列宽"),
        ({SHEET: TWICE}, "两个 sheetData"),
        ({SHEET: TWICE.replace(b"<sheetData>", b"<cols/><cols/><sheetData>", 1)}, "两个 cols"),
        ({SHEET: b'<worksheet><sheetData><row r="1"/></sheetData><cols/></worksheet>'}, "cols 写在行的后面"),
        ({SHEET: OPEN_IN_A_CELL}, "读不通"),
        ({SHEET: FORMULA}, "有公式"),
        ({"../../../../tmp/x": b"x"}, "指到文件以外"),
        ({"/etc/x": b"x"}, "指到文件以外"),
        ({"xl\\..\\..\\x": b"x"}, "指到文件以外"),
        ({"C:\\x": b"x"}, "指到文件以外"),
        ({"[Content_Types].xml": b"<Types/>"}, "没有 Types"),
        ({"[Content_Types].xml": b"<Types>"}, "读不通"),
        ({WORKBOOK: BOOK.replace(b'sheetId="1"', b'sheetId="x"'), WORKBOOK_RELATIONS: RELATIONS}, "没有编号"),
        (
            {
                WORKBOOK: BOOK.replace(b'sheetId="1"', b'sheetId="%s"' % (b"9" * 5000)),
                WORKBOOK_RELATIONS: RELATIONS,
            },
            "没有编号",
        ),
        (
            {WORKBOOK: BOOK, WORKBOOK_RELATIONS: RELATIONS.replace(b"o/worksheet", b"o/other")},
            "没有工作表的关系",
        ),
    ],
)
def test_what_can_not_be_added_to_says_why(tmp_path: Path, changed: Mapping[str, bytes], why: str) -> None:
    with pytest.raises(Unfit, match=why):
        OwnWorkbook(with_parts(tmp_path / "a.xlsx", changed), "清单", 1, 1, COLUMNS, SHEETS)


def test_there_is_a_largest_sheet_and_a_last_column(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = with_parts(tmp_path / "a.xlsx", {})
    with pytest.raises(Unfit, match="没有空的列"):
        OwnWorkbook(path, "清单", 1, 16_383, COLUMNS, SHEETS)
    monkeypatch.setattr(annotating, "MAX_SHEET_BYTES", 100)
    with pytest.raises(Unfit, match="超过 0 MB"):
        OwnWorkbook(path, "清单", 1, 1, COLUMNS, SHEETS)


def test_a_damaged_file_is_told_as_ever(tmp_path: Path) -> None:
    path = with_parts(tmp_path / "a.xlsx", {})
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(ListError, match="损坏"):
        OwnWorkbook(path, "清单", 1, 1, COLUMNS, SHEETS)


def test_ids_that_others_have_are_left_to_them(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    relations = RELATIONS.replace(
        b"</", b'<Relationship Id="Goufu1" Type="o/theme" Target="theme/theme1.xml"/></'
    )
    result = parts(
        annotated(with_parts(path, {WORKBOOK: BOOK, WORKBOOK_RELATIONS: relations}), header=1, column=1)
    )
    assert re.findall(rb' Id="(\w+)"', result[WORKBOOK_RELATIONS]) == [b"a", b"Goufu1", b"goufu2"]
    assert re.findall(rb'sheetId="(\d+)" r:id="(\w+)"', result[WORKBOOK]) == [(b"1", b"a"), (b"2", b"goufu2")]
