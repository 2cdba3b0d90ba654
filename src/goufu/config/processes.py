"""Programs started by ours: as whom they run, and how they ended."""

from __future__ import annotations

import os
import pwd
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from traceback import format_exc
from typing import Any, Protocol, TypeVar

from goufu.files.parent import end_with_parent

T = TypeVar("T")

SERVICE_USERS = ("postgres", "nobody")
HANGS = "没有反应"
# Per web process: granian advises at most two per processor plus one; each holds a database connection.
THREADS = min(8, 2 * (os.cpu_count() or 1) + 1)


class StartError(Exception):
    """A program can't be started; the message says why and what to do."""


@dataclass(frozen=True)
class User:
    """An account of this machine."""

    uid: int
    gid: int
    name: str

    @classmethod
    def of(cls, uid: int) -> User:
        """The account with this number; without a name, the number is its name."""
        try:
            entry = pwd.getpwuid(uid)
        except KeyError:
            return cls(uid, uid, str(uid))
        return cls(uid, entry.pw_gid, entry.pw_name)

    @classmethod
    def unprivileged(cls) -> User:
        """The account to which root drops: PostgreSQL's own, else nobody."""
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
        """The arguments that make subprocess run a program as this user."""
        if self.is_current:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can_use(self, path: Path) -> bool:
        """Whether this user can enter this folder or run this program."""
        done = subprocess.run(["test", "-x", path], cwd="/", check=False, **self.identity)
        return done.returncode == 0


class Process(Protocol):
    """A process that was started, as subprocess.Popen gives it."""

    def poll(self) -> int | None:
        """Its exit code, or the signal as a negative number; None while it runs."""


def how_it_ended(process: Process) -> str | None:
    """The signal or exit code of an ended process, for a message; None while it runs."""
    code = process.poll()
    if code is None:
        return None
    return f"信号 {-code}" if code < 0 else f"退出码 {code}"


def in_child(work: Callable[[], T]) -> T:
    """The result of work done in a child process, whose memory goes with it. Raises what the work raises.

    The child is a copy of this process, as it stands; it ends with us. Raises StartError when it ends half-way.
    """
    fork = get_context("fork")
    receiver, sender = fork.Pipe(duplex=False)
    child = fork.Process(target=_answer, args=(work, sender, os.getpid()))
    child.start()
    sender.close()
    try:
        is_done, result = receiver.recv()
    except EOFError:
        child.join()
        raise StartError(
            f"准备数据库的进程中途结束（退出码 {child.exitcode}），原因见上。请再启动一次。"
        ) from None
    except BaseException:
        child.kill()
        raise
    finally:
        child.join()
    if is_done:
        return result  # type: ignore[no-any-return]
    raise result


def _answer(work: Callable[[], T], sender: Connection, parent: int) -> None:
    end_with_parent(parent)
    answer: tuple[bool, object]
    try:
        answer = True, work()
    except KeyboardInterrupt:
        return
    except Exception as error:
        error.add_note(format_exc())
        answer = False, error
    sender.send(answer)
