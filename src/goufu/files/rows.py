"""What every kind of file gives: numbered rows of text, sheet by sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

BATCH_ROWS = 20_000
MAX_COLUMNS = 702  # up to column ZZ
LAST_LINE, LAST_COLUMN = 1_048_576, 16_384  # of a sheet of Excel: XFD1048576
Span = tuple[int, int]  # the first and the last
Merge = tuple[int, int, int, int]  # first line, first column, last line, last column; columns from 0


@dataclass(frozen=True, slots=True)
class Rows:
    """Consecutive rows: their line numbers (from 1, as the person sees them) and their cells as text."""

    lines: Sequence[int]
    cells: list[list[str]]


class Mark(NamedTuple):
    """What an earlier answer of ours, with this number, added to a sheet: columns named in a line, or the whole sheet.

    `added_sheet`: which of its sheets this is, from 1; 0 for the person's own. The columns count from 0.
    """

    number: int
    added_sheet: int
    line: int
    first_column: int
    last_column: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table in a file; a text file has one, named "". `rows` starts from the top every time it is called.

    `broken` holds cells without a usable value, by (line, column from 0), with what stands there: "#REF!", or one of the
    words of sheet_xml. `hidden_lines` and `hidden_columns` (both from 1) are those that nobody sees.
    """

    name: str
    rows: Callable[[], Iterator[Rows]]
    merges: tuple[Merge, ...] = ()
    broken: Mapping[tuple[int, int], str] = field(default_factory=dict)
    is_hidden: bool = False
    hidden_lines: Sequence[Span] = ()
    hidden_columns: Sequence[Span] = ()
    mark: Mark | None = None

    def head(self, count: int) -> Rows:
        """The first rows."""
        for rows in self.rows():
            return Rows(rows.lines[:count], rows.cells[:count])
        return Rows((), [])
