"""Work in a child process: its result and its refusals arrive, and its end is told."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from goufu.config.processes import StartError, in_child
from goufu.files.tests.processes import children, until


def test_the_result_comes_from_another_process() -> None:
    told = "甲"
    child, said = in_child(lambda: (os.getpid(), told * 2))
    assert child != os.getpid()
    assert said == "甲甲"
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


def test_what_it_refuses_is_refused_with_the_place_where_it_happened() -> None:
    def work() -> None:
        raise StartError("数据库没有启动")

    with pytest.raises(StartError, match="数据库没有启动") as refused:
        in_child(work)
    assert "in work" in "".join(refused.value.__notes__)


def test_a_child_that_is_killed_is_told() -> None:
    with pytest.raises(StartError, match="中途结束"):
        in_child(lambda: os.kill(os.getpid(), signal.SIGKILL))


def state_of(process: int) -> str:
    """R while it runs, S while it waits."""
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]


def test_who_stops_waiting_leaves_no_child() -> None:
    """As on SIGTERM to the command alone."""
    us = os.getpid()
    before = children(us)

    def interrupt(number: int, frame: object) -> None:
        signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    def work() -> None:
        while True:  # a signal that comes just before we wait is heard after it
            until(lambda: state_of(us) == "S")
            os.kill(us, signal.SIGUSR1)
            signal.sigtimedwait([], 0.1)

    handler = signal.signal(signal.SIGUSR1, interrupt)
    try:
        with pytest.raises(KeyboardInterrupt):
            in_child(work)
    finally:
        signal.signal(signal.SIGUSR1, handler)
    assert children(us) == before
