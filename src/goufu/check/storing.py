"""Storage of results in a Parquet file: written as a stream, read page by page with filters."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
from arro3.core import RecordBatch, RecordBatchReader

from goufu.catalogue.suggest import Suggestion
from goufu.check.results import BodyQuestion, Finding, LineProblem, LineResult, LineVerdict, Unanswered
from goufu.files.folding import name_key
from goufu.law.engines import duckdb as engine

_COLUMNS = "number, verdict, title, amount_yuan, unanswered, line"
_ROWS_AT_A_TIME = 5_000


def store_lines(lines: Iterable[LineResult], path: Path) -> None:
    """Writes the results to a Parquet file as a stream; the file is complete or absent.

    What could not be answered of the lines is written beside it, once for all lines of a kind, which refer to it.
    """
    draft = path.with_suffix(".draft")
    failures: list[Exception] = []
    kinds: dict[Unanswered, int] = {}
    with duckdb.connect() as connection:
        connection.register(
            "lines", RecordBatchReader.from_batches(_batch([], {}).schema, _batches(lines, failures, kinds))
        )
        try:
            connection.execute(
                "COPY (SELECT * REPLACE (CAST(amount_yuan AS DECIMAL(18, 2)) AS amount_yuan) FROM lines)"
                f" TO ? (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_ROWS_AT_A_TIME})",
                [str(draft)],
            )
        except duckdb.Error as error:
            raise failures[0] if failures else error from None
    stored = [[each.count, each.blocking] for each in kinds]
    _kinds_file(path).write_text(json.dumps(stored, ensure_ascii=False), encoding="utf-8")
    draft.replace(path)


def _kinds_file(path: Path) -> Path:
    return path.with_suffix(".unanswered.json")


def _kinds(path: Path) -> list[Unanswered]:
    stored = json.loads(_kinds_file(path).read_text(encoding="utf-8"))
    return [Unanswered.made(count, blocking) for count, blocking in stored]


def _batches(
    lines: Iterable[LineResult], failures: list[Exception], kinds: dict[Unanswered, int]
) -> Iterator[RecordBatch]:
    """The lines in Arrow's form. What goes wrong in them is kept in `failures`: DuckDB would tell its words only."""
    remaining = iter(lines)
    try:
        while some := list(islice(remaining, _ROWS_AT_A_TIME)):
            yield _batch(some, kinds)
    except Exception as error:
        failures.append(error)
        raise


def _batch(lines: Sequence[LineResult], kinds: dict[Unanswered, int]) -> RecordBatch:
    columns = {
        "number": engine.integers([line.number for line in lines]),
        "verdict": engine.texts(line.verdict.value for line in lines),
        "title": engine.texts(line.title for line in lines),
        "title_key": engine.texts(name_key(line.title) for line in lines),
        "amount_yuan": engine.texts(line.amount_yuan for line in lines),
        "rules": engine.lists([_rules(line) for line in lines]),
        "unanswered": engine.integers([kinds.setdefault(line.unanswered, len(kinds)) for line in lines]),
        "line": engine.texts(_to_json(line) for line in lines),
    }
    return RecordBatch.from_arrays(list(columns.values()), names=list(columns))


def _rules(line: LineResult) -> list[str]:
    """The rules by which the line is found: those that it doesn't meet, and those that ask about its body."""
    return [finding.rule for finding in line.findings] + [question.rule for question in line.questions]


def stored_lines(path: Path) -> Iterator[LineResult]:
    """All stored results, in the list's order."""
    kinds = _kinds(path)
    with duckdb.connect() as connection:
        connection.execute(f"SELECT {_COLUMNS} FROM read_parquet(?)", [str(path)])
        while rows := connection.fetchmany(_ROWS_AT_A_TIME):
            yield from (_line(kinds, *row) for row in rows)


def _to_json(line: LineResult) -> str:
    stored = {
        "raw": line.raw,
        "findings": [_stored(finding) for finding in line.findings],
        "suggestions": [suggestion._asdict() for suggestion in line.suggestions],
        "problems": line.problems,
        "reason": line.reason,
        "marks": line.marks,
        "questions": [asdict(question) for question in line.questions],
    }
    return json.dumps(stored, ensure_ascii=False)


@lru_cache(maxsize=4096)  # few different things are said of many lines
def _stored(finding: Finding) -> dict[str, Any]:
    return asdict(finding)


def find_lines(
    path: Path,
    *,
    verdict: str | None = None,
    rule: str | None = None,
    text: str | None = None,
    offset: int = 0,
    limit: int = 50,
) -> tuple[int, list[LineResult]]:
    """The number of results that meet the filters, and those of one page, in the list's order.

    text: part of a title, as anybody types or copies it.
    """
    conditions, values = ["TRUE"], [str(path)]
    if verdict:
        conditions.append("verdict = ?")
        values.append(verdict)
    if rule:
        conditions.append("list_contains(rules, ?)")
        values.append(rule)
    if text:
        conditions.append("contains(title_key, ?)")
        values.append(name_key(text))
    matching = f"FROM read_parquet(?) WHERE {' AND '.join(conditions)}"
    with duckdb.connect() as connection:
        [total] = connection.execute(f"SELECT count(*) {matching}", values).fetchone() or (0,)
        rows = connection.execute(
            f"SELECT {_COLUMNS} {matching} ORDER BY number LIMIT ? OFFSET ?",
            [*values, limit, offset],
        ).fetchall()
    kinds = _kinds(path)
    return total, [_line(kinds, *row) for row in rows]


def read_lines(path: Path, numbers: Collection[int]) -> dict[int, LineResult]:
    """The results of the lines with these numbers, by number; a number that is not there is left out."""
    if not numbers:
        return {}
    with duckdb.connect() as connection:
        rows = connection.execute(
            f"SELECT {_COLUMNS} FROM read_parquet(?) WHERE number IN ({', '.join('?' * len(numbers))})",
            [str(path), *numbers],
        ).fetchall()
    kinds = _kinds(path)
    return {row[0]: _line(kinds, *row) for row in rows}


def read_facts(path: Path, number: int) -> dict[str, Any]:
    """The stored facts of a checked line by name; empty when there is no such line."""
    with duckdb.connect() as connection:
        found = connection.execute(
            "SELECT * EXCLUDE (line) FROM read_parquet(?) WHERE line = ?", [str(path), number]
        )
        names, row = [name for name, *_ in found.description], found.fetchone()
    return dict(zip(names, row, strict=True)) if row else {}


def _line(
    kinds: Sequence[Unanswered],
    number: int,
    verdict: str,
    title: str,
    amount_yuan: Any,
    unanswered: int,
    line: str,
) -> LineResult:
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
        problems=tuple(LineProblem(*each) for each in stored["problems"]),
        reason=stored["reason"],
        marks=tuple(stored["marks"]),
        unanswered=kinds[unanswered],
        questions=tuple(BodyQuestion(**question) for question in stored["questions"]),
    )


def _finding(stored: dict[str, Any]) -> Finding:
    return Finding(
        **stored | {"citations": tuple(stored["citations"]), "articles": tuple(stored["articles"])}
    )
