"""Rows without a value, as formats down to the end of a sheet leave them."""

from __future__ import annotations

from pathlib import Path

import pytest

from goufu.files.added_columns import AddedColumn, SheetPlan
from goufu.files.empty_rows import without_empty_rows
from goufu.files.sheet_xml import NoSuchPlace, SheetScan
from goufu.files.tests.workbooks import book, xml_row
from goufu.files.workbook import open_workbook

KINDS = ['<row r="#"/>', '<row r="#" spans="1:2"><c r="A#" s="1"/><c r="B#" s="1"></c></row>']


def rows(first: int, last: int, kind: str = KINDS[0]) -> str:
    return "".join(kind.replace("#", str(line)) for line in range(first, last + 1))


def sheet(inner: str) -> bytes:
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    return f"<worksheet {space}><sheetData>{inner}</sheetData></worksheet>".encode()


@pytest.mark.parametrize("kind", KINDS)
def test_empty_rows_become_blanks_and_the_last_stays(kind: str) -> None:
    xml = sheet(xml_row(1, ["项目名称"]) + rows(2, 9_000, kind) + xml_row(9_001, ["养老"]))
    bare = without_empty_rows(xml)
    assert len(bare) == len(xml)
    assert bare.count(b"<row") < 3_000
    scan = SheetScan()
    scan.feed(bare)
    scan.close()
    assert (scan.last_line, scan.last_column) == (9_001, 1)


def test_a_row_without_its_number_still_follows_the_one_above() -> None:
    xml = sheet(xml_row(1, ["a"]) + rows(2, 9_000) + '<row><c t="inlineStr"><is><t>b</t></is></c></row>')
    scan = SheetScan()
    scan.feed(without_empty_rows(xml))
    scan.close()
    assert scan.last_line == 9_001


@pytest.mark.parametrize(
    "hidden",
    [
        '<row r="9"><c r="ZZZZ9"><v>1</v></c></row>',
        "<row r='9'><c r='ZZZZ9'><v>1</v></c></row>",
        '<row r="9"><c r="ZZZZ9"><f>1</f></c></row>',
    ],
)
def test_a_value_among_them_is_seen(hidden: str) -> None:
    with pytest.raises(NoSuchPlace):
        SheetScan().feed(without_empty_rows(sheet(rows(1, 5_000) + hidden + rows(10, 5_000))))


def test_the_end_of_a_remark_is_not_taken_away() -> None:
    """Else a value behind it would stand in the remark for us, and in a cell for the reader of workbooks."""
    hidden = "<!-- " + rows(2, 4_000) + ' <row r="4001" a="-->' + rows(4_002, 5_000)
    xml = sheet(hidden + '<row r="9"><c r="ZZZZ9"><v>1</v></c></row>')
    with pytest.raises((NoSuchPlace, ValueError)):
        scan = SheetScan()
        scan.feed(without_empty_rows(xml))
        scan.close()


def test_empty_rows_are_not_planned_for() -> None:
    xml = sheet(xml_row(1, ["项目名称"]) + rows(2, 50_000))
    assert len(SheetPlan(xml, 1, [AddedColumn("结论", 12)]).rows) < 3_000


def test_rows_that_are_blank_between_others_cost_one_object(tmp_path: Path) -> None:
    [read] = open_workbook(book(tmp_path / "a.xlsx", xml_row(1, ["a"]) + xml_row(500, ["0"])))
    [batch] = read.rows()
    assert batch.cells[499] == ["0"]
    assert len({id(row) for row in batch.cells[1:499]}) == 1
