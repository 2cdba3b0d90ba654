from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction

from goufu import wall_clock
from goufu.journal import actions
from goufu.journal.models import Entry

CLERK = actions.Actor(7, "张三", 3, "云岭县民政局")

Write = Callable[[int], list[Entry]]


@pytest.fixture
def write() -> Write:
    """Writes so many entries, each in a transaction of its own."""

    def write(count: int) -> list[Entry]:
        entries = []
        for number in range(count):
            with transaction.atomic():
                entries.append(
                    actions.record(
                        "planning.project.submitted",
                        by=CLERK,
                        subject=("project", number),
                        facts={"金额": "100.00", "名称": "居家养老服务"},
                        answers=[{"rule": "plan.budgeted", "verdict": "pass"}],
                    )
                )
        return entries

    return write


@pytest.fixture
def days(write: Write) -> None:
    """Three days with three seals each, of 1, 2 and 5 entries, all closed."""
    begun = datetime.fromisoformat("2026-11-20T09:00:00+08:00")
    for day in range(3):
        for hour, count in enumerate((1, 2, 5)):
            at = begun + timedelta(days=day, hours=hour)
            with wall_clock.telling(wall_clock.standing(at)):
                write(count)
                actions.seal()
    actions.close_days((begun + timedelta(days=3)).date())


@contextmanager
def as_database_administrator() -> Iterator[Callable[..., None]]:
    """Runs SQL past every trigger, as whoever owns the database can."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield cursor.execute
        cursor.execute("SET LOCAL session_replication_role = origin")
