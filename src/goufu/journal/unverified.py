"""The mark in a data folder that its contents were restored, and that nobody has verified all of them yet."""

from __future__ import annotations

from pathlib import Path

MARK = "unverified"
ADVICE = "执行 goufu journal verify --business，没有不符才算恢复完"


def is_unverified(folder: Path) -> bool:
    return (folder / MARK).exists()


def set_verified(folder: Path) -> None:
    """Takes the mark away."""
    (folder / MARK).unlink(missing_ok=True)
