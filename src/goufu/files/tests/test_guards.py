"""What a file is, and what is no table."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from goufu.files.errors import ListError
from goufu.files.guards import kind
from goufu.files.tests.workbooks import book, of_a_newer_version, old_book, with_a_part_twice, xml_row

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def save(folder: Path, content: bytes, name: str = "清单.xlsx") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def packed(folder: Path, *names: str) -> Path:
    with zipfile.ZipFile(folder / "清单.xlsx", "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return folder / "清单.xlsx"


def test_the_bytes_tell_and_not_the_name(tmp_path: Path) -> None:
    assert kind(book(tmp_path / "a.csv", xml_row(1, ["项目名称"]))) == "xlsx"
    assert kind(old_book(tmp_path / "b.xlsx", [(0, 0, 1)])) == "xls"
    assert kind(save(tmp_path, "项目名称\n养老\n".encode())) == "text"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "空的"),
        (b"   \n", "空的"),
        (b"%PDF-1.7 x", "PDF"),
        (b"\x89PNG\r\n", "图片"),
        (b"Rar!\x1a", "压缩包"),
        (b"{\\rtf1", "RTF"),
        (b"<html><table>", "网页"),
        (b"\xef\xbb\xbf <?XML version='1.0'?>", "网页"),
        (b"PK\x03\x04broken", "损坏"),
        (OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "密码"),
        (OLE + bytes(600) + "WordDocument".encode("utf-16-le"), "Word"),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(ListError, match=said) as refused:
        kind(save(tmp_path, content))
    assert refused.value.where == "清单.xlsx"
    assert refused.value.remedy


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("word/document.xml", "Word"),
        ("xl/workbook.bin", "不读"),
        ("content.xml", "不读"),
        ("a.txt", "压缩包"),
    ],
)
def test_another_zip_is_told_for_what_it_is(tmp_path: Path, part: str, said: str) -> None:
    with pytest.raises(ListError, match=said):
        kind(packed(tmp_path, part))


@pytest.mark.parametrize("name", ["xl/workbook.xml", "xl\\workbook.xml", "XL/Workbook.xml"])
def test_a_workbook_is_known_however_its_parts_are_written(tmp_path: Path, name: str) -> None:
    assert kind(packed(tmp_path, name)) == "xlsx"


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ListError, match="打不开"):
        kind(tmp_path / "nothing.csv")


def test_a_zip_of_a_newer_version_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ListError, match="压缩方式太新") as refused:
        kind(of_a_newer_version(tmp_path / "a.xlsx"))
    assert "另存" in refused.value.remedy


@pytest.mark.parametrize(
    "second",
    [
        "xl/worksheets/sheet1.xml",
        "XL/Worksheets/Sheet1.xml",
        "xl\\worksheets\\sheet1.xml",
        "xl/a/../worksheets/sheet1.xml",
    ],
)
def test_two_parts_that_a_reader_takes_for_one_are_refused(tmp_path: Path, second: str) -> None:
    with pytest.raises(ListError, match="两个部分"):
        kind(with_a_part_twice(tmp_path / "a.xlsx", second))
