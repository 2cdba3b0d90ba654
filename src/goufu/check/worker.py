"""The process that checks one dropped list: `python -m goufu.check.worker FOLDER`. Started by the desk only."""

from __future__ import annotations

import fcntl
import os
import resource
import sys
import tempfile
import time
from pathlib import Path

from goufu.check.answering import STAGE, Checker
from goufu.check.days import today
from goufu.check.desk import Desk, State
from goufu.check.errors import ListError, UnitQuestion
from goufu.check.reading import Reading, read_list
from goufu.check.report import XLSX_ROWS, write_report
from goufu.check.results import LineVerdict, Summary
from goufu.check.storing import store_lines, stored_lines
from goufu.law.load import load_rulebook

MEMORY_BYTES = 6 * 1024**3
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
        desk.tell(State("refused", what=error.what, where=error.where, remedy=error.remedy))
    except MemoryError:
        desk.tell(State("refused", what="这份清单需要的内存太多", remedy="请拆分成几份，或另存为 CSV 后重试"))


def _work(desk: Desk, started: float) -> None:
    task = desk.task()
    book = load_rulebook()
    reading = read_list(
        desk.source, list(book.stages[STAGE].facts.values()), unit=task.unit, chosen=task.chosen or None
    )

    def progress(phase: str, rows: int) -> None:
        desk.tell(State(phase, rows=rows, seconds=time.monotonic() - started))

    with tempfile.TemporaryDirectory(dir=desk.folder) as folder:
        checker = Checker(reading, task.terms, Path(folder), today())
        rows = checker.load(progress)
        progress("checking", rows)
        checker.ask()
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


def main() -> None:
    """Works on the folder named on the command line, within limits on memory, time and company."""
    folder = Path(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    os.nice(5)
    desk = Desk(folder)
    with desk.lock.open("w") as lock, _slot(folder.parent).open("w") as slot:
        fcntl.flock(lock, fcntl.LOCK_EX)
        fcntl.flock(slot, fcntl.LOCK_EX)  # waits its turn
        work(desk)


def _slot(root: Path) -> Path:
    """As many lists are worked on at a time as there are processors."""
    return root / f"slot-{os.getpid() % (os.cpu_count() or 1)}"


if __name__ == "__main__":
    main()
