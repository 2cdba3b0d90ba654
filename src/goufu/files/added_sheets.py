"""Sheets that are added to a workbook, or written instead of those that an earlier answer added."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

from goufu.files.cells import column_letter
from goufu.files.package import Parts
from goufu.files.sheet_xml import column_number
from goufu.files.splicing import Element, Unfit, in_xml, walk

MAX_SHEET_BYTES = 64 << 20  # of XML, some 150,000 rows of ten cells
Rows = Iterable[Sequence[str | int]]


@dataclass(frozen=True, slots=True)
class AddedSheet:
    """A sheet to be added behind the others, or instead of one of an earlier answer; its first row stays in sight."""

    name: str
    widths: Sequence[float]
    replaced: str = ""


def relations_of(part: str) -> str:
    """The part that says what else belongs to a part."""
    folder, name = posixpath.split(part)
    return f"{folder}/_rels/{name}.rels"


def parts_to_replace(
    archive: zipfile.ZipFile,
    parts: Parts,
    sheets_by_part: Mapping[str, Sequence[str]],
    sheets: Sequence[AddedSheet],
) -> dict[str, str]:
    """The parts of the sheets to be replaced, by their names; a sheet to which a person has added something stays."""
    found = {names[0]: part for part, names in sheets_by_part.items() if len(names) == 1 and part in parts}
    return {
        sheet.replaced: found[sheet.replaced]
        for sheet in sheets
        if sheet.replaced in found and _is_only_ours(archive, parts, found[sheet.replaced], len(sheet.widths))
    }


def _is_only_ours(archive: zipfile.ZipFile, parts: Parts, part: str, width: int) -> bool:
    relations = parts.get(relations_of(part))
    if relations is not None and not _are_for_printing(archive.read(relations)):
        return False
    if parts[part].file_size > MAX_SHEET_BYTES:
        return False
    is_ours = True
    is_beside = False

    def begins(element: Element) -> None:
        nonlocal is_ours, is_beside
        if element.local == "c":
            letters = element.attributes.get("r", "").rstrip("0123456789")
            is_beside = column_number(letters) > width
        elif element.local == "f" or is_beside:
            is_ours = False

    try:
        walk(archive.read(parts[part]), ["c", "f", "v", "is"], begins, lambda element, at, is_empty: None)
    except Unfit:
        return False
    return is_ours


def _are_for_printing(relations: bytes) -> bool:
    """Whether nothing but the settings of printers belongs to a sheet: no remark, no picture, no table."""
    try:
        tree = ElementTree.fromstring(relations)  # noqa: S314, no document type in what Excel writes
    except ElementTree.ParseError:
        return False
    return all(each.get("Type", "").endswith("/printerSettings") for each in tree)


def written_sheet(sheet: AddedSheet, rows: Rows, namespace: str) -> Iterator[str]:
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
