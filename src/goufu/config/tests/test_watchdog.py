"""The watchdog with real processes: of several in one program each must give signs of life."""

from __future__ import annotations

import os
import signal
import stat
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from goufu.config.forks import Fork
from goufu.config.processes import StartError
from goufu.config.supervisor import LOOKS_EVERY_SECONDS, Program, Supervisor
from goufu.config.watchdog import Watchdog
from goufu.files.tests.processes import children, command, until

SPEAKS = (
    "import asyncio; from goufu.config.watchdog import give_signs_of_life; asyncio.run(give_signs_of_life())"
)
SPEAKS_AND_TELLS_US = """
import asyncio, os, sys
from pathlib import Path
from goufu.config.watchdog import give_signs_of_life

async def work():
    alive = asyncio.create_task(give_signs_of_life())
    await asyncio.sleep(0.1)
    Path(sys.argv[1], str(os.getpid())).touch()
    await alive

asyncio.run(work())
"""
STARTS_TWO = f"""
import subprocess, sys
for each in [subprocess.Popen([sys.executable, "-c", {SPEAKS_AND_TELLS_US!r}, sys.argv[1]]) for _ in range(2)]:
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
FORTY_IN_STEP = """
import asyncio, os
from goufu.config.watchdog import give_signs_of_life

begin, started = os.pipe()
for _ in range(40):
    if os.fork() == 0:
        os.setpgid(0, 0)  # so that each can be asked about
        os.close(started)
        os.read(begin, 1)
        asyncio.run(give_signs_of_life())
os.close(started)
for _ in range(40):
    os.wait()
"""

LOOKS = 50  # one each 0.05 s, as until() asks


@pytest.fixture
def supervisor() -> Iterator[Supervisor]:
    with Supervisor(silent_seconds=LOOKS * LOOKS_EVERY_SECONDS) as supervisor:
        yield supervisor


def program_of(supervisor: Supervisor, name: str, script: str, *given: str) -> Program:
    command = [sys.executable, "-c", script, *given]
    return Program(name, "script", lambda: os.execv(command[0], command), supervisor.watchdog)  # noqa: S606


def started(supervisor: Supervisor, name: str, script: str, *given: str) -> int:
    supervisor.start(program_of(supervisor, name, script, *given))
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
    supervisor: Supervisor, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    program = started(supervisor, "两个", STARTS_TWO, str(tmp_path))
    until(lambda: len(list(tmp_path.iterdir())) == 2)
    supervisor.look()
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


def test_no_other_account_reaches_the_socket(supervisor: Supervisor) -> None:
    socket = Path(supervisor.watchdog.environment["NOTIFY_SOCKET"])
    assert socket.is_socket()
    assert stat.S_IMODE(socket.parent.stat().st_mode) == 0o700
    assert socket.parent.owner() == Path("/proc/self").owner()


def test_the_socket_goes_with_its_watchdog() -> None:
    watchdog = Watchdog(LOOKS)
    folder = Path(watchdog.environment["NOTIFY_SOCKET"]).parent
    assert folder.exists()
    watchdog.close()
    assert not folder.exists()


def test_a_temporary_folder_with_too_long_a_path_is_told_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    deep = tmp_path / ("深" * 40)
    deep.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(deep))
    with pytest.raises(StartError, match="TMPDIR"):
        Watchdog(LOOKS)
    assert not list(deep.iterdir())


def test_the_end_of_a_killed_program_is_not_awaited_for_ever(
    supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """As where a disk that does not answer keeps it in the kernel."""
    program = program_of(supervisor, "不死的", SPEAKS)
    program.start()
    wait = Fork.wait

    def never(process: Fork, seconds: float) -> int:
        raise TimeoutError

    with monkeypatch.context() as patched:
        patched.setattr(Fork, "wait", never)
        program.stop()
    assert program._process is not None
    assert wait(program._process, 10) < 0
    assert "不再等它" in said(caplog)[0]


def test_of_many_that_begin_at_one_moment_all_are_heard() -> None:
    looks = 12
    with Supervisor(silent_seconds=looks * LOOKS_EVERY_SECONDS) as supervisor:
        parent = started(supervisor, "四十个", FORTY_IN_STEP)
        try:
            until(lambda: len(children(parent)) == 40)
            forty = children(parent)

            def look() -> list[bool]:
                supervisor.watchdog.look()
                supervisor.watchdog.listen(LOOKS_EVERY_SECONDS)
                return [supervisor.watchdog.hangs(each) for each in forty]

            assert not any(any(look()) for _ in range(2 * looks))
            for each in forty:
                os.kill(each, signal.SIGSTOP)
            # Of one that was never heard nothing is known.
            assert any(all(look()) for _ in range(2 * looks))
        finally:
            for each in children(parent):
                os.kill(each, signal.SIGKILL)
