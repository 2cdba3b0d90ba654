"""Processes forked with what is loaded: fresh in all but memory."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from goufu.config.forks import ENDING, Fork
from goufu.files.tests.processes import name, until


def told_by(work: Callable[[], object], folder: Path) -> str:
    """What the work said, done in a fork that ended well."""
    said = folder / "said"
    fork = Fork("teller", lambda: said.write_text(repr(work())), {})
    assert fork.wait(10) == 0
    return said.read_text()


def test_it_has_none_of_our_files_but_the_standard_ones(tmp_path: Path) -> None:
    with socket.socket() as ours, socket.socket() as inherited:
        inherited.set_inheritable(True)
        numbers = [0, 1, 2, ours.fileno(), inherited.fileno()]
        assert told_by(lambda: [_is_open(each) for each in numbers], tmp_path) == repr(
            [True, True, True, False, False]
        )


def _is_open(file: int) -> bool:
    try:
        os.fstat(file)
    except OSError:
        return False
    return True


def test_it_has_a_session_of_its_own_and_signals_as_a_fresh_process(tmp_path: Path) -> None:
    before = {each: signal.signal(each, signal.SIG_IGN) for each in ENDING}
    try:
        said = told_by(
            lambda: (
                os.getpid() == os.getsid(0) == os.getpgrp(),
                {signal.getsignal(each) for each in ENDING} == {signal.SIG_DFL},
                signal.pthread_sigmask(signal.SIG_BLOCK, []),
            ),
            tmp_path,
        )
        assert said == "(True, True, set())"
        assert signal.pthread_sigmask(signal.SIG_BLOCK, []) == set()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def test_it_is_found_by_its_name_and_has_an_environment_of_its_own(tmp_path: Path) -> None:
    def work() -> None:
        Path(os.environ["GOUFU_TOLD"]).touch()
        signal.pause()

    fork = Fork("goufu-short", work, {"GOUFU_TOLD": str(tmp_path / "there")})
    until(lambda: (tmp_path / "there").exists())
    assert name(fork.pid) == "goufu-short"
    assert "GOUFU_TOLD" not in os.environ
    fork.terminate()
    assert fork.wait(10) == -signal.SIGTERM
    fork.terminate()  # has ended: nothing is sent to whoever has its number now


@pytest.mark.parametrize(("code", "ended"), [(0, 0), (7, 7), (None, 0), ("a word", 1)])
def test_its_exit_code_is_told(code: int | str | None, ended: int) -> None:
    assert Fork("ends", lambda: sys.exit(code), {}).wait(10) == ended


def test_one_that_goes_on_is_not_awaited_for_ever() -> None:
    fork = Fork("goes on", signal.pause, {})
    assert fork.poll() is None
    with pytest.raises(TimeoutError):
        fork.wait(0)
    fork.terminate()
    fork.wait(10)


def test_what_fails_is_told_where_errors_are_told() -> None:
    code = "from goufu.config.forks import Fork; print(Fork('fails', lambda: 1 // 0, {}).wait(10))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "1\n")
    assert "ZeroDivisionError" in done.stderr


def test_it_ends_when_we_are_killed() -> None:
    code = """
import os, signal
from goufu.config.forks import Fork
fork = Fork("stays", signal.pause, {})
print(fork.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
    done = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, check=False)
    until(lambda: not name(int(done.stdout)))


def test_where_there_is_no_room_for_it_signals_are_heard_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", no_room)
    with pytest.raises(OSError):
        Fork("nobody", signal.pause, {})
    assert signal.pthread_sigmask(signal.SIG_BLOCK, []) == set()
