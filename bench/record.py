"""One record among a million in PostgreSQL, asked all rules of its stage; compared with the query by hand."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from statistics import quantiles

import psycopg

from bench import stored
from bench.by_hand import ByHand
from bench.figures import Figure
from goufu.config.postgres import throwaway_database
from goufu.config.programs import PostgresError, find_programs
from goufu.law.dialects import POSTGRES
from goufu.law.engines.postgres import PostgresEngine
from goufu.law.load import load_rulebook
from goufu.law.sql import Question

RECORDS = 300
FIRST = 30  # left out: the server still reads pages and plans the query


def measure(lines: int) -> list[Figure]:
    """The figures on the machine's PostgreSQL and on the wheel's, as far as they are found."""
    figures = []
    for choice in ("machine", "wheel"):
        try:
            major = find_programs(choice).major
        except PostgresError:
            continue
        with (
            _chosen(choice),
            throwaway_database() as url,
            psycopg.connect(url, autocommit=True) as connection,
            psycopg.connect(url, autocommit=True) as other,
        ):
            figures += _measure(connection, other, major, lines)
    return figures


@contextmanager
def _chosen(choice: str) -> Iterator[None]:
    before = os.environ.get("GOUFU_POSTGRES")
    os.environ["GOUFU_POSTGRES"] = choice
    try:
        yield
    finally:
        os.environ.pop("GOUFU_POSTGRES")
        if before is not None:
            os.environ["GOUFU_POSTGRES"] = before


def _measure(
    connection: psycopg.Connection, other: psycopg.Connection, major: int, lines: int
) -> list[Figure]:
    """The figures of one server. Each query has a connection of its own, since connections cache compiled patterns."""
    book = load_rulebook()
    question = Question(book, "plan", POSTGRES)
    by_hand = ByHand(question, question.letters)
    stored.fill(connection, question.stage, lines)
    for each in (connection, other):
        each.execute("SET jit = off")
    ours_sql = _with_parameter(question.record(stored.TABLE, "line = @line"))
    hand_sql = _with_parameter(by_hand.record(stored.TABLE, "line = @line"))
    lines_asked = random.Random(1).choices(range(lines), k=RECORDS)  # noqa: S311
    ours: list[float] = []
    hand: list[float] = []
    for turn, line in enumerate(lines_asked):
        if turn % 2:  # whoever asks first reads the row from the disk
            letters = _asked(connection, ours_sql, line, ours)
            theirs = _asked(other, hand_sql, line, hand)
        else:
            theirs = _asked(other, hand_sql, line, hand)
            letters = _asked(connection, ours_sql, line, ours)
        if letters.replace("u", "f") != theirs:
            raise SystemExit(f"手写查询的回答不同，量出来的不能比：{letters} {theirs}")
    given = _given(connection, question, lines_asked)
    subject = f"PostgreSQL {major}，{lines // 10_000} 万行里的一行，{len(question.letters)} 条规则"
    return [
        Figure(subject, "已存的一行，95% 不超过", _p95(ours), "毫秒", at_most=10),
        Figure(subject, "与手写查询的时间之比", _p95(ours) / _p95(hand), "倍", at_most=3),
        Figure(subject, "已存的一行，中位数", sorted(ours)[len(ours) // 2], "毫秒"),
        Figure(subject, "没有存的一行，95% 不超过", _p95(given), "毫秒", at_most=10),
    ]


def _asked(connection: psycopg.Connection, sql: str, line: int, times: list[float]) -> str:
    letters: list[str] = []

    def ask() -> None:
        letters.append(connection.execute(sql, [line], prepare=True).fetchall()[0][1])

    times.append(_milliseconds(ask))
    return letters[0]


def _given(connection: psycopg.Connection, question: Question, lines: list[int]) -> list[float]:
    """The milliseconds for the same records as values, through the engine, unprepared, as in a web request."""
    names = list(question.stage.facts)
    times = []
    with connection.cursor() as cursor:
        engine = PostgresEngine(question.book, cursor)
        for line in lines:
            row = cursor.execute(
                f"SELECT {', '.join(names)} FROM {stored.TABLE} WHERE line = {line}"
            ).fetchone()
            assert row is not None
            facts = dict(zip(names, row, strict=True)) | {"on_date": date(2026, 6, 1)}
            times.append(_milliseconds(lambda facts=facts: engine.ask(question, facts)))  # type: ignore[misc]
    return times


def _with_parameter(sql: str) -> str:
    return sql.replace("%", "%%").replace("@line", "%s")


def _milliseconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def _p95(times: list[float]) -> float:
    return quantiles(times[FIRST:], n=20)[-1]
