"""Keeps programs running: what ends unasked is started again, and when we end nothing is left of them.

All are started and watched by one thread, since the kernel ends a child with the thread that started it.
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import threading
from collections.abc import Sequence
from contextlib import suppress
from time import monotonic
from types import TracebackType
from typing import Protocol

from goufu.config.logs import OncePerMinute
from goufu.config.processes import StartError, how_it_ended
from goufu.files.parent import ends_with_us

LOOKS_EVERY_SECONDS = 0.2
STOP_SECONDS = 30
LONGEST_PAUSE_SECONDS = 5
SETTLED_SECONDS = 60  # what ran this long and then ends is started again at once

log = logging.getLogger(__name__)
log.addFilter(OncePerMinute())


class Part(Protocol):
    """Something that is kept running. Its name is for messages."""

    @property
    def name(self) -> str: ...

    def start(self) -> None:
        """Raises StartError, or OSError when the system has no room for another process."""

    def ended(self) -> str | None:
        """How it ended, in words for a message; nothing while it runs."""

    def stop(self) -> None:
        """Ends it, if it still runs, and whatever it has started."""


class Program:
    """A program with a session of its own, and so a process group: what it starts can be ended with it."""

    def __init__(self, name: str, command: Sequence[str]) -> None:
        self.name = name
        self.command = command
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(
            self.command, start_new_session=True, preexec_fn=ends_with_us(signal.SIGTERM)
        )

    def ended(self) -> str | None:
        return how_it_ended(self._process) if self._process else None

    def stop(self) -> None:
        """Asks it to end, waits for STOP_SECONDS, and ends what is left of its group."""
        if self._process is None:
            return
        self._process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(STOP_SECONDS)
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


class Supervisor:
    """Parts that are started in turn, kept running, and stopped in the opposite order at the block's end."""

    def __init__(self) -> None:
        self._parts: list[_Supervised] = []

    def __enter__(self) -> Supervisor:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for supervised in reversed(self._parts):
            supervised.part.stop()

    def start(self, part: Part) -> None:
        """Starts a part, which is kept running from then on. Raises StartError when it does not start."""
        self._parts.append(_Supervised(part))
        part.start()

    def look(self) -> None:
        """Starts again what has ended, after a pause that grows while it keeps ending."""
        for supervised in self._parts:
            supervised.look()

    def keep_running(self) -> None:
        """Looks again and again, until an exception such as KeyboardInterrupt ends it."""
        pause = threading.Event()
        while True:
            self.look()
            pause.wait(LOOKS_EVERY_SECONDS)


class _Supervised:
    """A part, and when to start it again."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self._started = monotonic()
        self._pause_seconds = 0.0
        self._due: float | None = None  # none while it runs

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
        self.part.stop()  # what it has started may have outlived it
        if monotonic() - self._started > SETTLED_SECONDS:
            self._pause_seconds = 0
        self._due = monotonic() + self._pause_seconds
        self._pause_seconds = min(LONGEST_PAUSE_SECONDS, max(1, 2 * self._pause_seconds))
