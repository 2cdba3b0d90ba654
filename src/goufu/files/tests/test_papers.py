"""What a paper is, judged by its bytes alone."""

from __future__ import annotations

import struct
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

import pytest

from goufu.files.errors import ListError
from goufu.files.papers import MOST_DIRECTORY_BYTES, paper_type, table_type

WHOLE_PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n0\n%%EOF\n"
WHOLE_PNG = b"\x89PNG\r\n\x1a\n" + bytes(40) + b"IEND\xaeB`\x82"


def packed(path: Path, *names: str) -> Path:
    with ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return path


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def refusal(path: Path) -> str:
    with pytest.raises(ListError) as refused:
        paper_type(path)
    assert refused.value.remedy
    return refused.value.what


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (WHOLE_PDF, "application/pdf"),
        (WHOLE_PNG, "image/png"),
        (b"\xff\xd8\xff\xe0" + bytes(100), "image/jpeg"),
    ],
)
def test_the_bytes_say_it_and_not_the_name(tmp_path: Path, content: bytes, media_type: str) -> None:
    assert paper_type(written(tmp_path / "paper.exe", content)).media_type == media_type


@pytest.mark.parametrize(
    ("names", "ending"),
    [
        (["OFD.xml", "Doc_0/Document.xml"], ".ofd"),
        (["[Content_Types].xml", "word/document.xml"], ".docx"),
        (["[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"], ".xlsx"),
    ],
)
def test_packed_papers_are_told_by_their_parts(tmp_path: Path, names: list[str], ending: str) -> None:
    assert paper_type(packed(tmp_path / "a.pdf", *names)).ending == ending


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"<html><script>alert(1)</script></html>", "不是可以上传的文件"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "不是可以上传的文件"),
        (b"MZ\x90\x00", "不是可以上传的文件"),
        (b"\x7fELF", "不是可以上传的文件"),
        (b"#!/bin/sh\n", "不是可以上传的文件"),
        (b"x", "不是可以上传的文件"),
        (b"<html>%PDF-1.7 %%EOF", "不是可以上传的文件"),
        (b"GIF89a" + bytes(100), "不是可以上传的文件"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "旧格式"),
        (WHOLE_PDF[:30], "PDF不完整"),
        (WHOLE_PNG[:30], "PNG 图片不完整"),
        (b"PK\x03\x04" + bytes(100), "损坏"),
        (b"PK\x03\x04" + bytes(100) + b"PK\x05\x06", "损坏"),
    ],
)
def test_what_is_no_paper_is_refused_in_words(tmp_path: Path, content: bytes, what: str) -> None:
    assert what in refusal(written(tmp_path / "合同.pdf", content))


@pytest.mark.parametrize("macro", ["word/vbaProject.bin", "word/vbaData.xml", "Word/VBAPROJECT.BIN"])
def test_macros_are_refused(tmp_path: Path, macro: str) -> None:
    assert "宏" in refusal(packed(tmp_path / "a.docx", "word/document.xml", macro))


def test_an_archive_of_papers_is_none(tmp_path: Path) -> None:
    assert "压缩包" in refusal(packed(tmp_path / "a.zip", "合同.pdf", "报价.xlsx"))


def test_a_paper_of_two_kinds_is_none(tmp_path: Path) -> None:
    assert "压缩包" in refusal(packed(tmp_path / "a.docx", "word/document.xml", "xl/workbook.xml"))


def test_a_workbook_within_a_document_is_its_own_affair(tmp_path: Path) -> None:
    """The end of the inner file's directory stands before that of the outer one."""
    inner = packed(tmp_path / "inner.xlsx", "xl/workbook.xml").read_bytes()
    with ZipFile(tmp_path / "a.docx", "w", ZIP_STORED) as archive:
        archive.writestr("word/document.xml", "<x/>")
        archive.writestr("word/embeddings/book.xlsx", inner)
    assert paper_type(tmp_path / "a.docx").ending == ".docx"


def test_a_directory_of_a_million_names_is_not_read(tmp_path: Path) -> None:
    content = bytearray(packed(tmp_path / "a.docx", "word/document.xml").read_bytes())
    at = content.rfind(b"PK\x05\x06")
    struct.pack_into("<I", content, at + 12, MOST_DIRECTORY_BYTES + 1)
    assert "部分太多" in refusal(written(tmp_path / "b.docx", bytes(content)))


def test_nor_one_hidden_behind_a_small_one(tmp_path: Path) -> None:
    """Readers differ on which of two ends they believe."""
    content = bytearray(packed(tmp_path / "a.docx", "word/document.xml").read_bytes())
    small = content[content.rfind(b"PK\x05\x06") :]
    struct.pack_into("<I", content, len(content) - 10, MOST_DIRECTORY_BYTES + 1)
    assert "部分太多" in refusal(written(tmp_path / "b.docx", bytes(content + small)))


@pytest.mark.parametrize("cut", range(1, 60, 7))
def test_a_paper_cut_off_anywhere_near_its_end_is_refused(tmp_path: Path, cut: int) -> None:
    content = packed(tmp_path / "a.docx", "word/document.xml").read_bytes()
    assert "损坏" in refusal(written(tmp_path / "b.docx", content[:-cut]))


def test_the_type_of_a_table(tmp_path: Path) -> None:
    plain = packed(tmp_path / "plain", "xl/workbook.xml").read_bytes()
    macros = packed(tmp_path / "macros", "xl/workbook.xml", "xl/vbaProject.bin").read_bytes()
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100)
    text = "预算年度,单位\n".encode()
    letters = "PK编号,单位\n".encode()
    endings = [table_type(each).ending for each in (plain, macros, old, text, letters)]
    assert endings == [".xlsx", ".xlsm", ".xls", ".csv", ".csv"]
