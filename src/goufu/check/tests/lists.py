"""Small lists for the tests, and the whole way through the check without command or uploaded."""

from __future__ import annotations

import os
import time
from datetime import date
from pathlib import Path
from typing import Any

from goufu.check.answering import Checker
from goufu.check.reading import Batch, read_list
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
    reading = read_list(path, list(load_rulebook().stages[STAGE].facts.values()), unit=unit)
    folder = path.parent / f"work-{path.name}"
    folder.mkdir()
    checker = Checker(reading, terms or Terms(), folder, TODAY, suggest=False)
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
