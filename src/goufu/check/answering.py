"""Checking a list: loaded into DuckDB on disk, all rules asked at once, answers read in the list's order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from goufu.catalogue.suggest import Suggestion, suggest_many
from goufu.check.errors import ListError
from goufu.check.reading import Batch, Reading
from goufu.check.results import Finding, LineResult, LineVerdict, verdict_of
from goufu.check.terms import STAGE, Terms
from goufu.law.answers import Explainer
from goufu.law.dialects import DUCKDB
from goufu.law.engines import duckdb as engine
from goufu.law.load import load_rulebook
from goufu.law.model import Rule
from goufu.law.sql import Question

MEMORY = "1GB"
ROWS_AT_A_TIME = 20_000

Progress = Callable[[str, int], None]


@contextmanager
def _room_to_work() -> Iterator[None]:
    """A context that turns lack of memory or disk space into a ListError."""
    try:
        yield
    except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
        raise ListError(
            "这份清单需要的内存或者磁盘超过这台机器所能给的",
            "",
            "请腾出临时文件夹的空间，或者把清单拆分成几份",
        ) from error


class Checker:
    """The check of one list in a folder of its own: `load`, `ask`, then read `lines`."""

    def __init__(
        self,
        reading: Reading,
        terms: Terms,
        folder: Path,
        today: date,
        *,
        suggest: bool = True,
        threads: int = 2,
    ) -> None:
        self.reading = reading
        self.terms = terms
        self.today = today
        self.suggest = suggest
        self.book = load_rulebook()
        self._connection = engine.connect(
            str(folder / "list.duckdb"), threads=threads, memory_limit=MEMORY, temp_directory=str(folder)
        )
        self._given = {column.fact.name for column in reading.columns if column.fact is not None}
        self.question = Question(self.book, STAGE, DUCKDB, given=self._given | {"on_date", "level", "place"})

    @property
    def rules(self) -> tuple[Rule, ...]:
        return self.question.letters

    @property
    def headers(self) -> list[str]:
        """The list's own headers; rows longer than the header row add columns without a name."""
        [[width]] = self._connection.execute("SELECT max(len(raw)) FROM list").fetchall()
        own = [column.header for column in self.reading.columns]
        return own + [""] * (width - len(own))

    @property
    def numeric(self) -> list[int]:
        """The indexes of the columns with numeric facts."""
        types = ("money", "number", "integer")
        return [column.index for column in self.reading.columns if column.fact and column.fact.type in types]

    def load(self, progress: Progress = lambda phase, rows: None) -> int:
        """Loads the list into the folder's database and returns the number of rows.

        Raises:
            ListError: as `Reading.batches` does, or the machine has too little memory or disk.
        """
        rows = 0
        for batch in self.reading.batches():
            self._store(batch, first=rows == 0)
            rows += batch.table.num_rows
            progress("reading", rows)
        return rows

    @_room_to_work()
    def _store(self, batch: Batch, *, first: bool) -> None:
        problems: dict[int, list[str]] = {}
        for problem in batch.problems:
            problems.setdefault(problem.line, []).append(str(problem))
        by_line = (
            [problems.get(line) for line in batch.table.column("line").to_pylist()] if problems else None
        )
        column = pa.array(by_line or [None] * batch.table.num_rows, pa.list_(pa.string()))
        self._connection.register("batch", batch.table.append_column("problems", column))
        verb = "CREATE TABLE list AS" if first else "INSERT INTO list"
        self._connection.execute(f"{verb} SELECT * FROM batch")
        self._connection.unregister("batch")

    @_room_to_work()
    def ask(self) -> None:
        """Asks every rule about every line; the letters are stored in tables of the folder's database."""
        self._connection.execute(f"CREATE VIEW facts AS {self._facts()}")
        self._connection.execute(f"CREATE TABLE row_letters AS {self.question.rows('facts')}")
        self._connection.execute(f"CREATE TABLE scope_letters AS {self.question.scopes('facts')}")

    def _facts(self) -> str:
        """The query of the lines to check, with the terms where the list has no value."""
        return f"SELECT line, {', '.join(self._fact_columns())} FROM list WHERE skipped IS NULL"

    def _fact_columns(self) -> list[str]:
        day = f"DATE '{self.terms.day or self.today}'"
        if self.terms.day is None and "on_date" in self._given:
            day = f"COALESCE(on_date, {day})"
        level = self._standing_in("level", self.terms.level)
        place = self._standing_in("place", self.terms.place)
        own = sorted(self._given - {"on_date", "level", "place"})
        return [*own, f"{day} AS on_date", f"{level} AS level", f"{place} AS place"]

    def store_facts(self, path: Path) -> None:
        """Writes the facts of each checked line, in their own types, to a Parquet file."""
        draft = path.with_suffix(".draft")
        self._connection.execute(f"COPY (SELECT * FROM facts) TO '{draft}' (FORMAT parquet)")
        draft.replace(path)

    def _standing_in(self, fact: str, given: str | None) -> str:
        known = [fact] if fact in self._given else []
        if given:
            known.append("'" + given.replace("'", "''") + "'")
        return f"COALESCE({', '.join(known)})" if known else "CAST(NULL AS VARCHAR)"

    def lines(self, progress: Progress = lambda phase, rows: None) -> Iterator[LineResult]:
        """The answered lines in the list's order."""
        explainer = Explainer(self.book, self.question.letters)
        read = 0
        with _room_to_work():
            answers = self._answers()
            for batch in self._listed():
                answered = [
                    None if reason else next(answers) for reason in batch.column("skipped").to_pylist()
                ]
                yield from _Lines(batch, answered, explainer, suggest=self.suggest)
                read += batch.num_rows
                progress("writing", read)

    def _listed(self) -> Iterator[pa.RecordBatch]:
        """The lines in the list's order, streamed from disk: they are wide, and never sorted."""
        columns = ", ".join(["line", "raw", "skipped", "problems", *self._fact_columns()])
        return iter(self._connection.execute(f"SELECT {columns} FROM list").to_arrow_reader(ROWS_AT_A_TIME))

    def _answers(self) -> Iterator[Mapping[str, Any]]:
        """The letters and totals of each checked line, in the list's order."""
        reader = (
            self._connection.cursor()
            .execute(
                "SELECT row_letters.letters || scope_letters.letters AS letters, scope_letters.* EXCLUDE (line, letters)"
                " FROM row_letters POSITIONAL JOIN scope_letters"
            )
            .to_arrow_reader(ROWS_AT_A_TIME)
        )
        for batch in reader:
            yield from batch.to_pylist()


class _Lines:
    """The results of one batch of lines. `answered` holds the letters and totals of each, None for a skipped line."""

    def __init__(
        self,
        batch: pa.RecordBatch,
        answered: Sequence[Mapping[str, Any] | None],
        explainer: Explainer,
        *,
        suggest: bool,
    ) -> None:
        self._batch = batch
        self._answered = answered
        self._explainer = explainer
        self._suggest = suggest
        self._facts = {name: batch.column(name).to_pylist() for name in _fact_names(batch.schema)}

    def __iter__(self) -> Iterator[LineResult]:
        columns = {name: self._batch.column(name) for name in self._batch.schema.names}
        raws = columns["raw"].to_pylist()
        numbers = columns["line"].to_pylist()
        skipped = columns["skipped"].to_pylist()
        problems = columns["problems"].to_pylist()
        titles = _texts(columns.get("title"), len(numbers))
        amounts = columns["amount_yuan"].to_pylist() if "amount_yuan" in columns else [None] * len(numbers)
        suggestions = self._suggestions(titles, skipped)
        for index, number in enumerate(numbers):
            raw, answer = tuple(raws[index]), self._answered[index]
            if answer is None:
                yield LineResult(number, raw, LineVerdict.SKIPPED, title=titles[index], reason=skipped[index])
                continue
            findings = self._findings(answer, index)
            of_line = tuple(problems[index] or ())
            yield LineResult(
                number,
                raw,
                verdict_of(findings, has_problems=bool(of_line)),
                titles[index],
                amounts[index],
                findings,
                tuple(suggestions[index]),
                of_line,
            )

    def _suggestions(self, titles: list[str], skipped: list[str | None]) -> list[list[Suggestion]]:
        if not self._suggest:
            return [[] for _ in titles]
        return suggest_many(["" if reason else title for title, reason in zip(titles, skipped, strict=True)])

    def _findings(self, answer: Mapping[str, Any], index: int) -> tuple[Finding, ...]:
        if not _fails(answer["letters"]):
            return ()
        facts = {name: values[index] for name, values in self._facts.items()}
        facts.update(answer)
        return tuple(Finding.of(each) for each in self._explainer.findings(answer["letters"], facts))


@lru_cache(maxsize=4096)
def _fails(letters: str) -> bool:
    return "f" in letters or "u" in letters


@lru_cache(maxsize=8)
def _fact_names(schema: pa.Schema) -> tuple[str, ...]:
    return tuple(name for name in schema.names if name not in ("line", "raw", "skipped", "problems"))


def _texts(column: pa.Array | None, rows: int) -> list[str]:
    if column is None:
        return [""] * rows
    return [text or "" for text in column.to_pylist()]
