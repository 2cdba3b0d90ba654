"""Rules asked of a whole list by DuckDB, as `goufu check` does: lines per second, compared with the query by hand."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path

import duckdb

from bench import lists
from bench.by_hand import ByHand
from bench.figures import CORES, Figure, Time, alone, memory_mb, timed
from bench.stored import known
from bench.titles import messy_titles
from goufu.law.dialects import DUCKDB
from goufu.law.engines import duckdb as engine
from goufu.law.load import load_rulebook
from goufu.law.readings import NAMES, reading_of
from goufu.law.sql import Question

# The columns of a list of planned purchases, and the terms that `goufu check` gets for the whole list.
COLUMNS = (
    "purchaser", "title", "method", "budget_year", "item_code", "budget_line", "amount_yuan", "term_months",
)  # fmt: skip
TERMS = "DATE '2026-06-01' AS on_date, '370100' AS place, 'county' AS level"
GIVEN = (*COLUMNS, *NAMES, "on_date", "place", "level")
READ_TITLES = 20_000  # different ones, over and over: reading a million takes longer than all else

RATE = "规则求值，两个核每秒行数"


def measure(lines: int, base_rate: float | None = None) -> list[Figure]:
    """The figures of rule evaluation alone, against the query by hand, or against a shorter list's `base_rate`."""
    return alone(partial(_measure, base_rate=base_rate), lines)


def _measure(lines: int, base_rate: float | None) -> list[Figure]:
    book = load_rulebook()
    question = Question(book, "plan", DUCKDB, given=GIVEN)
    by_hand = ByHand(question, question.row_rules)
    with tempfile.TemporaryDirectory() as folder:
        lists.make_file(Path(folder) / "list.duckdb", "list", lines)
        connection = engine.connect(
            str(Path(folder) / "list.duckdb"), threads=CORES, memory_limit="1GB", temp_directory=folder
        )
        connection.execute("SET enable_progress_bar = false")
        _store_readings(connection)
        connection.execute(
            f"CREATE TABLE typed AS SELECT known.* REPLACE (read.title AS title), read.* EXCLUDE (number, title)"
            f" FROM ({known('list', COLUMNS)}) known JOIN read ON line % {READ_TITLES} = number ORDER BY line"
        )
        connection.execute(f"CREATE VIEW facts AS SELECT *, {TERMS} FROM typed")
        with timed() as rows:
            connection.execute(f"CREATE TABLE row_letters AS {question.rows('facts')}")
        with timed() as scopes:
            connection.execute(f"CREATE TABLE scope_letters AS {question.scopes('facts')}")
        memory = memory_mb()
        both = Time(rows.clock + scopes.clock, rows.cpu + scopes.cpu)
        subject = f"DuckDB，{lines // 10_000:,} 万行，{len(question.letters)} 条规则，名称已经读好"
        figures = [
            Figure(subject, RATE, both.rate(lines), "行", at_least=None if base_rate else 200_000),
            Figure(subject, "其中逐行的规则", rows.rate(lines), "行"),
            Figure(subject, "其中合计的规则", scopes.rate(lines), "行"),
            Figure(subject, "本次实际经过的时间", both.clock, "秒"),
            Figure(subject, "最多占用内存（DuckDB 上限 1 GB）", memory, "MB", at_most=1_800),
        ]
        if base_rate is not None:
            held = both.rate(lines) / base_rate
            return [*figures, Figure(subject, "每秒行数与一百万行时之比", held, "倍", at_least=0.8)]
        with timed() as hand:
            connection.execute(f"CREATE TABLE by_hand AS {by_hand.rows('facts')}")
        _compare(
            connection.execute(
                "SELECT row_letters.letters, by_hand.letters FROM row_letters JOIN by_hand USING (line) WHERE line % 50 = 0"
            ).fetchall(),
            by_hand.places,
        )
    return [
        *figures,
        Figure(subject, "逐行的规则与手写查询的时间之比", rows.cpu / hand.cpu, "倍", at_most=1.5),
    ]


def _store_readings(connection: duckdb.DuckDBPyConnection) -> None:
    """Creates the table `read`: messy titles with the facts that the reader gives of them, numbered."""
    facts = load_rulebook().stages["plan"].facts
    titles = messy_titles(READ_TITLES)
    texts = [{**reading_of(title), "title": title} for title in titles]
    columns = {name: engine.texts(text[name] for text in texts) for name in ("title", *NAMES)}
    table = engine.table({"number": engine.integers(range(READ_TITLES)), **columns})
    casts = ", ".join(f"CAST({name} AS {DUCKDB.types[facts[name].type]}) AS {name}" for name in columns)
    connection.register("read_texts", table)
    connection.execute(f"CREATE TABLE read AS SELECT number, {casts} FROM read_texts")


def _compare(pairs: list[tuple[str, str]], places: list[int]) -> None:
    for ours, theirs in pairs:
        chosen = "".join(ours[place] for place in places).replace("u", "f")
        if chosen != theirs:
            raise SystemExit(f"手写查询的回答不同，量出来的不能比：{chosen} {theirs}")
