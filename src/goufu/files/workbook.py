"""Excel workbooks: sheets as rows of text, with what Excel could not work out told apart from empty cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import partial
from io import BytesIO
from itertools import chain, islice
from pathlib import Path

import python_calamine as calamine

from goufu.files.errors import ListError
from goufu.files.guards import kind
from goufu.files.old_workbook import refuse_swelling
from goufu.files.package import MAX_UNPACKED, locked, marked_sheets, scan_xlsx
from goufu.files.rows import BATCH_ROWS, Mark, Rows, Sheet
from goufu.files.sheet_xml import SCALED, SheetScan

MOST_SHEETS = 500
_STEP = 1_000
_MOST_SIGNS = 8_000_000  # of rows that are passed on together: whoever takes them copies them more than once
_SUFFIXES = {"xlsx": (".xlsx", ".xlsm"), "xls": (".xls",)}
_ExcelValue = int | float | str | bool | time | date | datetime | timedelta


def open_workbook(path: Path, most_bytes: int = MAX_UNPACKED) -> list[Sheet]:
    """The work sheets of an xlsx or xls file, in its order; hidden ones are marked. `most_bytes`: of XML, unpacked.

    Raises:
        ListError: refused by the guards, locked or damaged.
    """
    found = kind(path)
    if found == "text":
        raise _damaged(path)
    scans = scan_xlsx(path, most_bytes) if found == "xlsx" else {}
    marks = marked_sheets(path) if found == "xlsx" else {}
    # By a path calamine goes by the name; by the bytes it finds out what they are.
    is_named_right = path.suffix.lower() in _SUFFIXES[found]
    try:
        if found == "xls":
            refuse_swelling(path)
        book = calamine.load_workbook(str(path) if is_named_right else BytesIO(path.read_bytes()))
        _refuse_many(path, book)
        sheets = [
            _sheet(book.get_sheet_by_name(meta.name), scans.get(meta.name, SheetScan()), meta, marks)
            for meta in book.sheets_metadata
            if meta.typ == calamine.SheetTypeEnum.WorkSheet
        ]
    except calamine.PasswordError:
        raise locked(path) from None
    except (calamine.CalamineError, OSError, ValueError):
        raise _damaged(path) from None
    except BaseException as error:
        # The Rust reader panics on some damaged files; its panic derives from BaseException and has no public name.
        if type(error).__name__ != "PanicException":
            raise
        raise _damaged(path) from None
    if not sheets:
        raise ListError("工作簿里没有工作表", path.name, "请把清单放在一张工作表里")
    return sheets


def _refuse_many(path: Path, book: calamine.CalamineWorkbook) -> None:
    """Each sheet is looked at, and one part of the file may be called so by any number of them."""
    if len(book.sheets_metadata) > MOST_SHEETS:
        raise ListError(
            f"工作簿里有 {len(book.sheets_metadata)} 张工作表，最多 {MOST_SHEETS} 张",
            path.name,
            "请删去用不着的工作表，或者分成几个文件",
        )


def _damaged(path: Path) -> ListError:
    return ListError("工作簿已经损坏，读不出来", path.name, "请用 Excel 或 WPS 打开后另存一份再试")


def _sheet(
    sheet: calamine.CalamineSheet, scan: SheetScan, meta: calamine.SheetMetadata, marks: Mapping[str, Mark]
) -> Sheet:
    merges = tuple(
        (top + 1, left, bottom + 1, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
    )
    hidden = meta.visible != calamine.SheetVisibleEnum.Visible
    return Sheet(
        meta.name,
        partial(_rows, sheet, scan),
        merges,
        scan.broken,
        hidden,
        tuple(scan.hidden_lines),
        tuple(scan.hidden_columns),
        marks.get(meta.name),
    )


def _rows(sheet: calamine.CalamineSheet, scan: SheetScan) -> Iterator[Rows]:
    if sheet.start is None:
        return
    left = [""] * sheet.start[1]  # the columns before the first with a value, which it leaves out
    blank = left + [""] * sheet.width
    by_line: dict[int, list[tuple[int, str]]] = {}
    for (broken_line, column), text in scan.broken.items():
        if text == SCALED:
            continue  # its figure stands there
        by_line.setdefault(broken_line, []).append((column, text if text.startswith("#") else ""))
    padded: dict[int, list[tuple[int, int]]] = {}
    for (padded_line, column), digits in scan.padded.items():
        padded.setdefault(padded_line, []).append((column, digits))
    line = 1
    for cells in _weighed(sheet.iter_rows(), left, blank):
        for at in by_line.keys() & set(range(line, line + len(cells))):
            row = cells[at - line] = [*cells[at - line]]
            for column, text in by_line[at]:
                row.extend([""] * (column + 1 - len(row)))
                row[column] = text
        for at in padded.keys() & set(range(line, line + len(cells))) if padded else ():
            row = cells[at - line]
            for column, digits in padded[at]:
                if column < len(row) and row[column].isdecimal():
                    row[column] = row[column].zfill(digits)
        yield Rows(range(line, line + len(cells)), cells)
        line += len(cells)


def _weighed(
    source: Iterator[list[_ExcelValue]], left: list[str], blank: list[str]
) -> Iterator[list[list[str]]]:
    """The rows as texts, some at a time: fewer where they are long. Rows without a value are all the same object."""
    nothing = blank[len(left) :]
    held: list[list[str]] = []
    signs = 0
    while batch := list(islice(source, _STEP)):
        cells = [left + [_text(value) for value in row] if row != nothing else blank for row in batch]
        of_batch = sum(map(len, chain.from_iterable(cells)))
        if held and (len(held) >= BATCH_ROWS or signs + of_batch > _MOST_SIGNS):
            yield held
            held, signs = [], 0
        if of_batch > _MOST_SIGNS:
            yield from ([row] for row in cells)
        else:
            held, signs = held + cells, signs + of_batch
    if held:
        yield held


def _text(value: _ExcelValue) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return _plain(value)
    if isinstance(value, datetime):
        return value.isoformat(" ") if value.time() != time() else value.date().isoformat()
    return str(value)


def _plain(value: float) -> str:
    """As Excel shows it: fifteen significant digits, no trailing zeros, an exponent only where digits are lost."""
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if abs(value) >= 1e15:
        return f"{value:.15G}"
    text = f"{value:.15g}"
    return re.sub(r"\.?0+$", "", f"{value:.20f}") if "e" in text else text
