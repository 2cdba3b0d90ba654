"""A process that ends with the one that started it, and its name. Linux only: elsewhere nothing happens."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1
PR_SET_NAME = 15


def end_with_parent(parent: int | None = None) -> None:
    """Makes the kernel kill this process when its parent dies.

    Args:
        parent: the parent's process number; without it, a parent that has died already is not noticed.
    """
    if ask_kernel := ends_with_us(signal.SIGKILL, parent=parent or os.getppid()):
        ask_kernel()


def ends_with_us(number: signal.Signals, parent: int | None = None) -> Callable[[], None] | None:
    """A preexec function: the kernel sends the child this signal when we die, even by SIGKILL.

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


def call_process(name: str) -> None:
    """Gives this process the name by which `ps` and `top` show it; the kernel keeps 15 bytes."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_NAME, name.encode())
