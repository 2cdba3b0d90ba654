"""The workers of jobs as processes of their own, on a test's database and data folder."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from goufu.journal.tests.killing import child_environment


@contextmanager
def worker(queue: str, data: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The worker of the short or the long jobs; it is killed at the end unless it has ended."""
    with subprocess.Popen(
        [sys.executable, "-m", "goufu.config.worker", queue],
        env=child_environment() | {"GOUFU_DATA": str(data)},
    ) as process:
        try:
            yield process
        finally:
            process.kill()
