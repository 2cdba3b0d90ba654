"""The watchdog with real processes: of several in one program each must give signs of life."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator

import pytest

from goufu.config.supervisor import LOOKS_EVERY_SECONDS, Program, Supervisor
from goufu.files.tests.processes import children, command, until

SPEAKS = (
    "import asyncio; from goufu.config.watchdog import give_signs_of_life; asyncio.run(give_signs_of_life())"
)
STARTS_TWO = f"""
import subprocess, sys
for each in [subprocess.Popen([sys.executable, "-c", {SPEAKS!r}]) for _ in range(2)]:
    each.wait()
"""
BLOCKS_ITS_LOOP = """
import asyncio, threading
from goufu.config.watchdog import give_signs_of_life

async def work():
    alive = asyncio.create_task(give_signs_of_life())
    await asyncio.sleep(0.1)
    threading.Event().wait()

asyncio.run(work())
"""


LOOKS = 50  # one each 0.05 s, as until() asks


@pytest.fixture
def supervisor() -> Iterator[Supervisor]:
    with Supervisor(silent_seconds=LOOKS * LOOKS_EVERY_SECONDS) as supervisor:
        yield supervisor


def started(supervisor: Supervisor, name: str, script: str) -> int:
    supervisor.start(Program(name, [sys.executable, "-c", script], supervisor.watchdog))
    return running(script)


def running(script: str) -> int:
    until(lambda: any(script.encode() in command(each) for each in children(os.getpid())))
    [process] = [each for each in children(os.getpid()) if script.encode() in command(each)]
    return process


def until_restarted(supervisor: Supervisor, process: int) -> None:
    def is_restarted() -> bool:
        supervisor.look()
        return process not in children(os.getpid())

    until(is_restarted)


def said(log: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in log.records]


def test_one_of_several_that_hangs_ends_them_all_and_they_start_again(
    supervisor: Supervisor, caplog: pytest.LogCaptureFixture
) -> None:
    program = started(supervisor, "两个", STARTS_TWO)

    def both_have_spoken() -> bool:
        supervisor.look()
        return len(supervisor.watchdog.heard) == 2

    until(both_have_spoken)
    stopped, other = children(program)
    os.kill(stopped, signal.SIGSTOP)
    until_restarted(supervisor, program)
    until(lambda: not command(stopped) and not command(other))
    assert running(STARTS_TWO) != program
    assert said(caplog) == ["两个意外停止（没有反应），重新启动。"]


def test_a_loop_that_is_blocked_is_noticed(supervisor: Supervisor, caplog: pytest.LogCaptureFixture) -> None:
    until_restarted(supervisor, started(supervisor, "一个", BLOCKS_ITS_LOOP))
    assert said(caplog) == ["一个意外停止（没有反应），重新启动。"]


def test_what_works_is_left_alone(supervisor: Supervisor, caplog: pytest.LogCaptureFixture) -> None:
    program, looks = started(supervisor, "活着的", SPEAKS), iter(range(LOOKS + 10))

    def has_looked_often() -> bool:
        supervisor.look()
        return next(looks, None) is None

    until(has_looked_often)
    assert program in children(os.getpid())
    assert not caplog.records
