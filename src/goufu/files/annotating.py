"""A person's own workbook with columns and sheets added; every other byte of its parts stays as it is."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path
from xml.etree import ElementTree

from goufu.files.added_columns import AddedColumn, PlannedRow, SheetPlan
from goufu.files.added_sheets import (
    MAX_SHEET_BYTES,
    AddedSheet,
    Rows,
    parts_to_replace,
    relations_of,
    written_sheet,
)
from goufu.files.added_styles import AddedStyles
from goufu.files.cells import column_letter
from goufu.files.marks import free_number, marks_of, with_marks
from goufu.files.package import STYLES, WORKBOOK, WORKBOOK_RELATIONS, opened, parts_of, sheet_parts
from goufu.files.rows import LAST_COLUMN, Mark
from goufu.files.splicing import Edit, Unfit, added, in_xml, refuse_broken, spliced
from goufu.lazy_patterns import lazy_pattern

_SHEET_NUMBER = lazy_pattern("[0-9]{1,9}")
_IS_SHEET = re.compile(r".*/worksheet").fullmatch
_OUTSIDE = lazy_pattern(
    r"/|[^/]*:|(?:.*/)?\.\.(?:/|\Z)"
)  # names of files outside of the folder they are unpacked in
_TYPES = "[content_types].xml"
_WORKSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"


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
        self._path, self._name, self._sheets = path, name, sheets
        self._column, self._columns, self._header = column, columns, header
        if column + len(columns) > LAST_COLUMN:
            raise Unfit("右边没有空的列了")
        with opened(path) as archive:
            parts = parts_of(path, archive)
            _refuse_unfit(parts)
            sheets_by_part = sheet_parts(archive, parts)[0]
            self._part = next((part for part, names in sheets_by_part.items() if name in names), "")
            if self._part not in parts:
                raise Unfit("找不到工作表")
            if parts[self._part].file_size > MAX_SHEET_BYTES:
                raise Unfit(f"工作表解开后超过 {MAX_SHEET_BYTES >> 20} MB")
            self._names = {part: info.filename for part, info in parts.items()}
            self._xml = archive.read(parts[self._part])
            self._small = {part: archive.read(parts[part]) for part in _edited(parts)}
            self._replaced = parts_to_replace(archive, parts, sheets_by_part, sheets)
        self._sheet = SheetPlan(self._xml, column, columns)
        if all(row.line != header for row in self._sheet.rows):
            raise Unfit("找不到表头那一行")
        if self._sheet.last_formula >= header:
            raise Unfit("答案要写的列里有公式")
        self._styles = AddedStyles(self._small.get(STYLES))
        self._new_parts = self._with_sheets()
        if any(row.cuts for row in self._sheet.rows):  # what is only added breaks nothing
            refuse_broken(b"".join(spliced(self._xml, self._edits(()))))

    def write(self, target: Path, answers: Iterable[tuple[int, Sequence[str]]], rows: Sequence[Rows]) -> None:
        """Writes the workbook with the cells of `answers` (line, texts) in the new columns, and with the new sheets' rows.

        The answers come in the order of their lines; the rows are asked when all else is written. Raises OSError.
        """
        with opened(self._path) as archive, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
            held = {self._names[part] for part in (self._part, *self._small, *self._new_parts)}
            held |= {self._names.get(relations_of(part), "") for part in self._new_parts}
            for info in archive.infolist():
                if info.filename not in held and not info.is_dir():
                    with archive.open(info) as old, new.open(_named(info.filename), "w") as copy:
                        shutil.copyfileobj(old, copy)
            with new.open(_named(self._names[self._part]), "w", force_zip64=True) as part:
                for piece in spliced(self._xml, self._edits(answers)):
                    part.write(piece)
            for name, sheet, of_sheet in zip(self._new_parts, self._sheets, rows, strict=True):
                with new.open(_named(self._names[name]), "w", force_zip64=True) as part:
                    for text in written_sheet(sheet, of_sheet, self._sheet.namespace):
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
        if row.line < self._header:
            return
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
        """Names the new sheets in the workbook, and marks all that is ours; returns the names of the sheets' parts."""
        book = ElementTree.fromstring(self._small[WORKBOOK])  # noqa: S314, read before without a document type
        taken = _Taken(book, self._small[WORKBOOK_RELATIONS], self._names)
        before, free = marks_of(book), free_number(book)
        own = before.get(self._name)
        marked = own.number if own and not own.added_sheet else free
        # A sheet of ours that a person has made his own stays known as one that was no list.
        marks = {each: mark._replace(number=free) for each, mark in before.items() if mark.number == marked}
        marks[self._name] = Mark(marked, 0, self._header, self._column, self._column + len(self._columns) - 1)
        new_parts: list[str] = []
        for at, sheet in enumerate(self._sheets, start=1):
            name, part = sheet.replaced, self._replaced.get(sheet.replaced, "")
            if not part:
                name, part = taken.name_for(sheet), taken.part()
                self._announce(name, part, taken)
            marks[name] = Mark(marked, at, 1, 0, len(sheet.widths) - 1)
            new_parts.append(part)
        self._small[WORKBOOK] = with_marks(self._small[WORKBOOK], marks)
        return new_parts

    def _announce(self, name: str, part: str, taken: _Taken) -> None:
        """Puts a new sheet into the three parts that list them."""
        key = taken.key()
        self._names[part] = part
        self._small[WORKBOOK] = _with_sheet(self._small[WORKBOOK], name, taken.number(), key)
        said = f'Relationship Id="{key}" Type="{taken.relation}" Target="/{part}"/>'
        self._small[WORKBOOK_RELATIONS] = _with_child(self._small[WORKBOOK_RELATIONS], "Relationships", said)
        said = f'Override PartName="/{part}" ContentType="{_WORKSHEET}"/>'
        self._small[_TYPES] = _with_child(self._small[_TYPES], "Types", said)


class _Taken:
    """The names, numbers, ids and parts that a workbook has already; each that is given is taken from then on.

    `relation`: how the workbook calls its relation to a sheet.
    """

    def __init__(self, book: ElementTree.Element, relations: bytes, parts: Iterable[str]) -> None:
        sheets = [each for each in book.iter() if each.tag.rpartition("}")[2] == "sheet"]
        numbers = [each.get("sheetId", "") for each in sheets]
        if not all(map(_SHEET_NUMBER.fullmatch, numbers)):
            raise Unfit("工作表没有编号")
        related = list(ElementTree.fromstring(relations))  # noqa: S314, read before without a document type
        self.relation = next(filter(_IS_SHEET, (each.get("Type", "") for each in related)), "")
        if not self.relation:
            raise Unfit("没有工作表的关系")
        self._names = {each.get("name", "").lower() for each in sheets}
        self._numbers = {str(int(number)) for number in numbers}
        self._keys = {each.get("Id", "").lower() for each in related}
        self._parts = set(parts)

    def name_for(self, sheet: AddedSheet) -> str:
        """As 预审意见, or 预审意见2."""
        return _free((f"{sheet.name}{n if n > 1 else ''}" for n in count(1)), self._names)

    def part(self) -> str:
        return _free((f"xl/worksheets/added{n}.xml" for n in count(1)), self._parts)

    def key(self) -> str:
        return _free((f"goufu{n}" for n in count(1)), self._keys)

    def number(self) -> str:
        return _free(map(str, count(1)), self._numbers)


def _free(wanted: Iterable[str], taken: set[str]) -> str:
    found = next(each for each in wanted if each.lower() not in taken)
    taken.add(found.lower())
    return found


def _with_child(xml: bytes, parent: str, said: str) -> bytes:
    return added(xml, parent, lambda prefix: f"<{prefix}{said}")


def _named(name: str) -> str:
    return name.replace("\\", "/")


def _edited(parts: Mapping[str, zipfile.ZipInfo]) -> list[str]:
    return [part for part in (WORKBOOK, WORKBOOK_RELATIONS, _TYPES, STYLES) if part in parts]


def _refuse_unfit(parts: Mapping[str, zipfile.ZipInfo]) -> None:
    if _TYPES not in parts:
        raise Unfit("没有 [Content_Types].xml")
    if any(_OUTSIDE.match(_named(info.filename)) for info in parts.values()):
        raise Unfit("文件里有部分的名字指到文件以外")
    if any(part.endswith("vbaproject.bin") for part in parts):
        raise Unfit("工作簿里有宏")
    if any(part.startswith("_xmlsignatures/") for part in parts):
        raise Unfit("工作簿有数字签名，改动以后签名就无效了")


def _with_sheet(book: bytes, name: str, number: str, relation: str) -> bytes:
    """The workbook with one sheet more. It declares the prefix of its id itself: others may have done so only for themselves."""
    read = ElementTree.fromstring(book)  # noqa: S314, read before without a document type
    spaces = (
        key.removeprefix("{").removesuffix("}id")
        for sheet in read.iter()
        if sheet.tag.rpartition("}")[2] == "sheet"
        for key in sheet.attrib
        if key.endswith("}id")
    )
    if not (space := next(spaces, "")):
        raise Unfit("工作表没有编号")
    said = f'sheet xmlns:r="{in_xml(space)}" name="{in_xml(name)}" sheetId="{number}" r:id="{relation}"/>'
    return _with_child(book, "sheets", said)
