"""The mark in a data folder that its contents were restored, and that nobody has verified all of them yet.

Two commands verify them; the mark holds the names of those that have found nothing, and goes with the second.
"""

from __future__ import annotations

from pathlib import Path

MARK = "unverified"
COMMANDS = ("documents check", "journal verify --business")


def is_unverified(folder: Path) -> bool:
    return (folder / MARK).exists()


def advice(folder: Path) -> str:
    """What is left to do."""
    done = _sound(folder)
    left = [f"goufu {each}" for each in COMMANDS if each not in done]
    return f"执行 {' 和 '.join(left)}，没有不符才算恢复完"


def note_result(folder: Path, command: str, *, is_sound: bool) -> None:
    """Notes in the mark, where there is one, whether one of the commands has found nothing; the last takes it away."""
    if not is_unverified(folder):
        return
    sound = _sound(folder) - {command} | ({command} if is_sound else set())
    if sound.issuperset(COMMANDS):
        (folder / MARK).unlink(missing_ok=True)
    else:
        (folder / MARK).write_text("".join(f"{each}\n" for each in sorted(sound)), encoding="utf-8")


def _sound(folder: Path) -> set[str]:
    return set((folder / MARK).read_text(encoding="utf-8").splitlines())
