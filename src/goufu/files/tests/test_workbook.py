"""Workbooks: what stands in them comes as text, and what nobody should send is refused."""

from __future__ import annotations

import hashlib
import re
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from rustpy_xlsxwriter import FastExcel

from goufu.files.errors import ListError
from goufu.files.tests.workbooks import SHEET, book, far_cell, old_book, xml_row
from goufu.files.workbook import MOST_SHEETS, open_workbook

WORKBOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"


def cells(path: Path) -> list[list[str]]:
    return [row for rows in open_workbook(path)[0].rows() for row in rows.cells]


def part(path: Path, name: str) -> bytes:
    with zipfile.ZipFile(path) as archive:
        return archive.read(name)


def test_values_come_as_a_person_sees_them(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    row = {
        "a": "养老",
        "b": 12,
        "c": 0.1,
        "d": 1234567.25,
        "e": 1e-7,
        "f": 1e20,
        "g": True,
        "h": datetime(2026, 11, 23),  # noqa: DTZ001, spreadsheets know no zone
        "i": None,
    }
    FastExcel(str(path)).sheet("一", [row]).sheet("二", [{"b": "c"}]).save()
    assert [sheet.name for sheet in open_workbook(path)] == ["一", "二"]
    assert cells(path)[1] == [
        "养老", "12", "0.1", "1234567.25", "0.0000001", "1E+20", "TRUE", "2026-11-23", "",
    ]  # fmt: skip


def test_lines_are_numbered_as_in_excel(tmp_path: Path) -> None:
    [sheet] = open_workbook(book(tmp_path / "a.xlsx", xml_row(3, ["项目名称"]) + xml_row(5, ["养老"])))
    [rows] = sheet.rows()
    assert [(line, row) for line, row in zip(rows.lines, rows.cells, strict=True) if any(row)] == [
        (3, ["项目名称"]),
        (5, ["养老"]),
    ]
    assert list(sheet.rows()) == [rows]
    assert sheet.head(3).cells == rows.cells[:3]


def test_an_old_workbook_is_read(tmp_path: Path) -> None:
    assert cells(old_book(tmp_path / "a.xls", [(0, 0, 1.5), (2, 3, 7)])) == [
        ["1.5", "", "", ""], ["", "", "", ""], ["", "", "", "7"],
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["a.xls", "a.XLSX", "a.xlsm", "a.csv", "a.ods", "a"])
def test_the_name_of_a_file_does_not_matter(tmp_path: Path, name: str) -> None:
    assert cells(book(tmp_path / name, xml_row(1, ["养老"]))) == [["养老"]]
    assert cells(old_book(tmp_path / name, [(0, 0, 1.5)])) == [["1.5"]]


def test_broken_cells_and_merges_are_told(tmp_path: Path) -> None:
    rows = (
        xml_row(1, ["a", "b", "c"])
        + xml_row(2, ["x", '<c r="B2" t="e"><v>#REF!</v></c>', '<c r="C2"><v>5</v></c>'])
        + xml_row(3, ["x", '<c r="B3"><f>1+1</f></c>', '<c r="C3"><f t="shared" si="0"/></c>'])
        + "</sheetData><mergeCells><mergeCell ref='A2:A3'/></mergeCells><sheetData>"
    )
    [sheet] = open_workbook(book(tmp_path / "a.xlsx", rows))
    assert sheet.broken == {(2, 1): "#REF!", (3, 1): "公式", (3, 2): "公式"}
    assert sheet.merges == ((2, 0, 3, 0),)
    assert [row for batch in sheet.rows() for row in batch.cells][1:] == [["x", "#REF!", "5"], ["x", "", ""]]


def test_the_strict_form_of_the_standard_has_broken_cells_too(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", xml_row(1, ['<c r="A1"><f>1+1</f></c>']))
    strict = {
        name: part(path, name)
        .replace(
            b"http://schemas.openxmlformats.org/officeDocument/2006",
            b"http://purl.oclc.org/ooxml/officeDocument",
        )
        .replace(
            b"http://schemas.openxmlformats.org/spreadsheetml/2006",
            b"http://purl.oclc.org/ooxml/spreadsheetml",
        )
        for name in (WORKBOOK, RELATIONS)
    }
    [sheet] = open_workbook(book(tmp_path / "b.xlsx", xml_row(1, ['<c r="A1"><f>1+1</f></c>']), strict))
    assert sheet.broken == {(1, 0): "公式"}


def test_styles_that_are_not_read_here_are_no_reason_to_refuse_the_figures(tmp_path: Path) -> None:
    styles = {"xl/styles.xml": b"<!-- by hand --><styleSheet/>"}
    path = book(tmp_path / "a.xlsx", xml_row(1, ['<c r="A1" s="1"><v>5</v></c>']), styles)
    assert cells(path) == [["5"]]


def test_hidden_sheets_are_marked(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", xml_row(1, ["a"]))
    hidden = part(path, WORKBOOK).replace(b"<sheet ", b'<sheet state="hidden" ')
    assert open_workbook(book(tmp_path / "b.xlsx", xml_row(1, ["a"]), {WORKBOOK: hidden}))[0].is_hidden


def test_a_cell_outside_of_any_sheet_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ListError, match="“C4294967000”，表格里没有这个位置") as refused:
        open_workbook(book(tmp_path / "a.xlsx", far_cell()))
    assert refused.value.remedy


@pytest.mark.parametrize(
    "target", ["other/place.bin", "/xl/other/place.bin", "worksheets/../other/place.bin", "other\\place.bin"]
)
def test_a_sheet_is_judged_wherever_it_lies(tmp_path: Path, target: str) -> None:
    path = book(tmp_path / "a.xlsx", far_cell())
    moved = part(path, RELATIONS).replace(b"worksheets/sheet1.xml", target.encode())
    parts = {"xl/other/place.bin": part(path, SHEET), RELATIONS: moved}
    with pytest.raises(ListError, match="没有这个位置"):
        open_workbook(book(tmp_path / "b.xlsx", xml_row(1, ["a"]), parts))


def test_a_lonely_cell_at_the_far_end_is_told_with_its_place(tmp_path: Path) -> None:
    far = '<row r="1048576"><c r="ZZ1048576"><v>1</v></c></row>'
    with pytest.raises(ListError, match="第1048576行、第702列，超过4000万格") as refused:
        open_workbook(book(tmp_path / "a.xlsx", xml_row(1, ["项目名称"]) + far))
    assert "请删去表格下方和右边" in refused.value.remedy


def test_borders_down_to_the_end_are_no_cells(tmp_path: Path) -> None:
    far = '<row r="1048576"><c r="ZZ1048576" s="0"/></row>'
    assert cells(book(tmp_path / "a.xlsx", xml_row(1, ["项目名称"]) + far)) == [["项目名称"]]


def test_more_columns_than_tables_have_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ListError, match="702列"):
        open_workbook(book(tmp_path / "a.xlsx", '<row r="1"><c r="AAA1"><v>1</v></c></row>'))


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    with pytest.raises(ListError, match="不是正常的表格"):
        open_workbook(book(tmp_path / "a.xlsx", "", {"xl/media/a.bin": b"0" * (40 << 20)}))


def test_more_than_may_be_unpacked_is_refused(tmp_path: Path) -> None:
    path = book(
        tmp_path / "a.xlsx", xml_row(1, ["a"]), {"xl/media/a.bin": hashlib.shake_128(b"").digest(3 << 20)}
    )
    assert open_workbook(path)
    with pytest.raises(ListError, match="解开后有 3 MB，最多 2 MB"):
        open_workbook(path, 2 << 20)


def test_a_list_of_sheets_as_long_as_no_one_writes_is_not_read_as_a_tree(tmp_path: Path) -> None:
    parts = {
        "xl/media/a.bin": hashlib.shake_128(b"").digest(200 << 10),
        WORKBOOK: b"<workbook>" + b" " * (21 << 20),
    }
    with pytest.raises(ListError, match="定义的名称太多，解开后有 21 MB"):
        open_workbook(book(tmp_path / "a.xlsx", "", parts))


def test_a_file_that_was_cut_off_is_damaged(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", xml_row(1, ["a"]))
    path.write_bytes(path.read_bytes()[:-400])
    with pytest.raises(ListError, match="损坏"):
        open_workbook(path)


@pytest.mark.parametrize("name", [WORKBOOK, RELATIONS])
@pytest.mark.parametrize(
    "content", [b"", b"<x", b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", b"\xff\xfe<\0x\0/\0>\0"]
)
def test_a_workbook_whose_own_parts_are_no_xml_is_damaged(tmp_path: Path, name: str, content: bytes) -> None:
    with pytest.raises(ListError, match="损坏"):
        open_workbook(book(tmp_path / "a.xlsx", xml_row(1, ["a"]), {name: content}))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=400, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2**16), st.integers(0, 255)), min_size=1, max_size=4))
def test_damage_at_any_place_is_read_or_refused_in_a_sentence(
    tmp_path: Path, damage: list[tuple[int, int]]
) -> None:
    path = tmp_path / "a.xlsx"
    content = bytearray(book(path, xml_row(1, ["项目名称"]) + xml_row(2, ["养老"])).read_bytes())
    for at, byte in damage:
        content[at % len(content)] = byte
    path.write_bytes(content)
    try:
        cells(path)
    except ListError as refused:
        assert refused.remedy


def test_the_zeros_before_a_code_that_is_a_number_are_shown_as_in_excel(tmp_path: Path) -> None:
    written = Workbook()
    sheet = written.active
    assert sheet is not None
    values: list[tuple[float | str, str]] = [
        (1001, "000000"),
        (1001, "0"),
        (1001.5, "000000"),
        ("7", "000"),
        (-7, "000"),
    ]
    for column, (value, code) in enumerate(values, start=1):
        sheet.cell(1, column, value).number_format = code
    written.save(tmp_path / "a.xlsx")
    [[row]] = [rows.cells for rows in open_workbook(tmp_path / "a.xlsx")[0].rows()]
    assert row == ["001001", "1001", "1001.5", "7", "-7"]


def test_a_workbook_that_was_never_worked_out_has_no_results_of_zero(tmp_path: Path) -> None:
    rows = xml_row(1, ['<c r="A1"><f>1+1</f><v>0</v></c>'])
    written = part(book(tmp_path / "a.xlsx", rows), WORKBOOK)
    silent = re.sub(rb"<calcPr[^>]*/>", b"", written)
    assert open_workbook(book(tmp_path / "b.xlsx", rows, {WORKBOOK: silent}))[0].broken == {}
    asks = silent.replace(b"</workbook>", b'<calcPr fullCalcOnLoad="1"/></workbook>')
    assert open_workbook(book(tmp_path / "c.xlsx", rows, {WORKBOOK: asks}))[0].broken == {(1, 0): "公式"}


def test_columns_are_counted_from_the_first_even_if_it_is_blank(tmp_path: Path) -> None:
    written = Workbook()
    sheet = written.active
    assert sheet is not None
    sheet["B2"], sheet["C3"], sheet["D3"] = "项目", "=A1", 5
    written.save(tmp_path / "a.xlsx")
    [found] = open_workbook(tmp_path / "a.xlsx")
    assert [row for rows in found.rows() for row in rows.cells] == [
        [""] * 4,
        ["", "项目", "", ""],
        ["", "", "", "5"],
    ]
    assert found.broken == {(3, 2): "公式"}


def test_a_part_that_is_called_a_sheet_many_times_is_refused(tmp_path: Path) -> None:
    """Each of them would be read, however small the file is."""
    path = book(tmp_path / "a.xlsx", xml_row(1, ["项目名称"]))
    sheets = part(path, WORKBOOK).decode()
    [once] = re.findall("<sheet .*?/>", sheets)
    ids = [once.replace("清单", str(number)) for number in range(MOST_SHEETS + 1)]
    many = book(
        tmp_path / "b.xlsx", xml_row(1, ["项目名称"]), {WORKBOOK: sheets.replace(once, "".join(ids)).encode()}
    )
    with pytest.raises(ListError, match=f"有 {MOST_SHEETS + 1} 张工作表，最多 {MOST_SHEETS} 张"):
        open_workbook(many)
    fewer = {WORKBOOK: sheets.replace(once, "".join(ids[1:])).encode()}
    assert len(open_workbook(book(tmp_path / "c.xlsx", xml_row(1, ["项目名称"]), fewer))) == MOST_SHEETS
