"""Conversion of rows of text to Arrow columns of facts. Each distinct cell of a batch is parsed once."""

from __future__ import annotations

from collections import Counter
from itertools import chain, zip_longest

import pyarrow as pa
import pyarrow.compute as pc

from goufu.check.cells import Cell, parser
from goufu.check.columns import Column
from goufu.check.table import Header, skip_reason, skip_starts
from goufu.files.cells import CellProblem, cell_name, column_letter
from goufu.files.rows import Rows, Sheet

TYPES = {
    "money": pa.decimal128(18, 2),
    "number": pa.decimal128(18, 6),
    "integer": pa.int64(),
    "date": pa.date32(),
    "yesno": pa.bool_(),
}
_SUSPICIOUS = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"
_MEMO_LIMIT = 200_000


class FactReader:
    """The reader of one list's batches; parsed cell texts are cached for later batches."""

    def __init__(
        self, sheet: Sheet, header: Header, columns: list[Column], notes: Counter[tuple[str, str]]
    ) -> None:
        self._sheet = sheet
        self._header = header
        self._width = len(columns)
        self._columns = [column for column in columns if column.fact is not None]
        self._notes = notes
        self._parsers = {
            column.index: parser(column.fact, column.unit) for column in self._columns if column.fact
        }
        self._memo: dict[int, dict[str, Cell]] = {column.index: {} for column in self._columns}
        self._skip_starts = skip_starts(header)
        self._broken = {line for line, _ in sheet.broken}

    def read(self, rows: Rows) -> tuple[pa.Table, list[CellProblem]]:
        """The table (see Batch), and the problems of the rows to check, sorted by line."""
        not_blank = [(line, row) for line, row in zip(rows.lines, rows.cells, strict=True) if any(row)]
        lines = [line for line, _ in not_blank]
        cells = [row for _, row in not_blank]
        skipped = [self._skip(row) for row in cells]
        if "空行" in skipped:
            filled = [i for i, reason in enumerate(skipped) if reason != "空行"]
            lines = [lines[i] for i in filled]
            cells = [cells[i] for i in filled]
            skipped = [skipped[i] for i in filled]
        problems = self._ragged(lines, cells)
        texts = list(zip_longest(*cells, fillvalue="")) if cells else []
        arrays = [
            pa.array(lines, pa.int64()),
            pa.array([s or None for s in skipped], pa.string()),
            _raw(cells),
        ]
        for column in self._columns:
            text = texts[column.index] if column.index < len(texts) else [""] * len(lines)
            arrays.append(self._fact(column, text, lines, problems))
        names = ["line", "skipped", "raw", *(column.fact.name for column in self._columns if column.fact)]
        unchecked = {line for line, reason in zip(lines, skipped, strict=True) if reason}
        problems = [problem for problem in problems if problem.line not in unchecked]
        return pa.table(arrays, names), sorted(problems, key=lambda problem: (problem.line, problem.column))

    def _skip(self, row: list[str]) -> str:
        first = row[0].strip() or next((text for cell in row if (text := cell.strip())), "")
        if not first:
            return "空行"
        return skip_reason(row, self._header) if first[0] in self._skip_starts and len(first) <= 20 else ""

    def _ragged(self, lines: list[int], cells: list[list[str]]) -> list[CellProblem]:
        problems = []
        for line, row in zip(lines, cells, strict=True):
            if len(row) > self._width and any(map(str.strip, row[self._width :])):
                extra = "、".join(filter(str.strip, row[self._width :]))
                problems.append(
                    CellProblem(
                        self._sheet.name,
                        line,
                        column_letter(self._width),
                        "没有表头",
                        extra,
                        "这一行的格数比表头多，可能错位了",
                        "请核对这一行，含有分隔符的文字要加英文双引号",
                    )
                )
        return problems

    def _fact(
        self,
        column: Column,
        texts: list[str] | tuple[str, ...],
        lines: list[int],
        problems: list[CellProblem],
    ) -> pa.Array:
        assert column.fact is not None
        self._report_broken(column, texts, lines, problems)
        if column.fact.type == "text" and column.fact.name != "place" and not self._broken:
            return _clean_texts(pa.array(texts, pa.string()))
        memo, parse = self._memo[column.index], self._parsers[column.index]
        if len(memo) > _MEMO_LIMIT:
            memo.clear()
        different = set(texts)
        for text in different.difference(memo):
            memo[text] = parse(text)
        odd = {text for text in different if memo[text].why or memo[text].note}
        if odd:
            self._report(column, texts, lines, odd, problems)
        values = [memo[text][0] for text in texts]
        if self._broken:
            values = [
                None if line in self._broken and (line, column.index) in self._sheet.broken else value
                for line, value in zip(lines, values, strict=True)
            ]
        return pa.array(values, TYPES.get(column.fact.type, pa.string()))

    def _report(
        self,
        column: Column,
        texts: list[str] | tuple[str, ...],
        lines: list[int],
        odd: set[str],
        problems: list[CellProblem],
    ) -> None:
        for line, text in zip(lines, texts, strict=True):
            if text not in odd or (line, column.index) in self._sheet.broken:
                continue
            cell = self._memo[column.index][text]
            if cell.note:
                self._notes[column.header, cell.note] += 1
            if cell.why:
                problems.append(self._problem(column, line, text, cell.why, cell.remedy))

    def _report_broken(
        self,
        column: Column,
        texts: list[str] | tuple[str, ...],
        lines: list[int],
        problems: list[CellProblem],
    ) -> None:
        if not self._broken:
            return
        for line, text in zip(lines, texts, strict=True):
            found = self._sheet.broken.get((line, column.index))
            if found == "公式":
                why = f"{cell_name(line, column.index)} 是公式，文件里没有存下计算结果"
                problems.append(
                    self._problem(column, line, "", why, "请用 Excel 或 WPS 打开后保存一次再上传")
                )
            elif found is not None:
                why = f"{cell_name(line, column.index)} 的公式出错"
                problems.append(self._problem(column, line, text, why, "请改正这个单元格的公式或者直接填写"))

    def _problem(self, column: Column, line: int, raw: str, why: str, remedy: str) -> CellProblem:
        return CellProblem(self._sheet.name, line, column.letter, column.header, raw, why, remedy)


def _raw(cells: list[list[str]]) -> pa.Array:
    offsets = [0]
    for row in cells:
        offsets.append(offsets[-1] + len(row))
    return pa.ListArray.from_arrays(
        pa.array(offsets, pa.int32()), pa.array(chain.from_iterable(cells), pa.string())
    )


def _clean_texts(texts: pa.Array) -> pa.Array:
    if pc.any(pc.match_substring_regex(texts, _SUSPICIOUS)).as_py():
        texts = pc.replace_substring_regex(texts, _SUSPICIOUS, "")
    return pc.utf8_trim_whitespace(pc.utf8_normalize(texts, "NFKC"))
