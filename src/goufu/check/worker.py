"""The process that checks one dropped list: `python -m goufu.check.worker FOLDER`. Started by the desk only."""

from __future__ import annotations

import fcntl
import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

from goufu.check.answering import STAGE, Checker
from goufu.check.days import today
from goufu.check.desk import Desk, State
from goufu.check.errors import ListError, UnitQuestion
from goufu.check.reading import Reading, read_list
from goufu.check.report import XLSX_ROWS, write_report
from goufu.check.results import LineVerdict, Summary
from goufu.check.storing import store_lines, stored_lines
from goufu.files.limited import Limits
from goufu.law.load import load_rulebook

MEMORY_MB = 6144
CPU_SECONDS = 1800


def work(desk: Desk) -> None:
    """Checks the list on the desk; whatever happens is told in its state."""
    started = time.monotonic()
    try:
        _work(desk, started)
    except UnitQuestion as question:
        desk.tell(
            State(
                "asks",
                what=question.what,
                where=question.where,
                remedy=question.remedy,
                headers=list(question.headers),
                examples=list(question.examples),
            )
        )
    except ListError as error:
        where = desk.name if error.where == desk.source.name else error.where  # as the person named the file
        desk.tell(State("refused", what=error.what, where=where, remedy=error.remedy))
    except MemoryError:
        desk.tell(State("refused", what="这份清单需要的内存太多", remedy="请拆分成几份，或另存为 CSV 后重试"))


def _work(desk: Desk, started: float) -> None:
    def progress(phase: str, rows: int) -> None:
        desk.tell(State(phase, rows=rows, seconds=time.monotonic() - started))

    progress("reading", 0)
    task = desk.task()
    book = load_rulebook()
    reading = read_list(
        desk.source, list(book.stages[STAGE].facts.values()), unit=task.unit, chosen=task.chosen or None
    )

    with _work_folder(desk) as folder:
        checker = Checker(reading, task.terms, folder, today())
        rows = checker.load(progress)
        progress("checking", rows)
        checker.ask()
        checker.store_facts(desk.facts_file)
        headers = checker.headers
        summary = Summary()
        store_lines(summary.counting(checker.lines(progress)), desk.lines_file)
    for kind in ("csv", "xlsx") if rows < XLSX_ROWS else ("csv",):
        lines = stored_lines(desk.lines_file)
        write_report(desk.report(kind), headers, lines, numeric=checker.numeric, title=desk.name)
    desk.tell(_done(checker, reading, summary, rows, time.monotonic() - started))


def _done(checker: Checker, reading: Reading, summary: Summary, rows: int, seconds: float) -> State:
    rules = {rule.id: rule for rule in checker.rules}
    return State(
        "done",
        rows=rows,
        seconds=seconds,
        sheet=reading.sheet.name,
        columns=[
            {
                "letter": column.letter,
                "header": column.header,
                "fact": column.fact.name if column.fact else None,
                "title": column.fact.title if column.fact else "",
                "unit": column.unit,
                "confidence": column.confidence,
                "reason": column.reason,
            }
            for column in reading.columns
        ],
        counts={verdict.value: summary.verdicts[verdict] for verdict in LineVerdict},
        rules=[
            {
                "rule": rule_id,
                "title": rules[rule_id].title,
                "severity": rules[rule_id].severity.value,
                "citation": "、".join(checker.book.cite(ref) for ref in rules[rule_id].articles),
                "count": count,
            }
            for (rule_id, _), count in summary.rules.most_common()
        ],
        left_out=dict(reading.left_out),
        notes=[f"“{header}”{note}：{count} 处" for (header, note), count in reading.notes.most_common(20)],
    )


@contextmanager
def _work_folder(desk: Desk) -> Iterator[Path]:
    """Room for the database; always the same, so that a killed worker's is cleared by the next."""
    folder = desk.folder / "work"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def main() -> None:
    """Works on the folder named on the command line, within limits on memory, time and company."""
    desk = Desk(Path(sys.argv[1]))
    Limits(
        memory_mb=int(os.environ.get("GOUFU_CHECK_MEMORY_MB", MEMORY_MB)),
        cpu_seconds=int(os.environ.get("GOUFU_CHECK_CPU_SECONDS", CPU_SECONDS)),
    ).hold()
    with desk.lock.open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with _turn(desk.folder.parent):
            work(desk)


@contextmanager
def _turn(root: Path) -> Iterator[None]:
    """As many lists are worked on at a time as there are processors; the others wait."""
    places = [root / f"slot-{number}" for number in range(os.cpu_count() or 1)]
    with ExitStack() as stack:
        slots = [stack.enter_context(place.open("a")) for place in places]
        if not any(map(_taken, slots)):
            fcntl.flock(slots[os.getpid() % len(slots)], fcntl.LOCK_EX)
        yield


def _taken(slot: IO[str]) -> bool:
    try:
        fcntl.flock(slot, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


if __name__ == "__main__":
    main()
