"""Lists checked at once: what the worker for long jobs would do, in its own words.

The process that checks a list is forked from one that has loaded its libraries and the rules, since hundreds of tests only
want to see what becomes of a list. How it is started, limited and ended is proved in `test_uploaded_list`, by real starts.
"""

from __future__ import annotations

import asyncio
import atexit
import json
import os
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import cache

import pytest
from django.db import connection

from goufu.check.list_state import ListState
from goufu.check.list_task import Task
from goufu.check.running import _tell_end
from goufu.check.tasks import check_list
from goufu.check.uploaded_list import UploadedList
from goufu.files.tests.forking import Forks, forking_from

LIBRARIES = ("goufu.check.worker", "goufu.files.workbook", "goufu.catalogue.suggest", "rustpy_xlsxwriter")


def check_now(uploaded: UploadedList, task: Task | None = None) -> ListState:
    """Has the list checked, without a job."""
    uploaded.set_task(task or Task())
    _run(_work_on(uploaded))
    return uploaded.state()


def do_jobs(work_on: Callable[[UploadedList], Awaitable[None]] | None = None) -> int:
    """Does the jobs of lists that wait, in their order; how many there were."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM procrastinate_jobs WHERE task_name = 'check.check_list' RETURNING id, args"
        )
        jobs = sorted(cursor.fetchall())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("goufu.check.tasks.work_on", work_on or _work_on)
        for _number, given in jobs:
            _run(check_list(**json.loads(given)))
    return len(jobs)


async def _work_on(uploaded: UploadedList) -> None:
    done = await asyncio.to_thread(_forks().run, [uploaded.folder], os.environ)
    _tell_end(uploaded, done.returncode, done.stderr.encode())


@cache
def _forks() -> Forks:
    """The process that forks; it ends with this one."""
    running = ExitStack()
    atexit.register(running.close)
    return running.enter_context(
        forking_from(f"{__package__}.worker:main", LIBRARIES, f"{__package__}.worker:get_ready")
    )


def _run(work: Coroutine[object, object, None]) -> None:
    """In a thread of its own: a browser's tests have a loop in theirs."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()
