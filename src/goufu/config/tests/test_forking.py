"""The process from which tests fork commands."""

from __future__ import annotations

import os
import signal
import socket

import pytest

from goufu.config.tests.forking import forking
from goufu.files.tests.forking import Forked, forking_from
from goufu.files.tests.processes import children, command, until

pytestmark = pytest.mark.starts_programs


def forking_processes() -> list[int]:
    return [each for each in children(os.getpid()) if forking_from.__module__.encode() in command(each)]


def test_that_it_has_died_is_said() -> None:
    others = set(forking_processes())  # that earlier tests of this process keep
    with forking() as forks:
        until(lambda: len({*forking_processes()} - others) == 1)
        [own] = {*forking_processes()} - others
        os.kill(own, signal.SIGKILL)
        with pytest.raises(ChildProcessError, match="the process that forks"):
            forks.run(["rules"], os.environ)


def test_that_a_command_is_no_longer_watched_is_said() -> None:
    telling, told = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with told:
        told.send(b"17")
        process = Forked(telling)
    assert process.pid == 17
    with pytest.raises(ChildProcessError, match="the process that forks"):
        process.wait()
