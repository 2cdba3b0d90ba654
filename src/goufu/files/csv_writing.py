"""The writer of every CSV file that people take away: no cell of it is read as a formula by a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable
from typing import TextIO

from goufu.lazy_patterns import lazy_pattern

# A sign that begins a formula, half or full width, after whatever a spreadsheet may leave out before it looks.
_BEGINS = lazy_pattern(r"[\t\r\n]|[\s\ufeff\u200b]*[-=+@＝＋－＠]")
# Texts that begin otherwise, as nearly all do, need no closer look: these signs, and all white space.
_DOUBTFUL = frozenset(
    "-=+@＝＋－＠\ufeff\u200b\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
    "\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)


def neutralised(text: str) -> str:
    """The text, with an apostrophe before a sign, half or full width, that begins a formula, a tab or a line break."""
    return "'" + text if _BEGINS.match(text) else text


class CsvWriter:
    """A writer of rows to a file opened with newline=""."""

    def __init__(self, file: TextIO) -> None:
        self._writer = csv.writer(file, lineterminator="\r\n")

    def write(self, cells: Iterable[str], numbers: Collection[int] = ()) -> None:
        """Writes one row. numbers: the places of cells that are plain numbers, whose sign is meant."""
        self._writer.writerow(
            [
                neutralised(text) if text[:1] in _DOUBTFUL and place not in numbers else text
                for place, text in enumerate(cells)
            ]
        )
