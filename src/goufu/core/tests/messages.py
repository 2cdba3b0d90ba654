"""Messages delivered at once, as the worker would."""

from __future__ import annotations

import json

from django.db import connection

from goufu.core.messages import hear


def deliver() -> int:
    """Does all messages that wait, in their order; how many there were."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, args FROM procrastinate_jobs WHERE task_name = 'core.hear' ORDER BY id")
        jobs: list[tuple[int, str]] = cursor.fetchall()
    for number, facts in jobs:
        hear(**json.loads(facts))
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [number])
    return len(jobs)
