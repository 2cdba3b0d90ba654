"""Our marks in a workbook: what an earlier answer added to it.

A mark is a name of Excel, hidden, for a range of cells: it stays when the workbook is saved, and follows what is moved or
renamed. All marks of one answer have its number.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple
from xml.etree import ElementTree

from goufu.files.cells import column_letter
from goufu.files.rows import Mark
from goufu.files.sheet_xml import column_number
from goufu.files.splicing import Edit, Element, in_xml, spliced, walk
from goufu.lazy_patterns import lazy_pattern

_NAME = lazy_pattern(r"_goufu([1-9][0-9]{0,3})_(columns|sheet([1-9]))")
_RANGE = lazy_pattern(
    r"(?:'((?:[^']|'')+)'|([^'!]+))!\$([A-Z]{1,3})\$([1-9][0-9]{0,6})(?::\$([A-Z]{1,3})\$[1-9][0-9]{0,6})?"
)
_BEFORE = ("sheets", "functionGroups", "externalReferences")  # what stands before the names in a workbook


class _Named(NamedTuple):
    """A name of ours, and what it names: "" where its cells were deleted."""

    name: str
    sheet: str
    mark: Mark


def marks_of(book: ElementTree.Element) -> dict[str, Mark]:
    """The marks of the sheets of a workbook, by their names."""
    return {each.sheet: each.mark for each in _named(book) if each.sheet}


def with_marks(xml: bytes, marks: Mapping[str, Mark]) -> bytes:
    """The workbook with these marks of one answer, by the names of sheets, in the place of those with its number."""
    book = ElementTree.fromstring(xml)  # noqa: S314, read before without a document type
    numbers = {mark.number for mark in marks.values()}
    dropped = {each.name for each in _named(book) if each.mark.number in numbers}
    said = {_name(mark): _range(sheet, mark) for sheet, mark in marks.items()}
    return b"".join(spliced(xml, _edits(xml, dropped, said)))


def free_number(book: ElementTree.Element) -> int:
    """A number that no answer in the workbook has."""
    taken = {each.mark.number for each in _named(book)}
    return next(number for number in range(1, len(taken) + 2) if number not in taken)


def _named(book: ElementTree.Element) -> list[_Named]:
    found = []
    for each in book.iter():
        if each.tag.rpartition("}")[2] != "definedName" or each.get("localSheetId"):
            continue
        if name := _NAME.fullmatch(each.get("name", "")):
            sheet, line, first, last = _place(each.text or "")
            mark = Mark(int(name[1]), int(name[3] or 0), line, first, last)
            found.append(_Named(name[0], sheet, mark))
    return found


def _place(text: str) -> tuple[str, int, int, int]:
    found = _RANGE.fullmatch(text)
    if found is None:
        return "", 0, 0, -1
    quoted, plain, first, line, last = found.groups()
    left = column_number(first) - 1
    right = column_number(last) - 1 if last else left
    return plain or quoted.replace("''", "'"), int(line), left, right


def _name(mark: Mark) -> str:
    return f"_goufu{mark.number}_{f'sheet{mark.added_sheet}' if mark.added_sheet else 'columns'}"


def _range(sheet: str, mark: Mark) -> str:
    quoted = sheet.replace("'", "''")
    first, last = column_letter(mark.first_column), column_letter(mark.last_column)
    return f"'{quoted}'!${first}${mark.line}:${last}${mark.line}"


def _edits(xml: bytes, dropped: Collection[str], said: Mapping[str, str]) -> list[Edit]:
    edits: list[Edit] = []
    group: list[Edit] = []  # where the names stand, or would
    last_before: list[Edit] = []

    def names(prefix: str) -> str:
        tag = f"{prefix}definedName"
        return "".join(
            f'<{tag} name="{name}" hidden="1">{in_xml(text)}</{tag}>' for name, text in said.items()
        )

    def grouped(prefix: str) -> bytes:
        return f"<{prefix}definedNames>{names(prefix)}</{prefix}definedNames>".encode()

    def ends(element: Element, at: int, is_empty: bool) -> None:
        end = at if is_empty else xml.index(b">", at) + 1
        if element.local == "definedName":
            if element.attributes.get("name") in dropped and "localSheetId" not in element.attributes:
                edits.append(Edit(element.start, end, b""))
        elif element.local != "definedNames":
            last_before[:] = [Edit(end, end, grouped(element.prefix))]
        elif is_empty:
            group.append(Edit(element.start, end, grouped(element.prefix)))
        else:
            group.append(Edit(at, at, names(element.prefix).encode()))

    walk(xml, (*_BEFORE, "definedName", "definedNames"), lambda element: None, ends)
    return sorted([*edits, *(group or last_before)[:1]])
