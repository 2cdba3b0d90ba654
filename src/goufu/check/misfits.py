"""Columns whose header only sounds like a fact: what stands in them must be one, else they are left unread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from goufu.check.cells import column_of
from goufu.check.columns import GENERAL, ListColumn, Vocabulary
from goufu.files.cells import clean

_LOOKED_AT = 50  # cells of a column


def without_misfits(
    columns: Sequence[ListColumn], sample: Sequence[Sequence[str]], vocabulary: Vocabulary
) -> list[ListColumn]:
    """The columns; one known only by the words of its header keeps its fact if most of its cells can be read as it."""
    return [
        replace(column, fact=None, confidence=0.0, unit=None, reason=_reason(column), remark="")
        if column.fact is not None and vocabulary.is_by_words(column.header) and not _fits(column, sample)
        else column
        for column in columns
    ]


def _reason(column: ListColumn) -> str:
    assert column.fact is not None
    return f"表头像是“{column.fact.title}”，写的不是"


def _fits(column: ListColumn, sample: Sequence[Sequence[str]]) -> bool:
    if column.fact is None or column.fact.type == "text" or column.confidence > GENERAL:
        return True
    defined = column_of(column.fact)
    unit = column.unit or (defined.units[0] if defined.units else None)
    said = (text for row in sample if column.index < len(row) and (text := clean(row[column.index])))
    cells = [defined.understood(text, unit) for text in islice(said, _LOOKED_AT)]
    return 2 * sum(not cell.why and cell.value is not None for cell in cells) >= len(cells)
