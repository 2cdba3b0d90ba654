"""The process that checks one uploaded list: `python -m goufu.check.worker FOLDER PARENT`. Started by `running` only."""

from __future__ import annotations

import fcntl
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from goufu.check.answering import Checker
from goufu.check.columns import ListColumn
from goufu.check.errors import ColumnQuestion, ListError, UnitQuestion
from goufu.check.list_state import Answers, ListState, Question, Said, WhatWasRead
from goufu.check.own_report import own_workbook
from goufu.check.reading import Reading, read_list
from goufu.check.report import XLSX_ROWS, write_report
from goufu.check.results import LineVerdict, Summary
from goufu.check.running import limits
from goufu.check.storing import store_lines, stored_lines
from goufu.check.terms import STAGE
from goufu.check.uploaded_list import UploadedList
from goufu.files.parent import end_with_parent
from goufu.law.load import load_rulebook


def work(uploaded: UploadedList) -> None:
    """Checks the list; whatever happens stands in its state."""
    started = time.monotonic()
    try:
        _work(uploaded, started)
    except UnitQuestion as question:
        uploaded.write_state(_asking(question))
    except ColumnQuestion as question:
        asked = {"fact": question.fact, "letters": [*question.letters], "hidden": [*question.hidden]}
        uploaded.write_state(_asking(question, **asked))
    except ListError as error:
        # The file is named as the person named it.
        here = uploaded.source.name
        where = uploaded.name + error.where[len(here) :] if error.where.startswith(here) else error.where
        uploaded.refuse(error.what, error.remedy, where)
    except MemoryError:
        uploaded.refuse("这份清单需要的内存太多", "请拆分成几份，或另存为 CSV 后重试")


def _asking(question: UnitQuestion | ColumnQuestion, **columns: Any) -> ListState:
    return ListState(
        "asks",
        said=Said(question.what, question.where, question.remedy),
        question=Question(list(question.headers), list(question.examples), **columns),
    )


def _work(uploaded: UploadedList, started: float) -> None:
    def progress(phase: str, rows: int) -> None:
        uploaded.write_state(ListState(phase, rows=rows, seconds=time.monotonic() - started))

    progress("reading", 0)
    task = uploaded.task()
    book = load_rulebook()
    reading = read_list(
        uploaded.source,
        list(book.stages[STAGE].given.values()),
        sheet=task.sheet,
        unit=task.unit,
        chosen=task.chosen or None,
    )

    with _work_folder(uploaded) as folder:
        checker = Checker(reading, task.terms, folder, task.today, held=uploaded.held_lists())
        rows = checker.load(progress)
        progress("checking", rows)
        checker.ask()
        checker.store_facts(uploaded.facts_file)
        headers = checker.headers
        summary = Summary()
        store_lines(summary.counting(checker.lines(progress)), uploaded.lines_file)
    own, lost = own_workbook(uploaded.source, reading, len(headers))
    reading.remarks += [lost] if lost else []
    for kind in ("csv", "xlsx") if rows < XLSX_ROWS else ("csv",):
        lines = stored_lines(uploaded.lines_file)
        write_report(
            uploaded.report(kind),
            headers,
            lines,
            numeric=checker.numeric,
            title=uploaded.name,
            own=own,
            said=reading.said,
        )
    uploaded.write_state(_done(checker, reading, summary, rows, time.monotonic() - started))


def _done(checker: Checker, reading: Reading, summary: Summary, rows: int, seconds: float) -> ListState:
    return ListState(
        "done",
        rows=rows,
        seconds=seconds,
        read=WhatWasRead(
            sheet=reading.sheet.name,
            columns=[_column(column) for column in reading.columns],
            left_out=reading.left_out,
            other_lists=reading.other_lists,
            remarks=reading.remarks,
            unused=[*reading.unused.names],
            unused_has_weight=reading.unused.has_weight,
            notes=reading.noted(),
        ),
        answers=Answers(
            counts={verdict.value: summary.verdicts[verdict] for verdict in LineVerdict},
            rules=_rules(checker, summary),
            questions=_questions(summary),
            unanswered=[
                {"rule": rule, "title": title, "facts": list(facts), "count": count}
                for (rule, title, facts), count in summary.blocking_unanswered().most_common()
            ],
        ),
    )


def _column(column: ListColumn) -> dict[str, Any]:
    return {
        "letter": column.letter,
        "header": column.header,
        "fact": column.fact.name if column.fact else None,
        "title": column.fact.title if column.fact else "",
        "unit": column.unit,
        "confidence": column.confidence,
        "reason": column.reason,
    }


def _rules(checker: Checker, summary: Summary) -> list[dict[str, Any]]:
    """The rules that lines don't meet, each with the number of lines, most first."""
    rules = {rule.id: rule for rule in checker.rules}
    return [
        {
            "rule": rule_id,
            "title": rules[rule_id].title,
            "severity": rules[rule_id].severity.value,
            "citation": "、".join(checker.book.cite(ref) for ref in rules[rule_id].articles),
            "count": count,
        }
        for (rule_id, _), count in summary.rules.most_common()
    ]


def _questions(summary: Summary) -> list[dict[str, Any]]:
    """The questions about bodies, each with the number of lines that it is about."""
    return [
        {"rule": each.rule, "title": each.title, "about": each.about, "remedy": each.remedy, "count": count}
        for each, count in summary.questions.most_common()
    ]


@contextmanager
def _work_folder(uploaded: UploadedList) -> Iterator[Path]:
    """Room for the database; always the same, so that a killed worker's is cleared by the next."""
    folder = uploaded.work_folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def main() -> None:
    """Works on the folder named on the command line, within limits, and no longer than its parent lives."""
    folder, parent = sys.argv[1:]
    end_with_parent(int(parent))
    limits().hold()
    uploaded = UploadedList(Path(folder))
    with uploaded.lock.open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if uploaded.state().is_working:  # else another has done it meanwhile
            work(uploaded)


if __name__ == "__main__":
    main()
