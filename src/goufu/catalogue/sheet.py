"""An edition as a table: as departments write it, a code and the name under its level, and back again without a change.

Also read: code and name in two columns, for each level or for all; cells that hold both ("A0402 基本养老服务"), the levels
above repeated or left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from rustpy_xlsxwriter import FastExcel

from goufu.catalogue.codes import CODE, DEEPEST, level_of, parent_of
from goufu.catalogue.content import refuse_secret, refuse_wrong_items
from goufu.catalogue.lines import EntryLine, items_in
from goufu.catalogue.models import Edition
from goufu.catalogue.models.entries import LONGEST_DESCRIPTION, LONGEST_NAME
from goufu.core.errors import Refusal
from goufu.core.sheets import ReadSheet, SheetRefused
from goufu.files.cells import cell_name
from goufu.files.errors import Unreadable
from goufu.files.importing import Row
from goufu.files.numerals import plain
from goufu.files.reading import Column
from goufu.files.values import text, yesno
from goufu.lazy_patterns import lazy_pattern

LEVELS = tuple(f"level{number}" for number in range(1, DEEPEST + 1))
_SEPARATOR = r"[\s\-－—_、.:：]"
# A letter alone is a code only before a separator: B超 is a name.
_BOTH = lazy_pattern(
    rf"([AB](?:[0-9]{{2}}){{1,3}}(?![0-9A-Za-z])|[AB](?={_SEPARATOR})){_SEPARATOR}*(.+)", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Written:
    """An entry, and the cell that it stands in."""

    line: EntryLine
    row: Row
    column: str


def _code(said: str) -> str:
    if CODE.fullmatch(said.upper()):
        return said.upper()
    raise Unreadable("不是目录编码", "编码是 A 或 B 加两位一级的数字，如 A04、A0402、A040201")


def _prose(longest: int) -> Callable[[str], str]:
    within = text(longest)

    def read(said: str) -> str:
        _refusing(lambda: refuse_secret("", said))
        return within(said)

    return read


def _items(said: str) -> tuple[str, ...]:
    codes = items_in(said)
    _refusing(lambda: refuse_wrong_items(codes))
    return codes


def _refusing(check: Callable[[], None]) -> None:
    """A refusal as a problem of the cell."""
    try:
        check()
    except Refusal as error:
        raise Unreadable(error.what.rstrip("。"), error.remedy) from error


COLUMNS = (
    Column(
        "code",
        "编码",
        ("目录编码", "代码", "条目编码"),
        read=_code,
        about="A 或 B 加两位一级的数字，如 A0402",
        before=LEVELS,
    ),
    Column(
        "name",
        "名称",
        ("条目名称", "目录名称", "条目"),
        read=_prose(LONGEST_NAME),
        about="名称写在这一栏，或者写在它那一级的栏里",
        is_prose=True,
    ),
    *(
        Column(
            level,
            f"{plain(number)}级",
            (f"{plain(number)}级目录", f"{plain(number)}级名称", f"{plain(number)}级条目"),
            read=_prose(LONGEST_NAME),
            about="这一级的名称；没有编码一栏时，编码写在名称前面",
            is_prose=True,
        )
        for number, level in enumerate(LEVELS, start=1)
    ),
    Column("description", "说明", ("条目说明", "备注"), read=_prose(LONGEST_DESCRIPTION), is_prose=True),
    Column("items", "采购品目", ("品目编码", "采购品目编码"), read=_items, about="编码，多个用顿号隔开"),
    Column("needs_expert_review", "需要专家论证", ("专家论证",), read=yesno, options=("是", "否")),
)


def written_entries(sheet: ReadSheet) -> dict[str, Written]:
    """The entries of a table by code; what is wrong with a cell is noted in the sheet.

    Raises SheetRefused where the table has no column for names, or none for codes.
    """
    if "name" not in sheet.at and not any(level in sheet.at for level in LEVELS):
        raise SheetRefused("表头里没有名称", "请写“名称”一栏，或者“一级”到“四级”各一栏；也可以先下载空表")
    written: dict[str, Written] = {}
    last = ""
    for row in sheet.rows:
        for each in _of_row(sheet, row):
            code = each.line.code
            there = written.get(code)
            if there and _is_repeated_above(there, each, row):
                continue
            if there:
                sheet.wrong(row, each.column, f"和 {_cell(sheet, there)} 的编码{code}重复", "请只留一个")
                continue
            if code < last:
                sheet.wrong(row, each.column, f"{code}排在{last}后面，次序不对", "请按编码从小到大排列")
            written[code] = each
            last = max(last, code)
    _note_orphans(sheet, written)
    _note_namesakes(sheet, written)
    return written


def _of_row(sheet: ReadSheet, row: Row) -> Iterator[Written]:
    """The entries of a line: of each level's cell that holds a code, and of the code in its own column."""
    cells = [(level, row[level]) for level in LEVELS if row[level]]
    code = row["code"]
    if code is None and row.raw.get("code"):
        return  # told already
    own = _own_cell(sheet, row, code, cells) if code else None
    for depth_column, said in cells:
        both = _BOTH.fullmatch(said)
        if depth_column == own:
            continue
        if both:
            if _stands_at_its_level(sheet, row, depth_column, both[1]):
                yield _written(row, both[1], both[2], depth_column, is_last=depth_column == cells[-1][0])
        elif not code:
            sheet.wrong(row, depth_column, "没有编码", "请在名称前面写编码，或者加“编码”一栏")
    if own:
        both = _BOTH.fullmatch(row[own])
        yield _written(row, code, both[2] if both and both[1] == code else row[own], own, is_last=True)
    elif not code and not cells:
        sheet.wrong(row, "code", "没有编码", "请填写编码")


def _own_cell(sheet: ReadSheet, row: Row, code: str, cells: list[tuple[str, Any]]) -> str | None:
    """The column that holds the name of the code; None when there is none, and that is noted."""
    if cells:
        column: str = cells[-1][0]
        return column if _stands_at_its_level(sheet, row, column, code) else None
    if row["name"]:
        return "name"
    if not row.raw.get("name"):
        sheet.wrong(row, "code", f"{code}没有名称", "请填写名称")
    return None


def _stands_at_its_level(sheet: ReadSheet, row: Row, column: str, code: str) -> bool:
    depth = plain(level_of(code))
    if LEVELS.index(column) + 1 == level_of(code):
        return True
    sheet.wrong(row, column, f"{code}是{depth}级编码，名称却写在别的一级", f"请写在“{depth}级”一栏")
    return False


def _written(row: Row, code: str, name: str, column: str, *, is_last: bool) -> Written:
    """What stands beside a name belongs to the deepest entry of its line."""
    if not is_last:
        return Written(EntryLine(code, name), row, column)
    return Written(
        EntryLine(code, name, row["description"] or "", row["items"] or (), bool(row["needs_expert_review"])),
        row,
        column,
    )


def _is_repeated_above(there: Written, again: Written, row: Row) -> bool:
    """Whether a level above is only written once more on the line of what stands below it."""
    return there.line.name == again.line.name and any(
        row[level] for level in LEVELS[level_of(again.line.code) :]
    )


def _note_orphans(sheet: ReadSheet, written: dict[str, Written]) -> None:
    for code, each in written.items():
        above = parent_of(code)
        if above and above not in written:
            sheet.wrong(
                each.row, each.column, f"表里没有{code}的上级{above}", f"请补上{above}一行，或者改编码"
            )


def _note_namesakes(sheet: ReadSheet, written: dict[str, Written]) -> None:
    """Two entries of one name below the same entry are one."""
    first: dict[tuple[str, str], Written] = {}
    for code, each in written.items():
        there = first.setdefault((parent_of(code), each.line.name), each)
        if there is not each:
            sheet.wrong(
                each.row,
                each.column,
                f"和 {_cell(sheet, there)} 的名称重复，都是“{each.line.name}”",
                "请去掉一个，或者写清区别",
            )


def _cell(sheet: ReadSheet, written: Written) -> str:
    return cell_name(written.row.line, sheet.at[written.column])


def workbook(edition: Edition) -> bytes:
    """The edition as an Excel table that can be brought back as it is."""
    target = BytesIO()
    titles = {column.name: column.title for column in COLUMNS if column.name != "name"}
    rows = [
        {
            titles["code"]: entry.code,
            **{titles[level]: entry.name if LEVELS[entry.level - 1] == level else "" for level in LEVELS},
            titles["description"]: entry.description,
            titles["items"]: "、".join(entry.items),
            titles["needs_expert_review"]: "是" if entry.needs_expert_review else "",
        }
        for entry in edition.entries.all()
    ]
    widths = dict.fromkeys(titles.values(), 14.0) | {titles[level]: 24.0 for level in LEVELS}
    book = FastExcel(target).format(bold_headers=True).freeze(row=1)
    book.sheet("目录", rows or [dict.fromkeys(titles.values(), "")], column_widths=widths)
    book.save()
    return target.getvalue()
