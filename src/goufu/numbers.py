"""Whole numbers in addresses and forms: of rows, versions and pages."""

from __future__ import annotations

LONGEST = 18  # digits that the database counts with


def whole_number(text: str | None) -> int:
    """The number that the text says in plain digits; 0 for anything else: no row, version or page has that number."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= LONGEST else 0
