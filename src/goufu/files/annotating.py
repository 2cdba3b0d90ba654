"""A person's own workbook with columns and sheets added; every other byte of its parts stays as it is."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from goufu.files.added_columns import AddedColumn, PlannedRow, SheetPlan
from goufu.files.added_styles import AddedStyles
from goufu.files.cells import column_letter
from goufu.files.package import STYLES, WORKBOOK, WORKBOOK_RELATIONS, opened, parts_of, sheet_parts
from goufu.files.rows import LAST_COLUMN
from goufu.files.splicing import Edit, Element, Unfit, added, in_xml, spliced, walk

MAX_SHEET_BYTES = 64 << 20  # of XML, some 150,000 rows of ten cells
_TYPES = "[content_types].xml"
_WORKSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"


@dataclass(frozen=True, slots=True)
class AddedSheet:
    """A sheet to be added behind the others; its first row stays in sight."""

    name: str
    widths: Sequence[float]


Rows = Iterable[Sequence[str | int]]


class OwnWorkbook:
    """A workbook of which the sheet `name` gets columns from `column` (from 0) on, named in the line `header`, and new sheets.

    Whether it can be added to shows when it is made: its answers are written when the work is done already.

    Raises:
        Unfit: it can't be added to; the message says why, in Chinese.
        ListError: the file is damaged.
    """

    def __init__(
        self,
        path: Path,
        name: str,
        header: int,
        column: int,
        columns: Sequence[AddedColumn],
        sheets: Sequence[AddedSheet],
    ) -> None:
        self._path, self._sheets = path, sheets
        self._column, self._columns, self._header = column, columns, header
        if column + len(columns) > LAST_COLUMN:
            raise Unfit("右边没有空的列了")
        with opened(path) as archive:
            parts = parts_of(path, archive)
            _refuse_unfit(parts)
            self._part = next(
                (part for part, names in sheet_parts(archive, parts)[0].items() if name in names), ""
            )
            if self._part not in parts:
                raise Unfit("找不到工作表")
            if parts[self._part].file_size > MAX_SHEET_BYTES:
                raise Unfit(f"工作表解开后超过 {MAX_SHEET_BYTES >> 20} MB")
            self._names = {part: info.filename for part, info in parts.items()}
            self._xml = archive.read(parts[self._part])
            self._small = {part: archive.read(parts[part]) for part in _edited(parts)}
        self._sheet = SheetPlan(self._xml, column, columns)
        if all(row.line != header for row in self._sheet.rows):
            raise Unfit("找不到表头那一行")
        self._styles = AddedStyles(self._small.get(STYLES))
        self._new_parts = self._with_sheets()

    def write(self, target: Path, answers: Iterable[tuple[int, Sequence[str]]], rows: Sequence[Rows]) -> None:
        """Writes the workbook with the cells of `answers` (line, texts) in the new columns, and with the new sheets' rows.

        The answers come in the order of their lines; the rows are asked when all else is written. Raises OSError.
        """
        with opened(self._path) as archive, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
            held = {self._names[self._part], *(self._names[part] for part in self._small)}
            for info in archive.infolist():
                if info.filename not in held and not info.is_dir():
                    with archive.open(info) as old, new.open(_named(info.filename), "w") as copy:
                        shutil.copyfileobj(old, copy)
            with new.open(_named(self._names[self._part]), "w", force_zip64=True) as part:
                for piece in spliced(self._xml, self._edits(answers)):
                    part.write(piece)
            for name, sheet, of_sheet in zip(self._new_parts, self._sheets, rows, strict=True):
                with new.open(name, "w", force_zip64=True) as part:
                    for text in _sheet_xml(sheet, of_sheet, self._sheet.namespace):
                        part.write(text.encode())
            for name, xml in (self._small | self._styles.changed()).items():
                new.writestr(_named(self._names[name]), xml)

    def _edits(self, answers: Iterable[tuple[int, Sequence[str]]]) -> Iterator[Edit]:
        """All edits of the sheet, in the order of their places."""
        yield from self._sheet.above
        rest = iter(answers)
        line, texts = next(rest, (0, ()))
        for row in self._sheet.rows:
            while line and line < row.line:
                line, texts = next(rest, (0, ()))
            if row.line == self._header:
                said: Sequence[str] = [column.name for column in self._columns]
                style = row.style
            elif row.line == line:
                said, style = texts, self._styles.wrapped(row.style)
            else:
                said, style = (), ""
            yield from self._in_row(row, said, style)

    def _in_row(self, row: PlannedRow, said: Sequence[str], style: str) -> Iterator[Edit]:
        if row.tag and not row.is_empty:
            yield row.tag
        cells = self._cells(row.line, said, style).encode()
        if row.is_empty or not (cells or row.cuts):
            return
        yield Edit(row.place, row.place, cells)
        for start, end in row.cuts:
            yield Edit(start, end, b"")

    def _cells(self, line: int, said: Sequence[str], style: str) -> str:
        prefix = self._sheet.prefix
        styled = f' s="{style}"' if style else ""
        return "".join(
            f'<{prefix}c r="{column_letter(at)}{line}"{styled} t="inlineStr"><{prefix}is><{prefix}t xml:space="preserve">'
            f"{in_xml(text)}</{prefix}t></{prefix}is></{prefix}c>"
            if text
            else f'<{prefix}c r="{column_letter(at)}{line}"{styled}/>'
            for at, text in enumerate(said, start=self._column)
        )

    def _with_sheets(self) -> list[str]:
        """Names the new sheets in the workbook; returns the names of their parts."""
        book = ElementTree.fromstring(self._small[WORKBOOK])  # noqa: S314, read before without a document type
        listed = [each for each in book.iter() if each.tag.rpartition("}")[2] == "sheet"]
        names = {each.get("name", "").lower() for each in listed}
        numbers = [each.get("sheetId", "") for each in listed]
        if not all(map(str.isdecimal, numbers)):
            raise Unfit("工作表没有编号")
        relation = _relation_of_a_sheet(self._small[WORKBOOK_RELATIONS])
        new_parts: list[str] = []
        for at, sheet in enumerate(self._sheets, start=1):
            name = _free((sheet.name, *(f"{sheet.name}{n}" for n in range(2, len(names) + 3))), names)
            part = _free([f"xl/worksheets/added{n}.xml" for n in range(1, len(self._names) + 2)], self._names)
            names.add(name.lower())
            self._names[part] = part
            new_parts.append(part)
            self._announce(name, part, max(map(int, numbers)) + at, f"goufu{at}", relation)
        return new_parts

    def _announce(self, name: str, part: str, number: int, key: str, relation: str) -> None:
        """Puts a new sheet into the three parts that list them."""
        self._small[WORKBOOK] = _with_sheet(self._small[WORKBOOK], name, number, key)
        said = f'Relationship Id="{key}" Type="{relation}" Target="/{part}"/>'
        self._small[WORKBOOK_RELATIONS] = _with_child(self._small[WORKBOOK_RELATIONS], "Relationships", said)
        said = f'Override PartName="/{part}" ContentType="{_WORKSHEET}"/>'
        self._small[_TYPES] = _with_child(self._small[_TYPES], "Types", said)


def _free(wanted: Iterable[str], taken: Container[str]) -> str:
    return next(each for each in wanted if each.lower() not in taken)


def _with_child(xml: bytes, parent: str, said: str) -> bytes:
    return added(xml, parent, lambda prefix: f"<{prefix}{said}")


def _named(name: str) -> str:
    return name.replace("\\", "/")


def _edited(parts: Mapping[str, zipfile.ZipInfo]) -> list[str]:
    return [part for part in (WORKBOOK, WORKBOOK_RELATIONS, _TYPES, STYLES) if part in parts]


def _refuse_unfit(parts: Mapping[str, zipfile.ZipInfo]) -> None:
    if _TYPES not in parts:
        raise Unfit("没有 [Content_Types].xml")
    if any(part.endswith("vbaproject.bin") for part in parts):
        raise Unfit("工作簿里有宏")
    if any(part.startswith("_xmlsignatures/") for part in parts):
        raise Unfit("工作簿有数字签名，改动以后签名就无效了")


def _relation_of_a_sheet(relations: bytes) -> str:
    for each in ElementTree.fromstring(relations):  # noqa: S314, read before without a document type
        if each.get("Type", "").endswith("/worksheet"):
            return each.get("Type", "")
    raise Unfit("没有工作表的关系")


def _with_sheet(book: bytes, name: str, number: int, relation: str) -> bytes:
    """The workbook with one sheet more; the attribute of its id is named as those of the others."""
    ids: list[str] = []

    def begins(element: Element) -> None:
        if element.local == "sheet":
            ids.extend(key for key in element.attributes if key.endswith(":id"))

    walk(book, ["sheet"], begins, lambda element, at, is_empty: None)
    if not ids:
        raise Unfit("工作表没有编号")
    said = f'sheet name="{in_xml(name)}" sheetId="{number}" {ids[0]}="{relation}"/>'
    return _with_child(book, "sheets", said)


def _sheet_xml(sheet: AddedSheet, rows: Rows, namespace: str) -> Iterator[str]:
    yield f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><worksheet xmlns="{in_xml(namespace)}">'
    yield '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    yield "</sheetView></sheetViews><cols>"
    for at, width in enumerate(sheet.widths, start=1):
        yield f'<col min="{at}" max="{at}" width="{width}" customWidth="1"/>'
    yield "</cols><sheetData>"
    for line, row in enumerate(rows, start=1):
        yield f'<row r="{line}">'
        for at, said in enumerate(row):
            place = f"{column_letter(at)}{line}"
            if isinstance(said, int):
                yield f'<c r="{place}"><v>{said}</v></c>'
            elif said:
                yield f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{in_xml(said)}</t></is></c>'
        yield "</row>"
    yield "</sheetData></worksheet>"
