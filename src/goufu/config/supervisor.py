"""Supervision of programs: what ends unasked, or hangs, is restarted, and all are stopped when we end.

All are started and watched by one thread, since the kernel ends a child with the thread that started it.
"""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from types import TracebackType
from typing import Protocol

from goufu.config.forks import Fork
from goufu.config.logs import OncePerMinute
from goufu.config.processes import HANGS, StartError, how_it_ended
from goufu.config.watchdog import Watchdog

LOOKS_EVERY_SECONDS = 0.2
STOP_SECONDS = 30
KILLED_WITHIN_SECONDS = 5
SHORTEST_PAUSE_SECONDS = 0.25
LONGEST_PAUSE_SECONDS = 5
SETTLED_SECONDS = 60  # a part that ran at least this long is restarted without a pause

log = logging.getLogger(__name__)
log.addFilter(OncePerMinute())


class Part(Protocol):
    """A supervised part. Its name is for messages."""

    @property
    def name(self) -> str: ...

    def start(self) -> None:
        """Starts it. Raises StartError, or OSError when the system has no room for another process."""

    def ended(self) -> str | None:
        """The way in which it ended, or that it hangs, for a message; None while it works."""

    def stop(self) -> None:
        """Ends it, if it still runs, and everything that it has started."""


class Program:
    """A process forked from the supervisor, in a process group of its own, so that its children can be ended with it.

    It hangs when one of its processes that gave the watchdog signs of life gives none any more, or when the first is
    stopped.
    """

    def __init__(self, name: str, process_name: str, work: Callable[[], object], watchdog: Watchdog) -> None:
        """process_name: as the system shows it. work: what it does, until it is told to end (SIGTERM)."""
        self.name = name
        self.watchdog = watchdog
        self._process_name = process_name
        self._work = work
        self._process: Fork | None = None

    def start(self) -> None:
        self._process = Fork(self._process_name, self._work, self.watchdog.environment)
        self.watchdog.watch(self._process.pid)

    def ended(self) -> str | None:
        if self._process is None:
            return None
        return how_it_ended(self._process) or (HANGS if self._hangs() else None)

    def stop(self) -> None:
        """Sends SIGTERM, waits up to STOP_SECONDS, and kills the rest of its process group; at once when it hangs.

        One that does not even end then is left behind.
        """
        if self._process is None:
            return
        if not self._hangs():
            self._process.terminate()
            with suppress(TimeoutError):
                self._process.wait(STOP_SECONDS)
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        try:
            self._process.wait(KILLED_WITHIN_SECONDS)
        except TimeoutError:  # it waits in the kernel, for a disk that does not answer
            log.error(f"{self.name}（进程 {self._process.pid}）还结束不了，不再等它。")

    def _hangs(self) -> bool:
        return self._process is not None and self.watchdog.hangs(self._process.pid)


class Supervisor:
    """A context in which parts are started in turn, kept running, and at the end stopped in reverse order.

    A process that has given no sign of life for silent_seconds hangs.
    """

    def __init__(self, silent_seconds: float) -> None:
        self.watchdog = Watchdog(round(silent_seconds / LOOKS_EVERY_SECONDS))
        self._parts: list[_Supervised] = []

    def __enter__(self) -> Supervisor:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for supervised in reversed(self._parts):
            supervised.part.stop()
        self.watchdog.close()

    def start(self, part: Part) -> None:
        """Starts a part and supervises it from then on. Raises StartError when it doesn't start."""
        self._parts.append(_Supervised(part))
        part.start()

    def look(self) -> None:
        """Restarts the parts that have ended or hang, after a pause that grows while a part keeps ending."""
        self.watchdog.look()
        for supervised in self._parts:
            supervised.look()

    def keep_running(self) -> None:
        """Looks again and again, until an exception such as KeyboardInterrupt ends it."""
        while True:
            self.look()
            self.watchdog.listen(LOOKS_EVERY_SECONDS)


class _Supervised:
    """A part, and the time of its next restart."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self._started = monotonic()
        self._pause_seconds = 0.0
        self._due: float | None = None  # None while it runs

    def look(self) -> None:
        if self._due is None and (how := self.part.ended()):
            log.error(f"{self.part.name}意外停止（{how}），重新启动。")
            self._ended()
        if self._due is not None and monotonic() >= self._due:
            self._start()

    def _start(self) -> None:
        self._started = monotonic()
        try:
            self.part.start()
            self._due = None
        except (StartError, OSError) as error:
            log.error(f"{self.part.name}没有启动：{error}")
            self._ended()

    def _ended(self) -> None:
        self.part.stop()  # its children may have outlived it
        if monotonic() - self._started > SETTLED_SECONDS:
            self._pause_seconds = 0
        self._due = monotonic() + self._pause_seconds
        self._pause_seconds = min(LONGEST_PAUSE_SECONDS, max(SHORTEST_PAUSE_SECONDS, 2 * self._pause_seconds))
