"""Measured figures with their limits, and the table of them."""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from operator import add
from pathlib import Path

CORES = 2
RATIO = "与把每两个字查一遍词典之比"  # with look_up
_WORDS = {"服务": 1}


def look_up(text: str) -> list[int | None]:
    """Each pair of a text's signs looked up in a dictionary: what the time of reading texts is compared with, since machines
    differ, and the same machine from hour to hour (docs/decisions/0034-how-fast.md).
    """
    return [*map(_WORDS.get, map(add, text, text[1:]))]


def as_installed() -> dict[str, str]:
    """This process's environment for a program that is measured, without what would keep Python from storing what it compiles:
    a program that is installed has that beside it, as its libraries do.
    """
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure. `at_most` and `at_least` are its limits; without either it is for information only."""

    subject: str
    name: str
    value: float
    unit: str
    at_most: float | None = None
    at_least: float | None = None

    @property
    def is_within_limit(self) -> bool:
        above = self.at_most is not None and self.value > self.at_most
        below = self.at_least is not None and self.value < self.at_least
        return not (above or below)

    @property
    def limit(self) -> str:
        if self.at_most is not None:
            return f"≤ {_shown(self.at_most)}"
        return f"≥ {_shown(self.at_least)}" if self.at_least is not None else ""


@dataclass(slots=True)
class Time:
    """The seconds of a block: by the clock, and of CPU over all cores."""

    clock: float = 0.0
    cpu: float = 0.0

    def rate(self, lines: int) -> float:
        """The lines per second with all cores busy, on a machine that does nothing else."""
        return lines / self.cpu * CORES


@contextmanager
def timed() -> Iterator[Time]:
    spent, clock, cpu = Time(), time.perf_counter(), time.process_time()
    yield spent
    spent.clock, spent.cpu = time.perf_counter() - clock, time.process_time() - cpu


def cpu_of(process: int) -> float:
    """The CPU seconds of a process, from Linux's /proc, in hundredths."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def cpu_with_database() -> float:
    """The CPU seconds of this process and of the database process that serves it."""
    from django.db import connection

    connection.ensure_connection()
    return time.process_time() + cpu_of(connection.connection.info.backend_pid)


def alone(work: Callable[[int], list[Figure]], lines: int) -> list[Figure]:
    """The figures of work done in a process of its own, so that its memory is measured alone."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(work, lines).result()


def memory_mb() -> float:
    """The peak memory of this process, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def table(figures: Sequence[Figure]) -> str:
    """The figures as a Markdown table."""
    lines = ["| 量的是什么 | 数值 | 上下限 | |", "|---|---:|---:|---|"]
    subject = ""
    for figure in figures:
        if figure.subject != subject:
            subject = figure.subject
            lines.append(f"| **{subject}** | | | |")
        mark = "" if not figure.limit else "✓" if figure.is_within_limit else "✗ 超限"
        lines.append(f"| {figure.name} | {_shown(figure.value)} {figure.unit} | {figure.limit} | {mark} |")
    return "\n".join(lines)


def _shown(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
