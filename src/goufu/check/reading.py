"""A person's file becomes batches of facts: the way in to the check."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from goufu.check.cells import FactSpec, column_of
from goufu.check.columns import Chosen, ListColumn, Vocabulary, recognise
from goufu.check.errors import ListError
from goufu.check.facts import fact_table
from goufu.check.units import settle_units
from goufu.files.cells import CellProblem
from goufu.files.headers import Header, Scorer, find_header
from goufu.files.other_rows import OtherRows
from goufu.files.reading import Placed, TableReader
from goufu.files.rows import Sheet
from goufu.files.tables import open_tables

SAMPLE_ROWS = 5_000


@dataclass(frozen=True, slots=True)
class Batch:
    """`table`: line (int64), skipped (string, null for a row to check), raw (list<string>), one column a recognised fact.

    money is decimal128(18, 2) in yuan, number decimal128(18, 6), integer int64, date date32, yesno bool, the rest string.
    """

    table: pa.Table
    problems: list[CellProblem]


@dataclass(slots=True)
class Reading:
    """A list that was understood. `notes` counts how inexact cells were taken, by (header, note), as batches are read."""

    sheet: Sheet
    header: Header
    columns: list[ListColumn]
    left_out: dict[str, str]
    notes: Counter[tuple[str, str]] = field(default_factory=Counter)

    def batches(self) -> Iterator[Batch]:
        """All rows below the header, blank ones dropped, in batches of some 20,000 rows.

        Raises:
            ListError: the file turns out to be damaged further down, or has no row to check.
        """
        known = [(column, column.fact) for column in self.columns if column.fact is not None]
        placed = [Placed(column_of(fact), each.index, each.header, each.unit) for each, fact in known]
        reader = TableReader(self.sheet, self.header, placed, self.notes)
        types = ["place" if fact.name == "place" else fact.type for _, fact in known]
        checked = 0
        for rows in reader.rows():
            table = fact_table(rows, reader, types)
            checked += rows.skipped.count("")
            yield Batch(table, rows.sorted_problems())
        if not checked:
            where = self.sheet.name or f"第{self.header.last_line}行以下"
            raise ListError("只有表头，没有内容", where, "请在表头下面每行填写一个项目")


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
        unit: 元 or 万元 for money columns that state no unit.
        chosen: header to what the person says it is.

    Raises:
        UnitQuestion: the unit of a money column is open.
        ListError: anything else that keeps the list from being read.
    """
    vocabulary = Vocabulary(facts)
    sheets = open_tables(path)
    named = {_bare(header) for header in chosen or {}}

    def score(header: str) -> float:
        return 1.0 if _bare(header) in named else vocabulary.best(header)

    best, header, left_out = _choose(path, sheets, sheet, score)
    columns = recognise(header.names, vocabulary, header.titles, chosen)
    return Reading(best, header, settle_units(columns, _sample(best, header), unit), left_out)


def _sample(sheet: Sheet, header: Header) -> list[list[str]]:
    """The first entries, without totals and column numbers."""
    head = sheet.head(SAMPLE_ROWS)
    others = OtherRows(header)
    return [
        row
        for line, row in zip(head.lines, head.cells, strict=True)
        if line > header.last_line and any(row) and not others.reason(line, row)
    ]


def _bare(header: str) -> str:
    return "".join(header.split())


def _choose(
    path: Path, sheets: Sequence[Sheet], wanted: str | None, score: Scorer
) -> tuple[Sheet, Header, dict[str, str]]:
    if wanted is not None:
        sheets = [sheet for sheet in sheets if sheet.name == wanted] or _no_sheet(sheets, wanted)
    found: list[tuple[float, Sheet, Header]] = []
    left_out: dict[str, str] = {}
    for sheet in sheets:
        header = find_header(sheet, score) if wanted or not sheet.is_hidden else None
        if header is None:
            left_out[sheet.name] = "隐藏的工作表" if sheet.is_hidden else "没有认得的表头"
        else:
            found.append((header.score, sheet, header))
    if not found:
        raise _no_header(path, sheets)
    best = max(found, key=lambda item: item[0])
    left_out |= {
        sheet.name: "也像是清单，这次没有检查；要检查，请把它另存为一个文件"
        for _, sheet, _ in found
        if sheet is not best[1]
    }
    return best[1], best[2], left_out


def _no_sheet(sheets: Sequence[Sheet], wanted: str) -> list[Sheet]:
    raise ListError(
        f"没有名为“{wanted}”的工作表", "工作簿", "可用的有：" + "、".join(sheet.name for sheet in sheets)
    )


def _no_header(path: Path, sheets: Sequence[Sheet]) -> ListError:
    seen = [cell.strip() for sheet in sheets for row in sheet.head(1).cells for cell in row if cell.strip()][
        :8
    ]
    if not seen and not any(sheet.head(1).cells for sheet in sheets):
        return ListError("表里没有内容", path.name, "请上传有表头和内容的清单")
    shown = "；首行是：" + "、".join(text[:20] for text in seen) if seen else ""
    return ListError(
        f"前 40 行里没有认得的表头{shown}",
        path.name,
        "请加一行表头，如：项目名称、采购单位、预算金额（万元）、采购方式；或者指定哪一列是什么",
    )
