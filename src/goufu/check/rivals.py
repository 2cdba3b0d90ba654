"""Which of several columns is read that may be the same fact: the only one that says anything, else a question."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from goufu.check.columns import ListColumn
from goufu.check.errors import ColumnQuestion, ListError
from goufu.files.folding import folded


def settle_rivals(
    columns: Sequence[ListColumn], rivals: Mapping[str, Sequence[int]], sample: Sequence[Sequence[str]]
) -> list[ListColumn]:
    """The columns, each fact in the one that says something. `rivals`: by fact, the columns that may be it.

    Raises:
        ColumnQuestion: two of them say different things.
        ListError: so many are there twice that two tables stand side by side.
    """
    settled = list(columns)
    twice = [at for at in rivals.values() if len({folded(columns[index].header) for index in at}) < len(at)]
    if len(twice) > 1:
        raise ListError(
            f"左右并排有两张表：从{columns[min(at[1] for at in twice)].letter}列起，同样的栏名又出现一遍",
            "表头",
            "请把右边的表剪切到左边的下面，接成一张",
        )
    for name, at in rivals.items():
        said = {index: _cells(sample, index) for index in at}
        filled = [index for index in at if any(said[index])]
        if len({tuple(said[index]) for index in filled}) > 1:
            raise _question(name, columns[at[0]], [columns[index] for index in filled], said)
        if filled and filled[0] != at[0]:
            settled = _moved(settled, at[0], filled[0])
    return settled


def _cells(sample: Sequence[Sequence[str]], index: int) -> list[str]:
    return [folded(row[index]) if index < len(row) else "" for row in sample]


def column_question(
    fact: str,
    asked: Sequence[ListColumn],
    said: Mapping[int, Sequence[str]],
    what: Callable[[str], str],
    remedy: str,
) -> ColumnQuestion:
    """The question which of these columns is the fact. `said`: the texts of each; `what` puts their names in a sentence."""
    hidden = tuple(column.letter for column in asked if column.is_hidden)
    names = "、".join(
        f"{column.called}{'（在表里是隐藏的）' if column.is_hidden else ''}" for column in asked
    )
    return ColumnQuestion(
        fact,
        what(names),
        tuple(column.letter for column in asked),
        tuple(column.header for column in asked),
        tuple(next(filter(None, said[column.index]), "")[:40] for column in asked),
        remedy,
        hidden,
    )


def _question(
    name: str, taken: ListColumn, asked: Sequence[ListColumn], said: Mapping[int, Sequence[str]]
) -> ColumnQuestion:
    assert taken.fact is not None
    what = f"都像是“{taken.fact.title}”，内容不同，不知道该读哪一列"
    remedy = "请指定读哪一列；或者在表里只留一列，给别的列改名"
    return column_question(name, asked, said, lambda names: f"{names}{what}", remedy)


def _moved(columns: Sequence[ListColumn], source: int, target: int) -> list[ListColumn]:
    """The columns with the fact of one that is blank given to another."""
    moved = list(columns)
    blank = moved[source]
    moved[target] = replace(
        moved[target],
        fact=blank.fact,
        confidence=blank.confidence,
        unit=moved[target].unit,
        reason=f"{blank.letter}列没有内容，读这一列",
    )
    moved[source] = replace(blank, fact=None, unit=None, reason="没有内容")
    return moved
