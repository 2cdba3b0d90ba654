"""Choice of 元 or 万元 where the list has no unit: by the size of the amounts if that is clear, else a question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from statistics import median

from goufu.check.columns import ListColumn
from goufu.check.errors import UnitQuestion
from goufu.files.amounts import plain_number
from goufu.files.cells import clean
from goufu.files.reading import unit_column

FEWEST_YUAN = Decimal(500)  # see by_evidence
_BY_EVIDENCE = "从数值大小看单位是"


def settle_units(
    columns: Sequence[ListColumn], sample: Sequence[Sequence[str]], given: str | None
) -> list[ListColumn]:
    """The columns, with a unit set on each money column that needs one.

    `given`, one of MONEY_UNITS, is the person's answer and goes to the columns that state none.

    Raises:
        UnitQuestion: the unit of some columns is still unknown.
    """
    settled, open_columns, examples = [], [], []
    for column in _with_unit_column(columns, sample):
        if column.fact is None or column.fact.type != "money" or _has_unit(column):
            settled.append(column)
            continue
        texts = [clean(row[column.index]) for row in sample if column.index < len(row)]
        bare = [number for text in texts if (number := plain_number(text)) is not None]
        if given is not None:
            settled.append(replace(column, unit=given, reason=f"{column.reason}；单位{given}由使用者指定"))
        elif not bare:
            said = f"{column.reason}；单位写在单元格里" if any(texts) else column.reason
            settled.append(replace(column, reason=said))
        elif (unit := by_evidence(bare)) is not None:
            settled.append(replace(column, unit=unit, reason=f"{column.reason}；{_BY_EVIDENCE}{unit}"))
        else:
            settled.append(column)
            open_columns.append(column.header)
            examples.append(next(text for text in texts if plain_number(text) is not None))
    if open_columns:
        raise UnitQuestion(tuple(open_columns), tuple(examples))
    return settled


def is_guessed(column: ListColumn) -> bool:
    """Whether nobody has written the column's unit, and the sizes of its amounts told it."""
    return column.unit is not None and column.reason.endswith(f"{_BY_EVIDENCE}{column.unit}")


def _has_unit(column: ListColumn) -> bool:
    return column.unit is not None or column.unit_index is not None


def _with_unit_column(columns: Sequence[ListColumn], sample: Sequence[Sequence[str]]) -> Sequence[ListColumn]:
    """The columns; where one has nothing but units in it, the amounts without a unit have theirs there."""
    taken = [column.index for column in columns if column.confidence == 1.0 and column.fact is not None]
    index = unit_column(sample, taken)
    if index is None or index >= len(columns):
        return columns
    letter = columns[index].letter
    found = []
    for column in columns:
        if column.index == index:
            column = replace(column, fact=None, unit=None, reason="写的是每行金额的单位")
        elif column.fact is not None and column.fact.type == "money" and column.unit is None:
            column = replace(column, unit_index=index, reason=f"{column.reason}；单位写在{letter}列")
        found.append(column)
    return found


def by_evidence(numbers: Sequence[Decimal]) -> str | None:
    """The unit, 元 or 万元, if the sizes of the amounts prove it; else None.

    A service below 500 yuan is not planned on its own, nor are most services of a list above 100 million.
    """
    amounts = [number for number in numbers if number > 0]
    if not amounts:
        return None
    if max(amounts) < FEWEST_YUAN:
        return "万元"
    if min(amounts) >= 1_000 and median(amounts) >= 10_000 and max(amounts) >= 100_000:
        return "元"
    return None
