"""Tables of any kind of file, read here and by a process with limits: the two say the same."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from rustpy_xlsxwriter import FastExcel

from goufu.files.errors import ListError
from goufu.files.limited import Limits
from goufu.files.tables import limited_tables, open_tables
from goufu.files.tests.workbooks import (
    book,
    far_cell,
    of_a_newer_version,
    old_book,
    with_a_part_twice,
    xml_row,
)

Numbered = list[tuple[int, list[str]]]
QUICK = Limits(wall_seconds=60)


def limited(path: Path) -> list[tuple[str, Numbered]]:
    with limited_tables(path, limits=QUICK) as sheets:
        return [
            (sheet.name, [pair for rows in sheet.rows() for pair in zip(rows.lines, rows.cells, strict=True)])
            for sheet in sheets
        ]


def test_a_text_file_is_one_table_without_a_name(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("项目名称,备注\n\n养老,\n , \n助残,x\n", "utf-8")
    assert limited(path) == [("", [(1, ["项目名称", "备注"]), (3, ["养老"]), (5, ["助残", "x"])])]
    assert [sheet.name for sheet in open_tables(path)] == [""]


def test_each_sheet_can_be_read_in_any_order_and_again(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    rows = [{"a": str(number)} for number in range(30_000)]
    FastExcel(str(path)).sheet("一", rows).sheet("空", []).sheet("二", [{"b": "c"}]).save()
    with limited_tables(path, limits=QUICK) as sheets:
        one, empty, two = sheets
        first = one.rows()
        assert next(first).cells[0] == ["a"]
        assert [each.cells for each in two.rows()] == [[["b"], ["c"]]]
        assert next(first).cells[-1] == ["29999"]
        assert one.head(2).cells == [["a"], ["0"]]
        assert list(empty.rows()) == []
        assert [sheet.name for sheet in sheets] == ["一", "空", "二"]


def test_broken_cells_and_merges_come_along(tmp_path: Path) -> None:
    rows = xml_row(1, ["a", '<c r="B1" t="e"><v>#N/A</v></c>']) + (
        "</sheetData><mergeCells><mergeCell ref='A1:B1'/></mergeCells><sheetData>"
    )
    path = book(tmp_path / "a.xlsx", rows)
    [here] = open_tables(path)
    with limited_tables(path, limits=QUICK) as [there]:
        assert (
            (there.broken, there.merges) == (here.broken, here.merges) == ({(1, 1): "#N/A"}, ((1, 0, 1, 1),))
        )


def test_hidden_sheets_stay_away(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    FastExcel(str(path)).sheet("一", [{"a": "b"}]).sheet("二", [{"c": "d"}]).save()
    hidden = _with(path, "xl/workbook.xml", b'name="\xe4\xba\x8c"', b'name="\xe4\xba\x8c" state="veryHidden"')
    assert limited(hidden) == [("一", limited(path)[0][1]), ("二", [])]
    with limited_tables(hidden, limits=QUICK) as sheets:
        assert [sheet.is_hidden for sheet in sheets] == [False, True]


def test_what_cannot_be_read_is_refused_as_here(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"%PDF-1.7")
    with pytest.raises(ListError) as there:
        limited(path)
    with pytest.raises(ListError) as here:
        open_tables(path)
    assert (
        str(there.value)
        == str(here.value)
        == "这是PDF 文件，不是表格（a.csv）。请上传 xlsx、xls 或 csv 格式的清单"
    )


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (lambda path: book(path, far_cell()), "没有这个位置"),
        (of_a_newer_version, "压缩方式"),
        (with_a_part_twice, "两个部分"),
        (lambda path: old_book(path, [(0, 0, 1), (65535, 65535, 1)]), "损坏"),
        (lambda path: old_book(path, [(0, 0, 1)], reach=(0xFFFFFFFF, 0xFFFF)), "损坏"),
        (lambda path: path, "打不开"),
    ],
)
def test_a_file_that_would_stop_the_server_is_a_sentence(tmp_path: Path, file: object, said: str) -> None:
    with pytest.raises(ListError, match=said) as refused:
        limited(file(tmp_path / "a.xls"))  # type: ignore[operator]
    assert refused.value.remedy


def _with(path: Path, part: str, old: bytes, new: bytes) -> Path:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old in parts[part]
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content.replace(old, new) if name == part else content)
    return path
