"""Processes as the system sees them, and conditions that come true in time."""

from __future__ import annotations

import os
import select
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PATIENCE_SECONDS = 60


def until(holds: Callable[[], object], seconds: float = PATIENCE_SECONDS) -> None:
    """Waits for a condition, which fails when it does not hold in time."""
    pause = threading.Event()
    for _ in range(int(seconds * 20)):
        if holds():
            return
        pause.wait(0.05)
    raise AssertionError(f"not within {seconds} s")


def children(process: int) -> list[int]:
    """Of all its threads."""
    try:
        lists = [file.read_text() for file in Path(f"/proc/{process}/task").glob("*/children")]
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [int(each) for each in " ".join(lists).split()]


def command(process: int) -> bytes:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


def name(process: int) -> str:
    """As `ps` shows it; of one that has ended there is none."""
    try:
        return Path(f"/proc/{process}/comm").read_text().strip()
    except (FileNotFoundError, ProcessLookupError):
        return ""


@contextmanager
def ending(processes: list[int]) -> Iterator[None]:
    """Waits until all of them have ended, which something in the block must bring about.

    Helpers of PostgreSQL come and go: one that has gone by itself has ended.
    """
    handles = []
    for each in processes:
        with suppress(ProcessLookupError):
            handles.append(os.pidfd_open(each))
    assert handles
    yield
    for handle in handles:
        ended, _, _ = select.select([handle], [], [], PATIENCE_SECONDS)  # readable once its process has ended
        os.close(handle)
        assert ended


def writing_end(fifo: Path) -> int:
    """Opened as soon as somebody reads; as long as it is open, the reader waits."""
    opened: list[int] = []

    def is_open() -> bool:
        with suppress(OSError):  # nobody reads yet
            opened.append(os.open(fifo, os.O_WRONLY | os.O_NONBLOCK))
        return bool(opened)

    until(is_open)
    return opened[0]
