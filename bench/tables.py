"""The comparison of the tables with the log: how fast standing rows are told, and compared with what was told."""

from __future__ import annotations

import os
import time

from bench import nation
from bench.figures import Figure, alone, memory_mb
from goufu.config.postgres import throwaway_database

PROJECTS = (
    100_000  # a million rows and more, with what belongs to them: budget lines, funding, targets, movements
)
SUBJECT = "逐行核对"


def measure(projects: int = PROJECTS) -> list[Figure]:
    return alone(_measure, projects)


def _measure(projects: int) -> list[Figure]:
    with throwaway_database() as url:
        os.environ |= {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "goufu.config.settings"}
        import django
        from django.core.management import call_command
        from django.db import connection

        django.setup()
        call_command("migrate", verbosity=0)
        nation.fill(projects)
        figures = _told_and_compared(projects)
        connection.close()
        return figures


def _told_and_compared(projects: int) -> list[Figure]:
    from goufu.journal.replay import replay
    from goufu.journal.told_entries import begin_proof

    begun = time.perf_counter()
    rows = begin_proof()
    told = time.perf_counter() - begun
    begun = time.perf_counter()
    report = replay()
    compared = time.perf_counter() - begun
    if report.untold or report.rows != rows:
        raise SystemExit(
            f"逐行核对的结果不对：{report.rows} 行，{report.untold} 行没有记过，{report.faults[:3]}"
        )
    subject = f"{SUBJECT}，{projects // 10_000} 万个项目，{rows:,} 行"
    return [
        Figure(subject, "记下现有的行，每秒行数", rows / told, "行", at_least=2_000),
        Figure(subject, "核对，每秒行数", rows / compared, "行", at_least=4_000),
        Figure(subject, "最多占用内存", memory_mb(), "MB", at_most=400),
    ]
