"""Programs started by ours: as whom they run, and that they end with us."""

from __future__ import annotations

import ctypes
import os
import pwd
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PR_SET_PDEATHSIG = 1
SERVICE_USERS = ("postgres", "nobody")
# In each web process: granian wants no more than two a processor and one; each holds a database connection.
THREADS = min(8, 2 * (os.cpu_count() or 1) + 1)


class StartError(Exception):
    """A program cannot be started; the text tells people why and what to do."""


@dataclass(frozen=True)
class User:
    """An account of this machine."""

    uid: int
    gid: int
    name: str

    @classmethod
    def of(cls, uid: int) -> User:
        """The account with this number, which need not have a name."""
        try:
            entry = pwd.getpwuid(uid)
        except KeyError:
            return cls(uid, uid, str(uid))
        return cls(uid, entry.pw_gid, entry.pw_name)

    @classmethod
    def unprivileged(cls) -> User:
        """The account to drop to as root: PostgreSQL's own, else nobody."""
        for name in SERVICE_USERS:
            try:
                entry = pwd.getpwnam(name)
            except KeyError:
                continue
            return cls(entry.pw_uid, entry.pw_gid, name)
        return cls.of(65534)

    @property
    def is_current(self) -> bool:
        return self.uid == os.geteuid()

    @property
    def identity(self) -> dict[str, Any]:
        """Arguments that make subprocess run a program as this user."""
        if self.is_current:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can_use(self, path: Path) -> bool:
        """Whether this user gets at an existing path: enters a folder, runs a program."""
        done = subprocess.run(["test", "-x", path], cwd="/", check=False, **self.identity)
        return done.returncode == 0


def how_it_ended(process: subprocess.Popen[bytes]) -> str | None:
    """In words for a message; nothing while the process runs."""
    code = process.poll()
    if code is None:
        return None
    return f"信号 {-code}" if code < 0 else f"退出码 {code}"


def end_with_parent() -> None:
    """The kernel kills this process when the one that started it dies. Linux only."""
    if ask_kernel := ends_with_us(signal.SIGKILL, parent=os.getppid()):
        ask_kernel()


def ends_with_us(number: signal.Signals, parent: int | None = None) -> Callable[[], None] | None:
    """A preexec function: the kernel sends the child this signal when we die, even by SIGKILL. Linux only.

    "We" is the thread that starts the child: it must live as long as the child should.
    """
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl
    parent = parent or os.getpid()

    def ask_kernel() -> None:
        prctl(PR_SET_PDEATHSIG, int(number))
        if os.getppid() != parent:  # who died before that was not noticed
            os.kill(os.getpid(), number)

    return ask_kernel
