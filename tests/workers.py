"""The workers of jobs as processes of their own, on a test's database and data folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.context import ForkServerProcess

from goufu.config.worker import QUEUES, work
from goufu.journal.tests.killing import forked


@contextmanager
def worker(queue: str) -> Iterator[ForkServerProcess]:
    """The worker of the short or the long jobs; it is killed at the end unless it has ended."""
    process = forked(work, QUEUES[queue])
    try:
        yield process
    finally:
        process.kill()
        process.join()
