"""The tables of a file, whatever its kind: read here, or for the server by a process with limits."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO, Any

from goufu.files.delimited import open_delimited
from goufu.files.guards import kind
from goufu.files.limited import IMPORT, Limits, answers_of
from goufu.files.package import MAX_UNPACKED
from goufu.files.rows import Rows, Sheet
from goufu.files.workbook import open_workbook


def open_tables(path: Path, most_bytes: int = MAX_UNPACKED) -> list[Sheet]:
    """The sheets of a workbook, or the one table of a text file. `most_bytes`: of XML, unpacked.

    Raises:
        ListError: no table, or one that cannot be read. Nothing protects this process from what the file makes it do.
    """
    return [open_delimited(path)] if kind(path) == "text" else open_workbook(path, most_bytes)


@contextmanager
def limited_tables(
    path: Path, most_bytes: int = MAX_UNPACKED, limits: Limits = IMPORT
) -> Iterator[list[Sheet]]:
    """The sheets as `open_tables` gives them, without blank rows, hidden ones without any, read by a process with limits.

    Raises:
        ListError: as `open_tables`; or the file takes more memory or time than the limits.
    """
    with answers_of(written, path, most_bytes, limits=limits) as answers:
        sheets = []
        while line := answers.readline():
            if line.startswith(b"{"):
                sheets.append(_sheet(json.loads(line), answers, answers.tell()))
        yield sheets


def written(path: Path, most_bytes: int) -> Iterator[Any]:
    """The sheets as JSON writes them: what is said of one, then its rows, batch by batch, unless it is hidden."""
    for sheet in open_tables(path, most_bytes):
        yield {
            "name": sheet.name,
            "merges": sheet.merges,
            "broken": [[*where, text] for where, text in sheet.broken.items()],
            "is_hidden": sheet.is_hidden,
            "hidden_lines": sheet.hidden_lines,
            "hidden_columns": sheet.hidden_columns,
        }
        if sheet.is_hidden:
            continue
        broken = {line for line, _ in sheet.broken}
        for rows in sheet.rows():
            filled = [
                at
                for at, row in enumerate(rows.cells)
                if any(map(str.strip, row)) or rows.lines[at] in broken
            ]
            yield [[rows.lines[at] for at in filled], [_trimmed(rows.cells[at]) for at in filled]]


def _trimmed(row: list[str]) -> list[str]:
    width = len(row)
    while width and not row[width - 1].strip():
        width -= 1
    return row[:width]


def _sheet(said: dict[str, Any], answers: IO[bytes], start: int) -> Sheet:
    merges = tuple((top, left, bottom, right) for top, left, bottom, right in said["merges"])
    broken = {(line, column): text for line, column, text in said["broken"]}
    hidden_lines, hidden_columns = (
        tuple((first, last) for first, last in said[spans]) for spans in ("hidden_lines", "hidden_columns")
    )
    return Sheet(
        said["name"],
        partial(_rows, answers, start),
        merges,
        broken,
        said["is_hidden"],
        hidden_lines,
        hidden_columns,
    )


def _rows(answers: IO[bytes], start: int) -> Iterator[Rows]:
    while True:
        answers.seek(start)
        line = answers.readline()
        if not line.startswith(b"["):
            return
        start = answers.tell()
        lines, cells = json.loads(line)
        if lines:
            yield Rows(lines, cells)
