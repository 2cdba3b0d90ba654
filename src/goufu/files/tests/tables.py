"""Small tables without a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from goufu.files.rows import Merge, Rows, Sheet


def sheet(
    *rows: str,
    merges: Sequence[Merge] = (),
    broken: Mapping[tuple[int, int], str] | None = None,
    name: str = "清单",
    batch: int = 100,
) -> Sheet:
    """A sheet whose rows are written with | between their cells; merges are (line, column, line, column)."""
    cells = [row.split("|") for row in rows]
    batches = [
        Rows(range(start + 1, start + 1 + len(cells[start : start + batch])), cells[start : start + batch])
        for start in range(0, len(cells), batch)
    ]
    return Sheet(name, lambda: iter(batches), tuple(merges), broken or {})
