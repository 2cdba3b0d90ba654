"""A process that dies between any two statements of an action: what then stands is all of it, or nothing.

    @pytest.mark.django_db(transaction=True)
    def test_…() -> None:
        assert killed_times("goufu.planning.tests.test_killed:reserve_one") >= 5
        ...  # what is there now is there once

The work is a function of a module, without arguments: it finds in the database what it works on.
"""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from itertools import count
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from typing import Any

from django.conf import settings
from django.db import connection, transaction

# Its server sets Django up once; each process is forked from that, and not from ours with its threads.
FORKS = get_context("forkserver")
FORKS.set_forkserver_preload(["goufu.journal.tests.forked"])


def killed_times(work: str, *, writing: bool = False) -> int:
    """How often the work was killed before it could end; it has ended then, once. Raises what the work raises.

    writing: it is killed only before statements that lock or write, where it reads much, and before those nothing can be lost.
    """
    with ProcessPoolExecutor(1, FORKS) as process:
        done = process.submit(_as_this_test, _kill_until_it_ends, work, writing, of=_this_test())
        times: int = done.result()
    return times


def forked(function: Callable[..., object], *given: object) -> ForkServerProcess:
    """A process of its own that calls a function of a module, on the test's rows and files."""
    process = FORKS.Process(target=_as_this_test, args=(function, *given), kwargs={"of": _this_test()})
    process.start()
    return process


def _this_test() -> dict[str, Any]:
    """Where the test has its rows and its files."""
    return {"database": connection.settings_dict, "DATA": settings.DATA, "DOCUMENTS": settings.DOCUMENTS}


def _as_this_test(function: Callable[..., Any], *given: object, of: dict[str, Any]) -> Any:
    connection.settings_dict.update(of["database"])
    settings.DATA, settings.DOCUMENTS = of["DATA"], of["DOCUMENTS"]
    return function(*given)


def _kill_until_it_ends(name: str, writing: bool) -> int:
    """Does the work over and over in a child that kills itself before its first, second, third … statement."""
    module, _, function = name.partition(":")
    work = getattr(import_module(module), function)
    with transaction.atomic():  # what a process works out once it knows before it is forked
        work()
        transaction.set_rollback(True)
    connection.close()
    for last in count():
        child = os.fork()
        if child == 0:
            _work_and_die(work, last, writing)
        _, status = os.waitpid(child, 0)
        if os.WIFEXITED(status):
            assert os.WEXITSTATUS(status) == 0, "its error is on standard error"
            return last
    raise AssertionError


def _only_reads(sql: str) -> bool:
    return sql.lstrip().startswith("SELECT") and " FOR " not in sql and "lock" not in sql


def _work_and_die(work: Callable[[], object], last: int, writing: bool) -> None:
    """Ends this process, by SIGKILL after so many statements."""
    left = last

    def die_in_time(execute: Callable[..., object], sql: str, *given: object) -> object:
        nonlocal left
        left -= not (writing and _only_reads(str(sql)))
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, *given)

    try:
        with connection.execute_wrapper(die_in_time):
            work()
    except BaseException:
        traceback.print_exc()
        os._exit(3)
    os._exit(0)
