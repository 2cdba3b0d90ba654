"""A table that somebody brings: found by its headers, read cell by cell, refused as a whole."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rustpy_xlsxwriter import FastExcel

from goufu.core.sheet_pages import empty_form
from goufu.core.sheets import SheetRefused, read_sheet, read_upload
from goufu.files.reading import Column
from goufu.files.values import choice, text, yesno

COLUMNS = (
    Column("name", "单位名称", ("名称",), is_required=True, read=text(10)),
    Column(
        "kind",
        "类别",
        read=choice([("state_organ", "国家机关"), ("public", "公共服务（A类）")]),
        options=("国家机关", "公共服务（A类）"),
    ),
    Column("open", "是否公开", read=yesno),
)


def book(folder: Path, rows: list[dict[str, object]], sheet: str = "单位") -> Path:
    path = folder / "单位.xlsx"
    FastExcel(str(path)).sheet(sheet, rows).save()
    return path


def problems(path: Path) -> list[str]:
    with pytest.raises(SheetRefused) as refused:
        read_sheet(path, COLUMNS).settle()
    return [str(problem) for problem in refused.value.problems]


def test_values_and_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "云岭县单位表\n\n* 名称（全称）,类 别,备注\n民政局,国家机关,\n\n教育局,公共服务,x\n合计,2,\n", "utf-8"
    )
    sheet = read_sheet(path, COLUMNS)
    assert [(row.line, row["name"], row["kind"], row["open"]) for row in sheet.rows] == [
        (4, "民政局", "state_organ", None),
        (6, "教育局", "public", None),
    ]
    sheet.settle()


def test_every_fault_is_told_at_its_cell(tmp_path: Path) -> None:
    path = book(
        tmp_path,
        [
            {"类别": "机关", "单位名称": "民政局", "是否公开": "也许"},
            {"类别": "", "单位名称": "", "是否公开": "是"},
            {"类别": "国家机关", "单位名称": "一二三四五六七八九十一", "是否公开": ""},
        ],
    )
    assert problems(path) == [
        "单位!A2（类别）写的是“机关”，不在可选的范围里。请填其中一个：国家机关、公共服务（A类）。",
        "单位!C2（是否公开）写的是“也许”，看不出是“是”还是“否”。请填“是”或者“否”。",
        "单位!B3（单位名称）没有填写。请填写单位名称。",
        "单位!B4（单位名称）写的是“一二三四五六七八九十一”，有 11 个字。最多 10 个字，请缩短。",
    ]


def test_the_second_of_two_equal_lines_names_the_first(tmp_path: Path) -> None:
    sheet = read_sheet(book(tmp_path, [{"单位名称": name} for name in ("甲", "乙", "甲")]), COLUMNS)
    sheet.refuse_repeated("name")
    [problem] = sheet.problems
    assert (problem.where, problem.why) == ("单位!A4", "与第2行重复")


def test_a_fault_of_the_whole_line(tmp_path: Path) -> None:
    sheet = read_sheet(book(tmp_path, [{"单位名称": "甲"}]), COLUMNS)
    sheet.wrong(sheet.rows[0], "", "没有权限", "请删去这一行")
    assert str(sheet.problems[0]) == "单位第2行：没有权限。请删去这一行。"


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "空的"),
        (b"%PDF-1.7", "PDF"),
        (b"a,b\n1,2\n", "没有找到表头"),
        ("类别,是否公开\n国家机关,是\n".encode(), "没有“单位名称”"),
        ("单位名称\n".encode(), "没有内容"),
        ("单位名称\n甲\n乙\n丙\n丁\n".encode(), "超过 3 行"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(content: bytes, what: str) -> None:
    with pytest.raises(SheetRefused, match=what) as refused:
        read_upload(SimpleUploadedFile("表.csv", content), COLUMNS, most_rows=3)
    assert refused.value.remedy


def test_a_bomb_is_not_unpacked() -> None:
    bomb = BytesIO()
    with ZipFile(bomb, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (300 << 20))
    with pytest.raises(SheetRefused, match="不是正常的表格"):
        read_upload(SimpleUploadedFile("b.xlsx", bomb.getvalue()), COLUMNS)


def test_the_empty_form_is_read_back_when_filled(tmp_path: Path) -> None:
    path = tmp_path / "empty.xlsx"
    path.write_bytes(empty_form("单位", COLUMNS))
    with pytest.raises(SheetRefused, match="没有内容"):
        read_sheet(path, COLUMNS)
