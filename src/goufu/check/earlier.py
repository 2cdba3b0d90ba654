"""What an earlier answer of ours left in an office's own workbook, which comes back for another check."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from goufu.check.results import OUR_COLUMNS
from goufu.files.rows import Mark, Merge, Rows, Sheet

FINDINGS = ("行", "项目名称", "结论", "规则", "原因", "依据", "怎么办")
COUNTS = ("类别", "名称", "行数")
ADDED_SHEETS = (("预审意见", FINDINGS), ("预审汇总", COUNTS))
_TOP_ROWS = 100  # among which the header stands


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a new answer replaces: columns of answers, and these sheets of ADDED_SHEETS, "" for none."""

    columns: Mark | None = None
    sheets: tuple[str, ...] = ("",) * len(ADDED_SHEETS)

    @classmethod
    def beside(cls, sheet: Sheet, sheets: Sequence[Sheet]) -> Earlier:
        """What the earlier answer to this sheet of the workbook added. What a person has renamed or altered stays."""
        if sheet.mark is None or sheet.mark.added_sheet:
            return cls()
        found = [
            next((each.name for each in sheets if _is_added(each, at, sheet.mark.number)), "")
            for at in range(len(ADDED_SHEETS))
        ]
        return cls(_answer_columns(sheet), tuple(found))


def without_answers(sheet: Sheet) -> Sheet:
    """The sheet without the columns of answers that an earlier check added: only the person's own are read."""
    columns = _answer_columns(sheet)
    if columns is None:
        return sheet
    broken = {
        (line, column): said
        for (line, column), said in sheet.broken.items()
        if line < columns.line or not columns.first_column <= column <= columns.last_column
    }
    return replace(sheet, rows=partial(_rows_without, sheet, columns), broken=broken)


def said_of_added(sheet: Sheet) -> str:
    """Why the sheet is no list, if it is one of ours; else "".

    Without our mark, which some programs drop, both its name and its columns are those of ours.
    """
    places = range(len(ADDED_SHEETS))
    if sheet.mark:
        return "是以前预审写的表，不是清单" if any(_begins(sheet, at) for at in places) else ""
    fits = any(_is_headed(sheet, at) and _is_named(sheet, at) for at in places)
    return "表名和栏名都和预审写的表一样，没有当作清单" if fits else ""


def _answer_columns(sheet: Sheet) -> Mark | None:
    """The mark of our columns, if they are still named as we name them."""
    mark = sheet.mark
    if mark is None or mark.added_sheet:
        return None
    head = sheet.head(_TOP_ROWS)
    row = dict(zip(head.lines, head.cells, strict=True)).get(mark.line, [])
    named = tuple(row[mark.first_column : mark.last_column + 1])
    return mark if named == OUR_COLUMNS and not any(_meets(merge, mark) for merge in sheet.merges) else None


def _is_added(sheet: Sheet, at: int, number: int) -> bool:
    """Whether the sheet is the one that the answer of this number added."""
    mark = sheet.mark
    is_marked = mark is not None and (mark.number, mark.added_sheet) == (number, at + 1)
    return is_marked and _is_named(sheet, at) and _is_headed(sheet, at)


def _is_named(sheet: Sheet, at: int) -> bool:
    name, _columns = ADDED_SHEETS[at]
    return (sheet.name.startswith(name) and sheet.name.removeprefix(name).isdecimal()) or sheet.name == name


def _is_headed(sheet: Sheet, at: int) -> bool:
    _name, columns = ADDED_SHEETS[at]
    return any(tuple(filter(None, row)) == columns for row in sheet.head(1).cells)


def _begins(sheet: Sheet, at: int) -> bool:
    _name, columns = ADDED_SHEETS[at]
    return any(tuple(row[: len(columns)]) == columns for row in sheet.head(1).cells)


def _meets(merge: Merge, mark: Mark) -> bool:
    _top, left, bottom, right = merge
    return bottom >= mark.line and left <= mark.last_column and right >= mark.first_column


def _rows_without(sheet: Sheet, columns: Mark) -> Iterator[Rows]:
    first, behind = columns.first_column, columns.last_column + 1
    blank = [""] * (behind - first)
    for rows in sheet.rows():
        cells = [
            row if line < columns.line else row[:first] + (blank + row[behind:] if row[behind:] else [])
            for line, row in zip(rows.lines, rows.cells, strict=True)
        ]
        yield Rows(rows.lines, cells)
