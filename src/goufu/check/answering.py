"""Checking a list: loaded into DuckDB on disk, all rules asked at once, answers read in the list's order."""

from __future__ import annotations

import json
import resource
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import chain, groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

import duckdb

from goufu.catalogue.central import HeldLists
from goufu.check.answered import OWN_COLUMNS, Lines
from goufu.check.errors import ListError
from goufu.check.listed import FACT, ITEM, CentralAnswers
from goufu.check.reading import Batch, Reading
from goufu.check.results import (
    LineProblem,
    LineResult,
    Unanswered,
)
from goufu.check.terms import STAGE, Terms
from goufu.check.texts import read_texts
from goufu.law.answers import Explainer
from goufu.law.dialects import DUCKDB
from goufu.law.engines import duckdb as engine
from goufu.law.load import load_rulebook
from goufu.law.marks import PassMarks
from goufu.law.model import Rule, Value
from goufu.law.sql import Question

MEMORY_MB = 1024
ROWS_AT_A_TIME = 20_000
SIGNS_AT_A_TIME = 16_000_000
SHORT = 5_000  # rows; simplifying the query takes longer than asking it simplified saves on fewer
_OWN_TYPES = {**DUCKDB.types, "money": "DECIMAL(18, 2)", "number": "DECIMAL(18, 6)"}
_ANSWERS = (
    "SELECT row_letters.letters || scope_letters.letters AS letters, scope_letters.* EXCLUDE (line, letters)"
    " FROM row_letters POSITIONAL JOIN scope_letters"
)
_to_json = json.JSONEncoder(ensure_ascii=False).encode

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


def _memory_mb() -> int:
    """A sixth of what this process may take, at most MEMORY_MB.

    Past its own limit DuckDB says that memory is wanting; past the process's it may try again for good.
    """
    most, _ = resource.getrlimit(resource.RLIMIT_AS)
    return MEMORY_MB if most == resource.RLIM_INFINITY else min(MEMORY_MB, most // 6 >> 20)


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
        held: HeldLists | None = None,
    ) -> None:
        """held: the lists of what is bought centrally, by which lines with the code of an item are answered."""
        self.reading = reading
        self.terms = terms
        self.today = today
        self.suggest = suggest
        self.book = load_rulebook()
        self._width = self._rows = self._longest = 0
        self._given = {column.fact.name for column in reading.columns if column.fact is not None}
        self._read = self.book.stages[STAGE].read if "title" in self._given else {}
        self._given |= self._read.keys()
        self._has_own_kinds = "purchaser_kind" in self._given
        if terms.kinds:
            self._given.add("purchaser_kind")
        self._listed = CentralAnswers(held, terms, today) if held and ITEM in self._given else None
        self._given |= {FACT} if self._listed else set()
        self.question = Question(self.book, STAGE, DUCKDB, given=self._given | {"on_date", "level", "place"})
        self._connection = engine.connect(
            str(folder / "list.duckdb"),
            calendar=self.question.counts_workdays,
            threads=threads,
            memory_limit=f"{_memory_mb()}MB",
            temp_directory=str(folder),
        )

    @property
    def rules(self) -> tuple[Rule, ...]:
        return self.question.letters

    @property
    def headers(self) -> list[str]:
        """The list's own headers; rows longer than the header row add columns without a name."""
        own = [column.header for column in self.reading.columns]
        return own + [""] * (self._width - len(own))

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
        known = {
            column.fact.name: _OWN_TYPES[column.fact.type] for column in self.reading.columns if column.fact
        }
        known |= {name: _OWN_TYPES[fact.type] for name, fact in self._read.items()}
        known |= {FACT: _OWN_TYPES["yesno"]} if self._listed else {}
        columns = ", ".join(f"{name} {type_}" for name, type_ in (OWN_COLUMNS | known).items())
        self._connection.execute(f"CREATE TABLE list ({columns})")
        self._rows = 0
        for batch in self.reading.batches():
            self._store(batch)
            self._width = max(self._width, *map(len, batch.raw))
            self._rows += len(batch.lines)
            progress("reading", self._rows)
        self.reading.remarks += self._listed.remarks() if self._listed else ()
        return self._rows

    @_room_to_work()
    def _store(self, batch: Batch) -> None:
        raw = list(map(_to_json, batch.raw))
        self._longest = max(self._longest, max(map(len, raw), default=0))
        problems = {
            line: _to_json([LineProblem.of(problem) for problem in of_line])
            for line, of_line in groupby(batch.problems, key=attrgetter("line"))
        }
        columns = {
            "line": engine.integers(batch.lines),
            "skipped": engine.texts(batch.skipped),
            "raw": engine.texts(raw),
            "problems": engine.texts(map(problems.get, batch.lines)),
            **{name: engine.texts(values) for name, values in batch.facts.items()},
            **({FACT: engine.texts(self._listed.of(batch))} if self._listed else {}),
            **{name: engine.texts(values) for name, values in self._readings(batch).items()},
        }
        self._connection.register("batch", engine.table(columns))
        self._connection.execute("INSERT INTO list BY NAME SELECT * FROM batch")
        self._connection.unregister("batch")

    def _readings(self, batch: Batch) -> dict[str, Sequence[Value]]:
        """A column for each fact that the reader gives of a line's title and need, and what is bought; lines to skip are not read."""
        if not self._read:
            return {}
        titles = batch.facts["title"]
        needs = batch.facts.get("description") or [None] * len(titles)
        return read_texts(
            (None if reason else title, need)
            for reason, title, need in zip(batch.skipped, titles, needs, strict=True)
        )

    @_room_to_work()
    def ask(self) -> None:
        """Asks every rule about every line; the letters are stored in tables of the folder's database."""
        if self._rows < SHORT:
            self._connection.execute("SET disabled_optimizers = 'expression_rewriter'")
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
        own = sorted(self._given - {"on_date", "level", "place", *self._said_of_bodies})
        said = [f"{query} AS {name}" for name, query in self._said_of_bodies.items()]
        return [*own, *said, f"{day} AS on_date", f"{level} AS level", f"{place} AS place"]

    @property
    def _said_of_bodies(self) -> dict[str, str]:
        """The kind of each line's body: the line's own, else what a person said of the body."""
        if not self.terms.kinds:
            return {}
        names = [f"NULLIF({name}, '')" for name in ("purchaser", "institution") if name in self._given]
        said = " ".join(
            f"WHEN {_quoted(body)} THEN {_quoted(kind)}" for body, kind in self.terms.kinds.items()
        )
        own = "purchaser_kind, " if self._has_own_kinds else ""
        return {"purchaser_kind": f"COALESCE({own}CASE COALESCE({', '.join(names)}) {said} END)"}

    def store_facts(self, path: Path) -> None:
        """Writes the facts of each checked line, in their own types, to a Parquet file."""
        draft = path.with_suffix(".draft")
        self._connection.execute("COPY (SELECT * FROM facts) TO ? (FORMAT parquet)", [str(draft)])
        draft.replace(path)

    def _standing_in(self, fact: str, given: str | None) -> str:
        known = [fact] if fact in self._given else []
        if given:
            known.append(_quoted(given))
        return f"COALESCE({', '.join(known)})" if known else "CAST(NULL AS VARCHAR)"

    def lines(self, progress: Progress = lambda phase, rows: None) -> Iterator[LineResult]:
        """The answered lines in the list's order."""
        explainer = Explainer(self.book, self.question.letters)
        pass_marks = PassMarks(self.book, self.question.letters)
        unanswered: dict[Any, Unanswered] = {}
        read = 0
        with _room_to_work():
            names, listed = self._streamed(
                f"SELECT {', '.join([*OWN_COLUMNS, *self._fact_columns()])} FROM list"
            )
            totals, answers = self._streamed(_ANSWERS)
            answer = chain.from_iterable(answers)
            for rows in listed:
                columns = dict(zip(names, zip(*rows, strict=True), strict=True))
                answered = [None if reason else next(answer) for reason in columns["skipped"]]
                yield from Lines(
                    columns, answered, totals, explainer, pass_marks, unanswered, suggest=self.suggest
                )
                read += len(rows)
                progress("writing", read)

    def _streamed(self, query: str) -> tuple[list[str], Iterator[list[Any]]]:
        """The names of the columns, and the rows in the table's order, some at a time, streamed from disk, never sorted."""
        cursor = self._connection.cursor().execute(query)
        rows = max(1, min(ROWS_AT_A_TIME, SIGNS_AT_A_TIME // max(self._longest, 1)))
        return [name for name, *_ in cursor.description], iter(lambda: cursor.fetchmany(rows), [])


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
