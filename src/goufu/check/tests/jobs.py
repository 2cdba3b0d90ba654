"""Lists checked at once: what the worker for long jobs would do, in its own words."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from goufu.check.list_state import ListState
from goufu.check.list_task import Task
from goufu.check.running import work_on
from goufu.check.tasks import check_list
from goufu.check.uploaded_list import UploadedList


def check_now(uploaded: UploadedList, task: Task | None = None) -> ListState:
    """Has the list checked, without a job."""
    uploaded.set_task(task or Task())
    _run(work_on(uploaded))
    return uploaded.state()


def do_jobs() -> int:
    """Does the jobs of lists that wait, in their order; how many there were."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM procrastinate_jobs WHERE task_name = 'check.check_list' RETURNING id, args"
        )
        jobs = sorted(cursor.fetchall())
    for _number, given in jobs:
        _run(check_list(**json.loads(given)))
    return len(jobs)


def _run(work: Coroutine[object, object, None]) -> None:
    """In a thread of its own: a browser's tests have a loop in theirs."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()
