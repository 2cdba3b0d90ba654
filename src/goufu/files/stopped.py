"""Processes that are stopped (SIGSTOP): they neither work nor end."""

from __future__ import annotations

from pathlib import Path


def is_stopped(process: int) -> bool:
    """Whether the process with that number is stopped; one that has ended is not."""
    try:
        said = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False
    return said.rpartition(") ")[2].startswith("T")
