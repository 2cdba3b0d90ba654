"""The journal: the cost of an entry for an action, the effect of sealing on actions, and the speed of verification."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median, quantiles

from bench.figures import Figure, alone, cpu_with_database, memory_mb
from goufu.config.postgres import throwaway_database

ACTIONS = 2_000
ROUNDS = 4
FIRST = 200  # left out, as warm-up of server and connection
SUBJECT = "存证日志"
# Seals without a pause, much more often than the worker.
SEALER = "import django; django.setup()\nfrom goufu.journal import actions\nwhile True: actions.seal()"


def measure(lines: int) -> list[Figure]:
    return alone(_measure, lines)


def _measure(lines: int) -> list[Figure]:
    with throwaway_database() as url:
        os.environ |= {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "goufu.config.settings"}
        import django
        from django.core.management import call_command
        from django.db import connection

        django.setup()
        call_command("migrate", verbosity=0)
        _write(lines)
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE counted AS SELECT 1 AS id, 0 AS times")
            cursor.execute("ANALYZE journal_entry")
        figures = _sealed_and_verified(lines)
        with connection.cursor() as cursor:
            # What was just written would be tidied up beside what is measured next.
            cursor.execute("VACUUM ANALYZE")
            cursor.execute("CHECKPOINT")
        figures += _beside_actions()
        connection.close()
        return figures


def _write(lines: int) -> None:
    """Writes so many entries, each with its digest as an action writes it; a trigger links them."""
    from django.db import connection

    from goufu.journal.actions import Actor, entry_of
    from goufu.journal.content import FIELDS

    names = [name for name in (*FIELDS, "digest") if name != "id"]
    answers = [{"rule": "plan.budgeted", "verdict": "pass"}]
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY journal_entry ({', '.join(names)}) FROM STDIN") as copy,
    ):
        for number in range(lines):
            entry = entry_of(
                "planning.project.submitted",
                by=Actor(number % 5000, "张三", number % 900, "云岭县民政局"),
                subject=("project", number),
                facts={"金额": f"{number * 7 % 900_000}.00", "名称": "居家养老服务"},
                answers=answers,
            )
            values = (getattr(entry, name) for name in names)
            copy.write_row([json.dumps(each) if isinstance(each, dict | list) else each for each in values])


def _sealed_and_verified(lines: int) -> list[Figure]:
    from goufu.journal import actions
    from goufu.journal.records import stored
    from goufu.journal.verify import verify

    subject = f"{SUBJECT}，{lines // 10_000} 万条"
    begun = cpu_with_database()
    actions.seal()
    sealed = cpu_with_database() - begun
    begun = cpu_with_database()
    report = verify(stored())
    verified = cpu_with_database() - begun
    if report.faults or report.entries != lines:
        raise SystemExit(f"核验的结果不对：{report}")
    return [
        Figure(subject, "存证，每秒条数", lines / sealed, "条", at_least=30_000),
        Figure(subject, "核验，每秒条数", lines / verified, "条", at_least=10_000),
        Figure(subject, "存证、核验最多占用内存", memory_mb(), "MB", at_most=400),
    ]


def _beside_actions() -> list[Figure]:
    """The figures of an action on one row: without an entry and with one, by CPU; with one while another process seals, by
    the clock, since it is the waiting that counts there.
    """
    bare, told = zip(*((_cpu(_act), _cpu(_act_and_tell)) for _ in range(ROUNDS)), strict=True)
    quiet = _times(_act_and_tell)
    with _sealing():
        sealed = _times(_act_and_tell)
    quiet = min(quiet, _times(_act_and_tell), key=median)  # the second run has a warmer server
    while_sealing = "不停地存证时与不存证时之比"
    return [
        Figure(SUBJECT, "改一行并记一条，与只改一行的处理器时间之比", min(told) / min(bare), "倍", at_most=4),
        Figure(SUBJECT, f"{while_sealing}，中位数", median(sealed) / median(quiet), "倍", at_most=1.5),
        Figure(SUBJECT, f"{while_sealing}，95% 不超过", _p95(sealed) / _p95(quiet), "倍", at_most=2),
    ]


def _act() -> None:
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE counted SET times = times + 1 WHERE id = 1")


def _act_and_tell() -> None:
    from django.db import connection, transaction

    from goufu.journal import actions

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE counted SET times = times + 1 WHERE id = 1")
        actions.record("bench.counted", by=actions.SYSTEM, subject=("count", 1), facts={"次数": 1})


@contextmanager
def _sealing() -> Iterator[None]:
    with subprocess.Popen([sys.executable, "-c", SEALER]) as sealer:
        try:
            yield
        finally:
            sealer.kill()


def _cpu(work: Callable[[], None]) -> float:
    """The CPU seconds of a round of actions, the database's included."""
    begun = cpu_with_database()
    for _ in range(ACTIONS):
        work()
    return cpu_with_database() - begun


def _times(work: Callable[[], None]) -> list[float]:
    times = []
    for _ in range(ACTIONS):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return times[FIRST:]


def _p95(times: list[float]) -> float:
    return quantiles(times, n=20)[-1]
