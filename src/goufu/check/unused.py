"""Columns of a list that say something and are not read: named, so that nobody believes they were."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from statistics import median

from goufu.check.columns import ListColumn
from goufu.files.amounts import plain_number
from goufu.files.cells import clean
from goufu.files.folding import HAN
from goufu.lazy_patterns import lazy_pattern

_HAN = lazy_pattern(f"[{HAN}]")
_PROSE = 8  # signs: what is longer is more than a name or a word
_PHONE = 11  # digits


@dataclass(frozen=True, slots=True)
class Unused:
    """The names of such columns. has_weight: one of them has texts or figures that may matter to the answers."""

    names: tuple[str, ...] = ()
    has_weight: bool = False


def unused(
    columns: Sequence[ListColumn], sample: Sequence[Sequence[str]], open_columns: Collection[int]
) -> Unused:
    """The columns that nobody has set aside, nothing is read of, and more stands in than row numbers."""
    read_beside = {index for column in columns for index in (column.unit_index, column.until_index)}
    wholes = {_group(column.header) for column in columns if column.fact and column.fact.type == "money"}
    names, has_weight = [], False
    for column in columns:
        if column.fact is not None or column.index not in open_columns or column.index in read_beside:
            continue
        cells = [text for row in sample if column.index < len(row) and (text := clean(row[column.index]))]
        if not cells or _counts(cells):
            continue
        names.append(column.called)
        has_weight |= 2 * len(cells) >= len(sample) and _weighs(cells, _group(column.header) in wholes)
    return Unused(tuple(names), has_weight)


def _group(header: str) -> str:
    """The widest group that the column stands in, "" for none."""
    return header.partition("\n")[0] if "\n" in header else ""


def _counts(cells: Sequence[str]) -> bool:
    """Whether the cells are 1, 2, 3, but for sections among them."""
    numbers = [text for cell in cells if (text := cell.rstrip(".、")).isdecimal()]
    return 2 * len(numbers) > len(cells) and numbers == [str(each) for each in range(1, len(numbers) + 1)]


def _weighs(cells: Sequence[str], is_share: bool) -> bool:
    """Whether texts are prose, or figures amounts. is_share: of an amount that is read."""
    figures = [cell for cell in cells if plain_number(cell) is not None and len(cell) < _PHONE]
    if 2 * len(figures) > len(cells):
        return not is_share
    return median(len(_HAN.findall(cell)) for cell in cells) >= _PROSE
