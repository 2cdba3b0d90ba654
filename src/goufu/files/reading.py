"""Reading of the rows below a header, column by column. Every table that people upload is read here.

    reader = TableReader(sheet, header, [Placed(column, index, header.names[index], unit), ...])
    for rows in reader.rows():
        for placed in reader.columns:
            values = reader.values(rows, placed)

A cell that can't be read becomes a problem of the cell; its row is kept.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import zip_longest
from operator import attrgetter
from typing import Any

from goufu.files.amounts import parse_money, plain_money
from goufu.files.cells import CellProblem, clean, column_letter, tidy
from goufu.files.headers import Header
from goufu.files.merged_cells import MergedCells
from goufu.files.other_rows import OtherRows
from goufu.files.rows import LAST_LINE, Rows, Sheet
from goufu.files.sheet_xml import NO_RESULT, SCALED
from goufu.files.units import MONEY_UNITS, money_unit
from goufu.files.values import Cell, plain_text, understood

_MOST_REMEMBERED = 200_000  # distinct texts of a column
_MOST_LINES = 20  # named in a sentence
_TOP_ROWS = 200  # of a sheet, by which it is seen how its entries are written
_Message = tuple[str, str]  # why, and the remedy
_BROKEN = {
    NO_RESULT: (
        "这一格是公式，文件里没有存下计算结果",
        "请用 Excel 或 WPS 打开后保存一次再上传，或者直接填写",
    ),
    SCALED: ("显示的数按千或者万缩小过，和存的数不同", "请把这一格的格式改为常规，照表头的单位重新填写"),
}
_WRONG = ("这一格的公式出错", "请改正公式，或者直接填写")
_SHARED = ("几行的金额合并在一格，不知道各是多少", "请拆开合并的单元格，每行写自己的金额")


@dataclass(frozen=True, slots=True)
class Column:
    """The definition of a column. `read` returns the value of clean, non-blank text, or raises Unreadable.

    If a column has `units`, `read` takes the unit of a number without one as its second argument: one of `units`, or None
    if unknown. `blank` is the value of a blank cell. Text that `is_prose` keeps its punctuation. `about` and `options`
    (the words to choose from) explain the column on the page and in the empty form. A column of codes may stand `before`
    each of some others, by their names: their cells then have the code before their text.
    """

    name: str
    title: str
    aliases: tuple[str, ...] = ()
    is_required: bool = False
    read: Callable[..., Any] = plain_text
    about: str = ""
    options: tuple[str, ...] = ()
    is_prose: bool = False
    units: tuple[str, ...] = ()
    blank: Any = None
    before: tuple[str, ...] = ()

    @property
    def choices(self) -> str:
        """The words to choose from, in one sentence's part; empty where there are none."""
        return ("；" if any("、" in each for each in self.options) else "、").join(self.options)

    @property
    def is_money(self) -> bool:
        return self.units == MONEY_UNITS

    def cleaned(self, cell: str) -> str:
        """The text of a cell, as it is passed to `read`."""
        return tidy(cell) if self.is_prose else clean(cell)

    def understood(self, cell: str, unit: str | None = None) -> Cell:
        """The result of reading a cell; `unit` applies to a number without one."""
        if self.read is parse_money and (plain := plain_money(cell, unit)) is not None:
            return Cell(plain)
        said = self.cleaned(cell)
        read = partial(self.read, unit=unit) if self.units else self.read
        found = understood(read, said) if said else Cell(self.blank)
        if self.is_required and found.value in (None, "") and not found.why:
            return Cell(self.blank, "没有填写", self.about or f"请填写{self.title}")
        return found


@dataclass(frozen=True, slots=True)
class Placed:
    """A column of a certain table: its definition, index (from 0), header as written, and the unit of numbers without one.

    `unit_index`: the column that has the unit of each row, where there is one; `code_index`: that of the codes before it;
    `until_index`: that of the day on which the time ends that begins in this one.
    """

    column: Column
    index: int
    header: str
    unit: str | None = None
    unit_index: int | None = None
    code_index: int | None = None
    until_index: int | None = None

    @property
    def beside(self) -> list[int]:
        """The other columns whose texts stand in its own."""
        return [index for index in (self.code_index, self.until_index) if index is not None]


@dataclass(slots=True)
class TableRows:
    """Consecutive rows of a table without blank ones. `skipped`: the reason why each is no entry, "" for an entry."""

    lines: list[int]
    cells: list[list[str]]
    skipped: list[str]
    by_column: list[tuple[str, ...]]  # the same cells
    problems: list[CellProblem] = field(default_factory=list)

    def sorted_problems(self) -> list[CellProblem]:
        return sorted(self.problems, key=attrgetter("place"))


class TableReader:
    """The reader of one table, from top to bottom, once. Each distinct text of a column is parsed once.

    `notes` counts the notes on inexact cells, by (header, note). `hidden_lines` are the entries read so far that nobody
    sees in the sheet.
    """

    def __init__(
        self,
        sheet: Sheet,
        header: Header,
        columns: Sequence[Placed],
        notes: Counter[tuple[str, str]] | None = None,
    ) -> None:
        self.columns = columns
        self.notes = Counter() if notes is None else notes
        self.hidden_lines: list[int] = []
        self._sheet = sheet
        self._header = header
        self._known: dict[int, dict[str, Cell]] = {placed.index: {} for placed in columns}
        self._broken = {line for line, _ in sheet.broken}
        read = {index for placed in columns for index in (placed.index, *placed.beside)}
        self._merged = {index: MergedCells(sheet, header, index) for index in read}
        self._says_more = {line for line, column in sheet.broken if column in read}
        self._subjects = [placed.index for placed in columns if placed.column.is_required]
        others = {placed.index for placed in columns}.difference(self._subjects)
        self._others = OtherRows(header, self._subjects, others, top_rows(sheet, header))

    @property
    def has_broken_cells(self) -> bool:
        return bool(self._broken)

    def rows(self) -> Iterator[TableRows]:
        """All rows below the header, in batches.

        Raises:
            ListError: the file is damaged further down, or has a second table.
        """
        for rows in self._sheet.rows():
            read = self._below(rows)
            if read.lines:
                yield read

    def _below(self, rows: Rows) -> TableRows:
        found = [
            (line, row, reason)
            for line, row in zip(rows.lines, rows.cells, strict=True)
            if line > self._header.last_line and (any(row) or line in self._says_more)
            if (reason := self._reason(line, row)) != "空行"
        ]
        lines = [line for line, _, _ in found]
        cells = [row for _, row, _ in found]
        read = TableRows(lines, cells, [reason for *_, reason in found], [*zip_longest(*cells, fillvalue="")])
        self._report_ragged(read)
        if self._sheet.hidden_lines:
            self._note_hidden(read)
        return read

    def _note_hidden(self, rows: TableRows) -> None:
        hidden = self._sheet.hidden_lines
        for line, reason in zip(rows.lines, rows.skipped, strict=True):
            at = bisect_right(hidden, (line, LAST_LINE)) - 1
            if not reason and at >= 0 and hidden[at][0] <= line <= hidden[at][1]:
                self.hidden_lines.append(line)

    def _reason(self, line: int, row: Sequence[str]) -> str:
        says_more = line in self._says_more or any(self._merged[index].top(line) for index in self._subjects)
        return self._others.reason(line, row, says_more=says_more)

    def _report_ragged(self, rows: TableRows) -> None:
        width = len(self._header.paths)
        if len(rows.by_column) <= width:
            return
        for line, row, reason in zip(rows.lines, rows.cells, rows.skipped, strict=True):
            extra = "、".join(filter(str.strip, row[width:]))
            if extra and not reason:
                letter, why = column_letter(width), "这一行的格数比表头多，可能错位了"
                remedy = "请核对这一行，含有分隔符的文字要加英文双引号"
                rows.problems.append(
                    CellProblem(self._sheet.name, line, letter, "没有表头", extra, why, remedy)
                )

    def texts(self, rows: TableRows, placed: Placed) -> Sequence[str]:
        """The column's cells as written; the text of a merged cell counts for all its rows, except for money."""
        texts = _cells(rows, placed.index)
        if placed.column.is_money:
            return texts
        own = self._merged[placed.index].filled(rows.lines, texts)
        if placed.until_index is not None:
            ends = self._merged[placed.until_index].filled(rows.lines, _cells(rows, placed.until_index))
            return [f"{text}至{end}" if end else text for text, end in zip(own, ends, strict=True)]
        if placed.code_index is None:
            return own
        codes = self._merged[placed.code_index].filled(rows.lines, _cells(rows, placed.code_index))
        return [f"{code} {text}".strip() for code, text in zip(codes, own, strict=True)]

    def values(self, rows: TableRows, placed: Placed) -> list[Any]:
        """The column's values, None for cells that can't be read, whose problems are added to the rows."""
        texts = self.texts(rows, placed)
        if placed.unit_index is not None:
            texts = _with_units(texts, rows, placed.unit_index)
        known = self._known[placed.index]
        if len(known) > _MOST_REMEMBERED:
            known.clear()
        different = set(texts)
        for each in different.difference(known):
            known[each] = placed.column.understood(each, placed.unit)
        values = [known[each].value for each in texts]
        unusable = self._unusable(rows, placed)
        for at in unusable:
            values[at] = None
        odd = {each for each in different if known[each].why or known[each].note}
        if odd or unusable:
            self._report(rows, placed, texts, odd, unusable)
        return values

    def _unusable(self, rows: TableRows, placed: Placed) -> dict[int, _Message]:
        """The cells whose text must not be used, by their index among the rows: the reason and the remedy."""
        found = {}
        if self._broken:
            for at, line in enumerate(rows.lines):
                said = self._sheet.broken.get((line, placed.index)) if line in self._broken else None
                if said is not None:
                    found[at] = _BROKEN.get(said, _WRONG)
        if placed.column.is_money and self._merged[placed.index]:
            found |= {
                at: _SHARED for at, line in enumerate(rows.lines) if self._merged[placed.index].top(line)
            }
        return found

    def _report(
        self,
        rows: TableRows,
        placed: Placed,
        texts: Sequence[str],
        odd: set[str],
        unusable: Mapping[int, _Message],
    ) -> None:
        known = self._known[placed.index]
        for at, (line, each, reason) in enumerate(zip(rows.lines, texts, rows.skipped, strict=True)):
            if reason:
                continue
            if at in unusable:
                rows.problems.append(self._problem(placed, line, each, *unusable[at]))
            elif each in odd:
                cell = known[each]
                if cell.note:
                    self.notes[placed.header, cell.note] += 1
                if cell.why:
                    rows.problems.append(self._problem(placed, line, each, cell.why, cell.remedy))

    def _problem(self, placed: Placed, line: int, raw: str, why: str, remedy: str) -> CellProblem:
        letter = column_letter(placed.index)
        return CellProblem(self._sheet.name, line, letter, placed.header, raw, why, remedy)


def top_rows(sheet: Sheet, header: Header) -> list[list[str]]:
    """The first rows below the header."""
    head = sheet.head(_TOP_ROWS)
    return [row for line, row in zip(head.lines, head.cells, strict=True) if line > header.last_line]


def is_hidden_column(sheet: Sheet, index: int) -> bool:
    """Whether nobody sees the column (from 0) in the sheet."""
    return any(first <= index + 1 <= last for first, last in sheet.hidden_columns)


def said_of_hidden(sheet: Sheet, columns: Sequence[Placed], lines: Sequence[int]) -> list[str]:
    """Sentences on what was read though nobody sees it: these columns and the lines of these entries."""
    unseen = [
        f"{column_letter(each.index)}列“{each.header.replace(chr(10), ' ')}”"
        for each in columns
        if is_hidden_column(sheet, each.index)
    ]
    said = [f"{'、'.join(unseen)}在表里是隐藏的，也读了"] if unseen else []
    if lines:
        shown = "、".join(map(str, lines[:_MOST_LINES])) + ("等" if len(lines) > _MOST_LINES else "")
        said.append(f"有 {len(lines)} 行在表里是隐藏的，也读了：第{shown}行")
    return said


def unit_column(rows: Sequence[Sequence[str]], taken: Collection[int] = ()) -> int | None:
    """The column in which nothing stands but units of money, as 元 and 万元; None where none or more than one has."""
    said = enumerate(zip_longest(*rows, fillvalue=""))
    found = [
        index
        for index, cells in said
        if index not in taken and any(cells) and all(money_unit(cell) for cell in cells if cell.strip())
    ]
    return found[0] if len(found) == 1 else None


def _with_units(texts: Sequence[str], rows: TableRows, index: int) -> list[str]:
    """The amounts, each number without a unit with that of its row."""
    return [
        f"{text}{unit}" if text[-1:].isdigit() and (unit := money_unit(cell)) else text
        for text, cell in zip(texts, _cells(rows, index), strict=True)
    ]


def _cells(rows: TableRows, index: int) -> Sequence[str]:
    return rows.by_column[index] if index < len(rows.by_column) else [""] * len(rows.lines)
