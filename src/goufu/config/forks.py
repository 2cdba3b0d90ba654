"""Processes forked from this one, with all that it has loaded, in sessions of their own."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from threading import Event
from time import monotonic

from goufu.files.parent import call_process, ends_with_us

LOOKS_EVERY_SECONDS = 0.02
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
LAST_STANDARD_FILE = 2


class Fork:
    """A process that does a piece of work and ends; it ends with us (SIGTERM), at the latest with the work.

    It has our standard files and none of our others, signals as a fresh process has them, and a session, and so a process
    group, of its own. What leaves the work as an exception is written to its standard error. Whoever forks has one thread: a
    lock that another one holds would never be released in the fork.

    Raises OSError when the system has no room for another process.
    """

    def __init__(self, name: str, work: Callable[[], object], environment: Mapping[str, str]) -> None:
        """name: as the system shows the process, of at most 15 bytes."""
        self._code: int | None = None
        as_told = ends_with_us(signal.SIGTERM)
        _flush()
        before = signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
        try:
            self.pid = os.fork()
            if not self.pid:
                _live(name, work, environment, as_told)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def poll(self) -> int | None:
        """The exit code, or the signal as a negative number; None while it runs."""
        if self._code is None:
            process, status = os.waitpid(self.pid, os.WNOHANG)
            if process:
                self._code = os.waitstatus_to_exitcode(status)
        return self._code

    def wait(self, seconds: float) -> int:
        """As poll, once it has ended. Raises TimeoutError."""
        until, pause = monotonic() + seconds, Event()
        while (code := self.poll()) is None:
            if monotonic() > until:
                raise TimeoutError
            pause.wait(LOOKS_EVERY_SECONDS)
        return code

    def terminate(self) -> None:
        if self.poll() is None:
            os.kill(self.pid, signal.SIGTERM)


def _live(
    name: str, work: Callable[[], object], environment: Mapping[str, str], as_told: Callable[[], None] | None
) -> None:
    """The life of the forked process; never returns, since what is above it on the stack is its parent's."""
    code = 1
    try:
        for number in ENDING:
            signal.signal(number, signal.SIG_DFL)
        os.setsid()
        _close_all_but_standard_files()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)
        if as_told:
            as_told()
        call_process(name)
        os.environ.update(environment)
        work()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        _flush()
        os._exit(code)


def _close_all_but_standard_files() -> None:
    for each in os.listdir("/dev/fd"):  # noqa: PTH208, names only
        if int(each) > LAST_STANDARD_FILE:
            with suppress(OSError):  # the list's own
                os.close(int(each))


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        if stream:
            stream.flush()
