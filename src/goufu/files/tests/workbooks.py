"""Workbooks written part by part, as no spreadsheet would write them."""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from rustpy_xlsxwriter import FastExcel

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"
_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def book(path: Path, rows: str, parts: Mapping[str, bytes] | None = None) -> Path:
    """A workbook whose one sheet, 清单, holds these rows of XML; `parts` are added, or stand in for its own."""
    plain = path.with_suffix(".plain.xlsx")
    FastExcel(str(plain)).sheet("清单", [{"a": "b"}]).save()
    with zipfile.ZipFile(plain) as old:
        written = {name: old.read(name) for name in old.namelist()}
    sheet = written[SHEET]
    start, end = sheet.index(b"<sheetData>") + len(b"<sheetData>"), sheet.index(b"</sheetData>")
    written[SHEET] = sheet[:start] + rows.encode() + sheet[end:]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in (written | dict(parts or {})).items():
            new.writestr(name, content)
    return path


def xml_row(line: int, cells: Sequence[str]) -> str:
    """A row of texts, or of cells that are XML already."""
    inner = "".join(
        cell
        if cell.startswith("<c")
        else f'<c r="{chr(65 + i)}{line}" t="inlineStr"><is><t>{cell}</t></is></c>'
        for i, cell in enumerate(cells)
    )
    return f'<row r="{line}">{inner}</row>'


def far_cell(reference: str = "C4294967000") -> str:
    """Rows between whose first and last cell lie more cells than any machine holds."""
    return f'<row r="1"><c r="A1"><v>1</v></c></row><row><c r="{reference}"><v>1</v></c></row>'


def of_a_newer_version(path: Path) -> Path:
    """A workbook whose first part wants version 9.9 of zip."""
    content = bytearray(book(path, xml_row(1, ["项目名称"])).read_bytes())
    content[content.index(b"PK\x01\x02") + 6] = 99
    path.write_bytes(content)
    return path


def with_a_part_twice(path: Path, second: str = SHEET) -> Path:
    """A workbook that has its sheet twice, the second time with other rows."""
    other = "~" * len(second)  # Python's writer warns of the same name
    book(path, xml_row(1, ["项目名称"]), {other: b"<worksheet><sheetData/></worksheet>"})
    path.write_bytes(path.read_bytes().replace(other.encode(), second.encode()))
    return path


def old_book(
    path: Path, cells: Sequence[tuple[int, int, float]], reach: tuple[int, int] | None = None
) -> Path:
    """An xls file (BIFF8) of one sheet with numbers at (row, column), both from 0.

    reach: the rows and columns that its DIMENSIONS record claims; else as far as the cells go.
    """
    return _old_book(path, _numbers_in(cells, reach))


def old_naming_book(path: Path, text: str, cells: int, sheets: int = 1) -> Path:
    """An xls file whose cells name one text that stands once; its one sheet is listed so many times."""
    raw = text.encode("utf-16-le")
    room = 8_200
    texts = _record(0x00FC, struct.pack("<IIHB", cells, 1, len(text), 1) + raw[:room])
    for at in range(room, len(raw), room):
        texts += _record(0x003C, b"\1" + raw[at : at + room])
    sheet = b"".join(_record(0x00FD, struct.pack("<HHHI", at, 0, 0, 0)) for at in range(cells))
    return _old_book(path, sheet, texts, sheets)


def _numbers_in(cells: Sequence[tuple[int, int, float]], reach: tuple[int, int] | None) -> bytes:
    rows, columns = reach or (max(row for row, _, _ in cells) + 1, max(column for _, column, _ in cells) + 1)
    sheet = _record(0x0200, struct.pack("<IIHHH", 0, rows, 0, columns & 0xFFFF, 0))
    for row, column, value in cells:
        sheet += _record(0x0203, struct.pack("<HHHd", row, column, 0, value))
    return sheet


def _old_book(path: Path, sheet: bytes, texts: bytes = b"", sheets: int = 1) -> Path:
    sheet = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0)) + sheet + _record(0x000A, b"")
    start = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)) + texts
    names = ["Sheet", *(f"S{number:04}" for number in range(1, sheets))]
    at = len(start) + sheets * (4 + 6 + 7) + 4
    for name in names:
        start += _record(0x0085, struct.pack("<IBB", at, 0, 0) + b"\x05\0" + name.encode())
    stream = start + _record(0x000A, b"") + sheet
    path.write_bytes(_compound_file("Workbook", stream.ljust(4096, b"\0")))
    return path


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _compound_file(name: str, stream: bytes) -> bytes:
    """The OLE container of one stream, of at least 4096 bytes: sector 0 is the FAT, 1 the directory, then the stream."""
    count = -(-len(stream) // _SECTOR)
    fat = [_FAT, _END, *range(3, count + 2), _END]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<109I", 0, *[_FREE] * 108)
    table = struct.pack(f"<{_SECTOR // 4}I", *fat, *[_FREE] * (_SECTOR // 4 - len(fat)))
    directory = _entry("Root Entry", 5, _END, 0, child=1) + _entry(name, 2, 2, len(stream))
    return header + table + directory.ljust(_SECTOR, b"\0") + stream.ljust(count * _SECTOR, b"\0")


def _entry(name: str, kind: int, start: int, size: int, child: int = _FREE) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    entry = text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text), kind, 1, _FREE, _FREE, child)
    return (entry + bytes(36) + struct.pack("<IQ", start, size)).ljust(128, b"\0")


def naming_book(path: Path, texts: Sequence[str], rows: str, sheets: int = 1) -> Path:
    """A workbook whose cells name texts that stand once: `<c r="A1" t="s"><v>0</v></c>`. Its sheet has so many names."""
    plain = book(path, "<row/>")
    with zipfile.ZipFile(plain) as archive:
        kinds, related, listed = map(
            archive.read, ("[Content_Types].xml", "xl/_rels/workbook.xml.rels", "xl/workbook.xml")
        )
    said = "".join(f"<si><t>{text}</t></si>" for text in texts)
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    relation = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    [sheet] = re.findall(rb"<sheet .*?/>", listed)
    named = b"".join(sheet.replace("清单".encode(), f"清单{number}".encode()) for number in range(sheets))
    parts = {
        "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}">{said}</sst>'.encode(),
        "[Content_Types].xml": kinds.replace(
            b"</Types>",
            b'<Override PartName="/xl/sharedStrings.xml" ContentType="' + kind + b'"/></Types>',
        ),
        "xl/_rels/workbook.xml.rels": related.replace(
            b"</Relationships>",
            b'<Relationship Id="texts" Type="' + relation + b'" Target="sharedStrings.xml"/></Relationships>',
        ),
        "xl/workbook.xml": listed.replace(sheet, named),
    }
    return book(path, rows, parts)
