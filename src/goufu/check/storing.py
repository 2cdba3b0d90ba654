"""Storage of results in a Parquet file: written as a stream, read page by page with filters."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from goufu.catalogue.suggest import Suggestion
from goufu.check.results import Finding, LineResult, LineVerdict

_SCHEMA = pa.schema(
    [
        ("number", pa.int64()),
        ("verdict", pa.string()),
        ("title", pa.string()),
        ("amount_yuan", pa.decimal128(18, 2)),
        ("rules", pa.list_(pa.string())),
        ("line", pa.string()),
    ]
)
_ROWS_AT_A_TIME = 5_000


def store_lines(lines: Iterable[LineResult], path: Path) -> None:
    """Writes the results to a Parquet file as a stream; the file is complete or absent."""
    draft = path.with_suffix(".draft")
    with pq.ParquetWriter(draft, _SCHEMA, compression="zstd") as writer:
        remaining = iter(lines)
        while rows := list(islice(remaining, _ROWS_AT_A_TIME)):
            writer.write_table(pa.Table.from_pylist([_row(line) for line in rows], _SCHEMA))
    draft.replace(path)


def stored_lines(path: Path) -> Iterator[LineResult]:
    """All stored results, in the list's order."""
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(
            _ROWS_AT_A_TIME, columns=["number", "verdict", "title", "amount_yuan", "line"]
        ):
            for row in batch.to_pylist():
                yield _line(row["number"], row["verdict"], row["title"], row["amount_yuan"], row["line"])


def _row(line: LineResult) -> dict[str, Any]:
    stored = {
        "raw": line.raw,
        "findings": [asdict(finding) for finding in line.findings],
        "suggestions": [suggestion._asdict() for suggestion in line.suggestions],
        "problems": line.problems,
        "reason": line.reason,
    }
    return {
        "number": line.number,
        "verdict": line.verdict.value,
        "title": line.title,
        "amount_yuan": line.amount_yuan,
        "rules": [finding.rule for finding in line.findings],
        "line": json.dumps(stored, ensure_ascii=False),
    }


def find_lines(
    path: Path,
    *,
    verdict: str | None = None,
    rule: str | None = None,
    text: str | None = None,
    offset: int = 0,
    limit: int = 50,
) -> tuple[int, list[LineResult]]:
    """The number of results that meet the filters, and those of one page, in the list's order."""
    conditions, values = ["TRUE"], [str(path)]
    if verdict:
        conditions.append("verdict = ?")
        values.append(verdict)
    if rule:
        conditions.append("list_contains(rules, ?)")
        values.append(rule)
    if text:
        conditions.append("contains(title, ?)")
        values.append(text)
    matching = f"FROM read_parquet(?) WHERE {' AND '.join(conditions)}"
    with duckdb.connect() as connection:
        [total] = connection.execute(f"SELECT count(*) {matching}", values).fetchone() or (0,)
        rows = connection.execute(
            f"SELECT number, verdict, title, amount_yuan, line {matching} ORDER BY number LIMIT ? OFFSET ?",
            [*values, limit, offset],
        ).fetchall()
    return total, [_line(*row) for row in rows]


def read_lines(path: Path, numbers: Collection[int]) -> dict[int, LineResult]:
    """The results of the lines with these numbers, by number; a number that is not there is left out."""
    if not numbers:
        return {}
    with duckdb.connect() as connection:
        rows = connection.execute(
            "SELECT number, verdict, title, amount_yuan, line FROM read_parquet(?)"
            f" WHERE number IN ({', '.join('?' * len(numbers))})",
            [str(path), *numbers],
        ).fetchall()
    return {row[0]: _line(*row) for row in rows}


def _line(number: int, verdict: str, title: str, amount_yuan: Any, line: str) -> LineResult:
    stored = json.loads(line)
    return LineResult(
        number=number,
        raw=tuple(stored["raw"]),
        verdict=LineVerdict(verdict),
        title=title,
        amount_yuan=amount_yuan,
        findings=tuple(_finding(finding) for finding in stored["findings"]),
        suggestions=tuple(
            Suggestion(each["code"], each["name"], each["score"], tuple(each["words"]))
            for each in stored["suggestions"]
        ),
        problems=tuple(stored["problems"]),
        reason=stored["reason"],
    )


def _finding(stored: dict[str, Any]) -> Finding:
    return Finding(
        **stored | {"citations": tuple(stored["citations"]), "articles": tuple(stored["articles"])}
    )
