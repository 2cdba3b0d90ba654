"""The whole of `goufu check`: its phases on a long list, its suggestions, and its time for a short list."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb

from bench import lists
from bench.figures import CORES, RATIO, Figure, Time, alone, as_installed, look_up, memory_mb, timed
from goufu import wall_clock
from goufu.catalogue.suggest import best, what_is_bought
from goufu.check.answering import Checker
from goufu.check.reading import read_list
from goufu.check.report import write_report
from goufu.check.terms import STAGE, Terms
from goufu.law.load import load_rulebook
from goufu.reader import read

STARTS = 7
ENDINGS = (0, 1, 3)  # of `goufu check`; 2 is that nothing was checked
TITLES = 100_000
SUGGESTED_AT_MOST = 16  # times look_up


def measure(lines: int) -> list[Figure]:
    """The figures of the phases from CSV to CSV, in a process of its own."""
    return alone(_measure, lines)


def _measure(lines: int) -> list[Figure]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "list.csv"
        with duckdb.connect() as connection:
            lists.make(connection, "list", lines)
            lists.write(connection, "list", path)
        phases = _phases(path, folder)
        memory = memory_mb()
        with duckdb.connect(config={"threads": CORES}) as connection, timed() as copy:
            connection.execute(f"COPY (SELECT * FROM read_csv('{path}')) TO '{folder / 'copy.csv'}'")
    subject = f"goufu check，{lines // 10_000} 万行的 CSV"
    whole = Time(sum(phase.clock for phase in phases.values()), sum(phase.cpu for phase in phases.values()))
    return [
        *(Figure(subject, f"{phase}，每秒行数", lines / time.clock, "行") for phase, time in phases.items()),
        Figure(subject, "全部，每秒行数", lines / whole.clock, "行"),
        Figure(subject, "全部时间与 DuckDB 照抄同一个文件之比", whole.cpu / copy.cpu, "倍", at_most=240),
        Figure(subject, "最多占用内存", memory, "MB", at_most=2_000),
    ]


def _phases(path: Path, folder: Path) -> dict[str, Time]:
    with timed() as reading_time:
        reading = read_list(path, list(load_rulebook().stages[STAGE].facts.values()))
        checker = Checker(reading, Terms(), folder, wall_clock.today(), suggest=False)
        checker.load()
    with timed() as asking_time:
        checker.ask()
    with timed() as writing_time:
        write_report(folder / "answers.csv", checker.headers, checker.lines(), numeric=checker.numeric)
    return {"读入": reading_time, "求值": asking_time, "写明理由并写出（不含目录建议）": writing_time}


def suggestions() -> list[Figure]:
    """The figure of catalogue suggestions on one core, for titles that the reader has read."""
    with duckdb.connect() as connection:
        lists.make(connection, "list", TITLES)
        titles = [title for (title,) in connection.execute("SELECT title FROM list").fetchall()]
    readings = [read(title) for title in titles]
    best(what_is_bought(readings[0]))
    with timed() as time:
        for reading in readings:
            best(what_is_bought(reading))
    with timed() as plain:
        for title in titles:
            look_up(title)
    return [
        Figure("目录建议", "一个核每秒标题数（已经读好的）", TITLES / time.cpu, "个"),
        Figure("目录建议", f"一个标题，{RATIO}", time.cpu / plain.cpu, "倍", at_most=SUGGESTED_AT_MOST),
    ]


def start() -> list[Figure]:
    """The figures of a list of ten lines, from start to result, compared with Python importing the same libraries."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "list.csv"
        with duckdb.connect() as connection:
            lists.make(connection, "list", 10)
            lists.write(connection, "list", path)
        check: list[str | Path] = [
            Path(sys.executable).with_name("goufu"),
            "check",
            path,
            "--quiet",
            "-o",
            path.with_name("out.csv"),
        ]
        libraries: list[str | Path] = [sys.executable, "-c", "import duckdb, arro3.core, click"]
        turns = [(_run(check), _run(libraries)) for _ in range(STARTS)]  # in turn: both meet the same machine
    ours, bare = zip(*turns, strict=True)
    subject = "goufu check，10 行的清单"
    return [
        Figure(subject, "从启动到结束", min(each.clock for each in ours), "秒"),
        Figure(subject, "从启动到结束，处理器时间", min(each.cpu for each in ours), "秒"),
        Figure(
            subject,
            "处理器时间与只装入所用的库之比",
            min(each.cpu for each in ours) / min(each.cpu for each in bare),
            "倍",
            at_most=5,
        ),
    ]


def _run(command: list[str | Path]) -> Time:
    """The time of a program from its start to its end."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with timed() as time:
        done = subprocess.run(command, check=False, capture_output=True, text=True, env=as_installed())
    if done.returncode not in ENDINGS:
        raise SystemExit(done.stderr)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Time(time.clock, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
