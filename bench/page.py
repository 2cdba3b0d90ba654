"""The page of figures: one table for each part, with the day on which it was measured, each rewritten alone."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

README = Path(__file__).with_name("README.md")


def write(part: str, figures: str) -> None:
    """Puts the table of the part in the place of its last one, or after all others."""
    day = datetime.now(UTC).astimezone().date()
    written = f"{_begin(part)}\n量于 {day}。\n\n{figures}\n{_end(part)}"
    text = README.read_text(encoding="utf-8")
    place = re.compile(f"{re.escape(_begin(part))}.*{re.escape(_end(part))}", re.DOTALL)
    text, found = place.subn(lambda _old: written, text)
    README.write_text(text if found else f"{text.rstrip()}\n\n{written}\n", encoding="utf-8")


def _begin(part: str) -> str:
    return f"<!-- {part}：以下由 python -m bench {part} --write 写入 -->"


def _end(part: str) -> str:
    return f"<!-- {part}：以上 -->"
