"""Codes of guidance catalogues: A or B, then two digits per level, down to level four."""

from __future__ import annotations

from collections.abc import Collection

from goufu.lazy_patterns import lazy_pattern

CODE = lazy_pattern(r"[AB](?:[0-9]{2}){0,3}")
DEEPEST = 4
FILED_UNDER = 3  # the level of projects' entries; departments may add entries below it


def is_code(text: str) -> bool:
    return CODE.fullmatch(text) is not None


def level_of(code: str) -> int:
    """The level of a code: 1 for A to 4 for A040201."""
    return (len(code) + 1) // 2


def parent_of(code: str) -> str:
    """The code of the parent; '' for a class."""
    return code[:-2]


def path_of(code: str) -> list[str]:
    """The codes from the class down to the code itself."""
    return [code[:end] for end in range(1, len(code) + 1, 2)]


def inside(code: str, base: Collection[str]) -> bool:
    """Whether the code lies within the base: it is one of its codes, or directly below one of level three."""
    return code in base or (level_of(code) > FILED_UNDER and parent_of(code) in base)
