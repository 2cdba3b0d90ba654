"""The report in the office's own workbook: our columns beside its own, and the findings on a sheet of their own."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import IO

from goufu.check.earlier import ADDED_SHEETS, COUNTS, FINDINGS
from goufu.check.reading import Reading
from goufu.check.results import OUR_COLUMNS, LineResult, of_passes
from goufu.files.added_columns import AddedColumn
from goufu.files.added_sheets import AddedSheet
from goufu.files.annotating import OwnWorkbook
from goufu.files.guards import kind
from goufu.files.splicing import Unfit

WIDTHS = {
    "结论": 12.0,
    "原因": 48.0,
    "依据": 30.0,
    "怎么办": 40.0,
    "没能回答": 30.0,
    "建议目录": 30.0,
    "数据问题": 40.0,
}
XLSX_CELL = 32_767  # characters, in UTF-16
_SHEET_WIDTHS = ((8.0, 36.0, 14.0, 30.0, 60.0, 30.0, 60.0), (12.0, 60.0, 10.0))
MOST_FINDINGS = 300_000  # rows of the second sheet: what is dropped in again must not be too large to be read
_LONGEST_NAME = 200  # signs of a title, which stands there once more for each finding
_LOST = "结果另写成一张新表，原表的标题、合并单元格、格式和列宽没有带上"


def own_workbook(path: Path, reading: Reading, width: int) -> tuple[OwnWorkbook | None, str]:
    """The workbook in which the answers can be written; or None, and a sentence on what is lost, "" for a text file.

    width: how many columns the rows have.
    """
    found = kind(path)
    if found != "xlsx":
        return None, f"{_LOST}：原表是 xls 格式，请另存为 xlsx 再查" if found == "xls" else ""
    merged = max((right + 1 for _, _, _, right in reading.sheet.merges), default=0)
    columns = [AddedColumn(name, WIDTHS[name]) for name in OUR_COLUMNS]
    sheets = [
        AddedSheet(name, widths, replaced)
        for (name, _), widths, replaced in zip(
            ADDED_SHEETS, _SHEET_WIDTHS, reading.earlier.sheets, strict=True
        )
    ]
    line, earlier = reading.header.last_line, reading.earlier.columns
    column = earlier.first_column if earlier and earlier.line == line else max(width, merged)
    try:
        own = OwnWorkbook(path, reading.sheet.name, line, column, columns, sheets)
    except Unfit as unfit:
        return None, f"{_LOST}：{unfit}"
    return own, ""


def write_own(
    own: OwnWorkbook, target: Path, results: Iterable[LineResult], counts: Iterable[Sequence[str | int]]
) -> None:
    """Writes the workbook with the answers. `counts`: the rows of the last sheet, asked for when the answers are written."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as kept:
        own.write(target, _keeping(kept, results), (_kept(kept), _summed(counts)))


def _keeping(kept: IO[str], results: Iterable[LineResult]) -> Iterator[tuple[int, Sequence[str]]]:
    """The answers; what the second sheet says of each is kept meanwhile."""
    for result in results:
        for row in _rows(result):
            kept.write(json.dumps(row, ensure_ascii=False) + "\n")
        yield result.number, list(map(fitting, result.texts()))


def _rows(result: LineResult) -> Iterator[list[str | int]]:
    begins: list[str | int] = [result.number, _short(result.title), result.verdict.label]
    for finding in result.findings:
        yield [*begins, finding.title, finding.message, "、".join(finding.citations), finding.remedy]
    for mark in result.marks:
        yield [*begins, "待核对", of_passes(mark), "", ""]
    for problem in result.problems:
        yield [*begins, "数据问题", problem.cause, "", problem.remedy]
    if result.reason:
        yield [*begins, "", result.reason, "", ""]


def _kept(kept: IO[str]) -> Iterator[Sequence[str | int]]:
    yield FINDINGS
    kept.seek(0)
    for line in islice(kept, MOST_FINDINGS):
        yield [each if isinstance(each, int) else fitting(each) for each in json.loads(line)]
    if rest := sum(1 for _ in kept):
        yield ["", "", "", "", f"还有 {rest} 条意见没有写在这里，各行的答案在清单里", "", ""]


def _short(title: str) -> str:
    return title if len(title) <= _LONGEST_NAME else title[:_LONGEST_NAME] + "…"


def _summed(counts: Iterable[Sequence[str | int]]) -> Iterator[Sequence[str | int]]:
    yield COUNTS
    yield from counts


def fitting(text: str) -> str:
    """The text, cut short where a cell of Excel can't hold it."""
    if len(text) <= XLSX_CELL // 2:
        return text
    units = len(text.encode("utf-16-le")) // 2
    if units <= XLSX_CELL:
        return text
    note = f"……（原文{len(text)}字，超过 Excel 单元格的上限，见原文件）"
    return text[: XLSX_CELL // 2 - len(note)] + note
