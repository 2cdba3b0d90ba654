"""What was settled by the first rows of a list, and what stands against it further down: counted, and said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from goufu.check.columns import ListColumn
from goufu.check.units import FEWEST_YUAN, is_guessed
from goufu.files.amounts import plain_number
from goufu.files.cells import clean
from goufu.files.folding import folded
from goufu.files.reading import TableRows

_MOST_WAN = Decimal(10_000)  # 100 million yuan


class FurtherDown:
    """The look at all rows of the columns whose unit or meaning the first rows settled.

    `others`: by the column that is read, those that said the same or nothing.
    """

    def __init__(self, columns: Sequence[ListColumn], others: Mapping[int, Sequence[int]]) -> None:
        self._columns = columns
        self._guessed = list(filter(is_guessed, columns))
        self._others = [(taken, other) for taken, rest in others.items() for other in rest]
        # lines, by the column and the other one or itself
        self._against: dict[tuple[int, int], list[int]] = {}

    def look(self, rows: TableRows) -> None:
        for each in self._guessed:
            odd = {text for text in set(_cells(rows, each.index)) if _contradicts(text, each.unit)}
            self._note(rows, (each.index, each.index), [text in odd for text in _cells(rows, each.index)])
        for taken, other in self._others:
            pairs = zip(_cells(rows, taken), _cells(rows, other), strict=True)
            differ = [bool(second.strip()) and folded(first) != folded(second) for first, second in pairs]
            self._note(rows, (taken, other), differ)

    def _note(self, rows: TableRows, about: tuple[int, int], is_against: Sequence[bool]) -> None:
        lines = [
            line
            for line, reason, against in zip(rows.lines, rows.skipped, is_against, strict=True)
            if against and not reason
        ]
        if lines:
            self._against.setdefault(about, []).extend(lines)

    def remarks(self) -> Iterator[str]:
        for (taken, other), lines in self._against.items():
            column, first = self._columns[taken], lines[0]
            if taken == other:
                yield (
                    f"{column.called}没有写单位，从前面的行看是{column.unit}；有 {len(lines)} 行的数不像（第一个在第{first}行），"
                    "请核对，并在表头写明单位或者指定单位"
                )
            else:
                yield (
                    f"读的是{column.called}，前面的行和{self._columns[other].called}没有不同；有 {len(lines)} 行不同"
                    f"（第一个在第{first}行），请核对，并指定读哪一列"
                )


def _contradicts(text: str, unit: str | None) -> bool:
    number = plain_number(clean(text))
    if number is None or number <= 0:
        return False
    return number >= _MOST_WAN if unit == "万元" else number < FEWEST_YUAN


def _cells(rows: TableRows, index: int) -> Sequence[str]:
    return rows.by_column[index] if index < len(rows.by_column) else [""] * len(rows.lines)
