"""What type a file is, of papers and of tables, judged by its bytes. Its name says nothing, and nothing in it is unpacked."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from goufu.files.errors import ListError
from goufu.files.package import part_names

ENDING_BYTES = 66_000  # where the end of a PDF, of a PNG and of a zip's directory must lie
MOST_DIRECTORY_BYTES = 2 << 20  # the directory of a zip, thousands of parts; a paper has dozens
_ZIP = b"PK\x03\x04"
_DIRECTORY_END = b"PK\x05\x06"
_LARGE_ZIP = b"PK\x06\x07"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True)
class FileType:
    """A type of papers or of tables: its name for people, its media type, and the ending of its files, with the dot."""

    title: str
    media_type: str
    ending: str


_OFFICE = "application/vnd.openxmlformats-officedocument"
PDF = FileType("PDF", "application/pdf", ".pdf")
OFD = FileType("OFD", "application/ofd", ".ofd")
DOCX = FileType("Word（docx）", f"{_OFFICE}.wordprocessingml.document", ".docx")
XLSX = FileType("Excel（xlsx）", f"{_OFFICE}.spreadsheetml.sheet", ".xlsx")
PNG = FileType("PNG 图片", "image/png", ".png")
JPEG = FileType("JPG 图片", "image/jpeg", ".jpg")
PAPER_TYPES = (PDF, OFD, DOCX, XLSX, PNG, JPEG)
XLSM = FileType("Excel（xlsm）", "application/vnd.ms-excel.sheet.macroEnabled.12", ".xlsm")
XLS = FileType("Excel（xls）", "application/vnd.ms-excel", ".xls")
CSV = FileType("CSV", "text/csv", ".csv")
TABLE_TYPES = (XLSX, XLSM, XLS, CSV)
_MAIN_PARTS = {"ofd.xml": OFD, "word/document.xml": DOCX, "xl/workbook.xml": XLSX}  # as part_names has them
_MACROS = ("vbaproject.bin", "vbadata.xml")
_TAKEN = "可以上传" + "、".join(each.title for each in PAPER_TYPES)


def paper_type(path: Path) -> FileType:
    """The type of a file of at least one byte.

    Raises:
        ListError: none of PAPER_TYPES, with macros, or cut off.
    """
    with path.open("rb") as file:
        start = file.read(8)
        end = _ending(file)
        if start.startswith(b"%PDF-"):
            return _whole(PDF, b"%%EOF" in end)
        if start == b"\x89PNG\r\n\x1a\n":
            return _whole(PNG, b"IEND" in end)
        if start.startswith(b"\xff\xd8\xff"):
            return JPEG
        if start.startswith(_ZIP):
            return _packed(path, end)
    if start.startswith(_OLE):
        raise ListError(
            "这是旧格式的 Office 文件（doc、xls），或者加了打开密码",
            "",
            f"请去掉密码，另存为 docx、xlsx 或者 PDF。{_TAKEN}",
        )
    raise ListError("看内容，这不是可以上传的文件", "", f"{_TAKEN}；别的格式请先另存为 PDF")


def table_type(content: bytes) -> FileType:
    """The type of a file that was read as a table before."""
    if content.startswith(_OLE):
        return XLS
    if content.startswith(_ZIP):
        return XLSM if b"vbaProject.bin" in content else XLSX
    return CSV


def _ending(file: IO[bytes]) -> bytes:
    size = file.seek(0, 2)
    file.seek(max(0, size - ENDING_BYTES))
    return file.read()


def _whole(type_: FileType, is_whole: bool) -> FileType:
    if not is_whole:
        raise ListError(f"这份 {type_.title}不完整，后面的内容没有了", "", "请重新导出或者下载一份再上传")
    return type_


def _packed(path: Path, end: bytes) -> FileType:
    """OFD, Word and Excel are zips: which one is said by the part that each must have."""
    _refuse_large_directory(end)
    names = part_names(path)
    if any(name.endswith(_MACROS) for name in names):
        raise ListError("文件里有宏", "", "请另存为不带宏的 docx、xlsx，或者 PDF")
    found = [type_ for part, type_ in _MAIN_PARTS.items() if part in names]
    if len(found) != 1:
        raise ListError("这是压缩包，不是文件", "", f"请解压后一份一份上传。{_TAKEN}")
    return found[0]


def _refuse_large_directory(end: bytes) -> None:
    """Every directory that the file's end could be taken to close is small, and so is the time and room to read it."""
    ends = [each.start() for each in re.finditer(re.escape(_DIRECTORY_END), end[:-12])]
    sizes = [struct.unpack_from("<I", end, at + 12)[0] for at in ends]
    if _LARGE_ZIP in end or any(size > MOST_DIRECTORY_BYTES for size in sizes):
        raise ListError("文件里的部分太多，不是正常的文件", "", "请重新另存一份，或者另存为 PDF 再上传")
