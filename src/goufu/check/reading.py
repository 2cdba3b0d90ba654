"""A person's file becomes batches of facts: the way in to the check."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from goufu.check.cells import FactSpec, column_of
from goufu.check.columns import BY_PERSON, Chosen, ListColumn, Vocabulary, open_columns, recognise, rivals
from goufu.check.earlier import Earlier, without_answers
from goufu.check.errors import ListError
from goufu.check.facts import fact_columns
from goufu.check.further_down import FurtherDown
from goufu.check.misfits import without_misfits
from goufu.check.naming import settle_name
from goufu.check.rivals import settle_rivals
from goufu.check.sheets import EMPTY, bare, choose_sheet
from goufu.check.spans import TERM, with_spans
from goufu.check.units import is_guessed, settle_units
from goufu.check.unused import Unused, unused
from goufu.files.cells import CellProblem
from goufu.files.headers import Header
from goufu.files.other_rows import OtherRows
from goufu.files.reading import Placed, TableReader, is_hidden_column, said_of_hidden
from goufu.files.rows import Sheet
from goufu.files.tables import open_tables
from goufu.files.units import MONEY_UNITS, header_unit
from goufu.lazy_patterns import lazy_pattern

SAMPLE_ROWS = 5_000
_NOTES = 20  # that are told
_MONEY = lazy_pattern("金额|经费|资金|费用|款|预算")


@dataclass(frozen=True, slots=True)
class Batch:
    """Consecutive rows: their lines, own cells, why each is skipped (None for a row to check), and a column a recognised fact.

    money is Decimal yuan with two places, number Decimal with six, integer int, date date, yesno bool, the rest str.
    """

    lines: list[int]
    raw: list[list[str]]
    skipped: list[str | None]
    facts: dict[str, Sequence[Any]]
    problems: list[CellProblem]


@dataclass(slots=True)
class Reading:
    """A list that was understood. `notes` counts how inexact cells were taken, by (header, note), as batches are read.

    `left_out` says of each sheet that is not read why; `other_lists` are those among them that are lists too, each with
    the number of its entries, None when it can't be read to its end. `remarks` says what was read though nobody sees it, once
    the batches are read. `earlier`: what an earlier check of ours added to the workbook. `unread`: the sheets with content that
    are not read, unless a person has chosen the one that is. `others`: by the column that is read, those that may be the same
    fact and said the same or nothing in the first rows.
    """

    sheet: Sheet
    header: Header
    columns: list[ListColumn]
    left_out: dict[str, str]
    other_lists: dict[str, int | None]
    unused: Unused = field(default_factory=Unused)
    earlier: Earlier = field(default_factory=Earlier)
    notes: Counter[tuple[str, str]] = field(default_factory=Counter)
    remarks: list[str] = field(default_factory=list)
    unread: tuple[str, ...] = ()
    others: dict[int, list[int]] = field(default_factory=dict)

    @property
    def is_partial(self) -> bool:
        """Whether something stands in the file that may matter and was not looked at, though nobody has set it aside."""
        return bool(self.unread) or self.unused.has_weight

    def said(self) -> Iterator[tuple[str, str]]:
        """What a person must know of what was read and what wasn't, once the batches are read: (kind, sentence)."""
        for name, why in self.left_out.items():
            if name not in self.earlier.sheets:
                yield "没有检查", f"工作表“{name}”：{why}"
        if self.unused.names:
            yield "没有用到的列", "、".join(self.unused.names)
        for remark in self.remarks:
            yield "说明", remark
        for note in self.noted():
            yield "说明", note

    def noted(self) -> list[str]:
        """How inexact cells were taken, the most frequent first, each with how many."""
        return [f"“{header}”{note}：{count} 处" for (header, note), count in self.notes.most_common(_NOTES)]

    def batches(self) -> Iterator[Batch]:
        """All rows below the header, blank ones dropped, in batches of some 20,000 rows.

        Raises:
            ListError: the file turns out to be damaged further down, or has no row to check.
        """
        placed = _placed(self.columns)
        reader = TableReader(self.sheet, self.header, placed, self.notes)
        facts_read = [column.fact for column in self.columns if column.fact is not None]
        types = ["place" if fact.name == "place" else fact.type for fact in facts_read]
        checked = 0
        further_down = FurtherDown(self.columns, self.others)
        for rows in reader.rows():
            further_down.look(rows)
            facts = fact_columns(rows, reader, types)
            checked += rows.skipped.count("")
            skipped = [reason or None for reason in rows.skipped]
            yield Batch(rows.lines, rows.cells, skipped, facts, rows.sorted_problems())
        self.remarks += _guessed(self.columns) + _without_amount(self.columns)
        self.remarks += further_down.remarks()
        self.remarks += said_of_hidden(self.sheet, placed, reader.hidden_lines)
        if not checked:
            where = self.sheet.name or f"第{self.header.last_line}行以下"
            raise ListError(EMPTY, where, "请在表头下面每行填写一个项目")


def read_list(
    path: Path,
    facts: Sequence[FactSpec],
    *,
    sheet: str | None = None,
    unit: str | None = None,
    chosen: Mapping[str, Chosen] | None = None,
) -> Reading:
    """Opens a list and recognises its sheet, header, columns and units; the rows are read by `Reading.batches`.

    Args:
        sheet: the work sheet to read; without it, the one whose header means most facts.
        unit: one of MONEY_UNITS, for money columns that state none.
        chosen: header to what the person says it is.

    Raises:
        UnitQuestion: the unit of a money column is open.
        ColumnQuestion: several columns may be one fact.
        ListError: anything else that keeps the list from being read.
    """
    vocabulary = Vocabulary(facts)
    named = {bare(header) for header in chosen or {}}

    def score(header: str) -> float:
        return 1.0 if bare(header) in named else vocabulary.best(header)

    def placed_by(header: Header) -> list[Placed]:
        return _placed(recognise(header.names, vocabulary, header.titles))

    sheets = open_tables(path)
    found = choose_sheet([*map(without_answers, sheets)], sheet, score, path.name, placed_by)
    columns = recognise(found.header.names, vocabulary, found.header.titles, chosen)
    sample = _sample(found.sheet, found.header)
    columns = [replace(column, is_hidden=is_hidden_column(found.sheet, column.index)) for column in columns]
    columns = without_misfits(columns, sample, vocabulary)
    left_open = open_columns(columns, chosen or {})
    columns = settle_name(columns, sample, vocabulary, left_open)
    columns = with_spans(columns, vocabulary.facts.get(TERM), left_open)
    rivalled = rivals(columns, vocabulary, chosen or {})
    columns = settle_rivals(columns, rivalled, sample)
    columns = settle_units(columns, sample, unit)
    said_nothing_of = unused(columns, sample, left_open)
    as_it_is = next(each for each in sheets if each.name == found.sheet.name)
    earlier = Earlier.beside(as_it_is, sheets)
    return Reading(
        found.sheet,
        found.header,
        columns,
        found.left_out,
        found.other_lists,
        said_nothing_of,
        earlier,
        unread=found.unread if sheet is None else (),
        others=_others(columns, rivalled),
    )


def _others(columns: Sequence[ListColumn], rivalled: Mapping[str, Sequence[int]]) -> dict[int, list[int]]:
    read = {column.fact.name: column.index for column in columns if column.fact is not None}
    return {
        read[name]: [index for index in at if index != read[name]]
        for name, at in rivalled.items()
        if name in read
    }


def _guessed(columns: Sequence[ListColumn]) -> list[str]:
    """How columns were taken, and what is said of those whose unit nobody has written: one sentence for a unit."""
    headers: dict[str, list[str]] = {}
    for column in columns:
        if column.unit and is_guessed(column):
            headers.setdefault(column.unit, []).append(f"“{column.header.replace(chr(10), ' ')}”")
    remarks = [column.remark for column in columns if column.remark]
    return remarks + [
        f"{'、'.join(named)}没有写单位，从数值大小看是{unit}" for unit, named in headers.items()
    ]


def _without_amount(columns: Sequence[ListColumn]) -> list[str]:
    """What is said where no column is the budget though one looks like money, unless a person has left it out."""
    if any(column.fact is not None and column.fact.name == "amount_yuan" for column in columns):
        return []
    left = [
        each.header.replace("\n", " ") for each in columns if each.fact is None and each.reason != BY_PERSON
    ]
    named = [
        f"“{header}”"
        for header in left
        if (header_unit(header) in MONEY_UNITS or _MONEY.search(header)) and "单价" not in header
    ]
    if not named:
        return []
    said = f"没有认出哪一栏是预算金额，看上去是{'、'.join(named)}"
    return [f"{said}；和金额有关的规则没有回答，请在识别出的列里指定"]


def _placed(columns: Sequence[ListColumn]) -> list[Placed]:
    return [
        Placed(
            column_of(each.fact),
            each.index,
            each.header,
            each.unit,
            each.unit_index,
            until_index=each.until_index,
        )
        for each in columns
        if each.fact is not None
    ]


def _sample(sheet: Sheet, header: Header) -> list[list[str]]:
    """The first entries, without totals and column numbers."""
    head = sheet.head(SAMPLE_ROWS)
    others = OtherRows(header)
    return [
        row
        for line, row in zip(head.lines, head.cells, strict=True)
        if line > header.last_line and any(row) and not others.reason(line, row)
    ]
