"""Small lists for the tests, and the whole way through the check without command or uploaded."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from goufu.check.answering import Checker
from goufu.check.reading import Batch, Reading, read_list
from goufu.check.results import LineResult
from goufu.check.terms import STAGE, Terms
from goufu.law.load import load_rulebook

TODAY = date(2026, 6, 1)
DAY = 24 * 60 * 60  # seconds
CLEAR = "项目名称,合同期限（月）\n社区居家养老服务,12\n"
REFUSED = "项目名称,合同期限（月）\n社区居家养老服务,48\n"
NO_UNIT = "项目名称,预算金额\n社区居家养老服务,120\n社区助餐服务,2400\n"


def save_list(folder: Path, text: str, *, name: str = "list.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def check_file(path: Path, terms: Terms | None = None, *, unit: str | None = None) -> list[LineResult]:
    """The answered lines of a list, as of TODAY, without suggestions."""
    found = reading(path, unit=unit)
    folder = path.parent / f"work-{path.name}"
    folder.mkdir()
    checker = Checker(found, terms or Terms(), folder, TODAY, suggest=False)
    checker.load()
    checker.ask()
    return list(checker.lines())


def lines_of(batch: Batch) -> list[dict[str, Any]]:
    """The lines of a batch, by name."""
    columns = {"line": batch.lines, "raw": batch.raw, "skipped": batch.skipped, **batch.facts}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def check_text(folder: Path, text: str, terms: Terms | None = None) -> list[LineResult]:
    """The answered lines of a list written as CSV."""
    return check_file(save_list(folder, text), terms)


def rules_of(line: LineResult) -> set[str]:
    return {finding.rule for finding in line.findings}


def grow_old(path: Path, seconds: float) -> None:
    """Makes a file or folder look as if it was last written so long ago."""
    then = time.time() - seconds
    os.utime(path, (then, then))


def book(folder: Path, *rows: str, merges: Sequence[str] = (), **others: Sequence[str]) -> Path:
    """A workbook of the sheet 清单, and of `others`; rows are written with | between their cells, figures are numbers."""
    written = Workbook()
    for name, lines in {"清单": rows, **others}.items():
        sheet = written.create_sheet(name)
        for line in lines:
            sheet.append([_value(cell) for cell in line.split("|")])
    for merge in merges:
        written["清单"].merge_cells(merge)
    del written["Sheet"]
    path = folder / "list.xlsx"
    written.save(path)
    return path


def _value(cell: str) -> str | float | None:
    text = cell.replace("\\n", "\n")
    return float(text) if text.replace(".", "", 1).isdecimal() else text or None


def reading(path: Path, **options: Any) -> Reading:
    return read_list(path, list(load_rulebook().stages[STAGE].facts.values()), **options)


def entries(path: Path, **options: Any) -> list[dict[str, Any]]:
    return [
        line
        for batch in reading(path, **options).batches()
        for line in lines_of(batch)
        if line["skipped"] is None
    ]


def amounts(path: Path, **options: Any) -> list[Decimal | None]:
    return [line["amount_yuan"] for line in entries(path, **options)]
