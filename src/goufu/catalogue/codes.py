"""Codes of guidance catalogues: A or B, then two digits a level, down to the fourth."""

from __future__ import annotations

import re
from collections.abc import Collection

CODE = re.compile(r"[AB](?:[0-9]{2}){0,3}")
DEEPEST = 4
FILED_UNDER = 3  # the level that projects are filed under, and below which departments go into detail


def is_code(text: str) -> bool:
    return CODE.fullmatch(text) is not None


def level_of(code: str) -> int:
    """1 for A to 4 for A040201."""
    return (len(code) + 1) // 2


def parent_of(code: str) -> str:
    """The code above; '' above a class."""
    return code[:-2]


def path_of(code: str) -> list[str]:
    """From the class down to the code itself."""
    return [code[:end] for end in range(1, len(code) + 1, 2)]


def inside(code: str, base: Collection[str]) -> bool:
    """Whether a department's code lies within the level's: it is one of them, or details one of the third level."""
    return code in base or (level_of(code) > FILED_UNDER and parent_of(code) in base)
