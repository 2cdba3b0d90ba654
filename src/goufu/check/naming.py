"""Which column names what is bought: by its header, else by what stands in it, else a question."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from statistics import median

from goufu.check.columns import GENERAL, ListColumn, Vocabulary
from goufu.check.errors import ColumnQuestion, ListError
from goufu.check.rivals import column_question
from goufu.files.cells import clean
from goufu.files.headers import is_figure
from goufu.reader import read

TITLE, NEED = "title", "description"
_LOOKED_AT = 100  # cells of a column
_LENGTHS = range(4, 41)  # of names, by their median
_TELLING = 0.6  # the least share of cells that say what is bought
_VAGUE = 0.3  # below it, a column that is called a name hardly is one
_BOUGHT = frozenset(["service", "works", "goods", "it", "labour", "finance", "duty", "subsidy"])
_ASKED = "哪一列是项目名称？"


def settle_name(
    columns: Sequence[ListColumn],
    sample: Sequence[Sequence[str]],
    vocabulary: Vocabulary,
    open_columns: Collection[int],
) -> list[ListColumn]:
    """The columns, one of them the name. open_columns: those about which a person has said nothing.

    Raises:
        ColumnQuestion: several columns may be the name, or none looks like it.
        ListError: no column has any text.
    """
    if TITLE not in vocabulary.facts:
        return list(columns)
    said = {index: _cells(sample, index) for index in open_columns}
    free = [columns[index] for index in open_columns if columns[index].fact is None]
    named = _of(columns, TITLE)
    if named is not None and (named.index not in said or named.confidence > GENERAL or not said[named.index]):
        return list(columns)
    telling = [column for column in free if _tells(said[column.index]) >= _TELLING]
    if named is not None:
        if telling and _tells(said[named.index]) < _VAGUE:
            raise _question([named, *telling], said)
        return list(columns)
    telling = [column for column in telling if vocabulary.sounds_like_names(column.header)] or telling
    if len(telling) == 1:
        words = f"没有一列叫项目名称；从内容看，{telling[0].called}是项目名称"
        return _given(columns, telling[0], vocabulary, words)
    need = _of(columns, NEED)
    if need is not None and need.index in said and not telling:
        return _need_as_name(columns, need, vocabulary, open_columns)
    asked = (
        telling or [column for column in free if _is_text(said[column.index])] or _budget_lines(columns, said)
    )
    if not asked:
        raise ListError(
            "没有一列写的是项目名称", "表头", "请加一列“项目名称”，每行写买的是什么；或者指定哪一列是项目名称"
        )
    raise _question(asked, said)


def _budget_lines(columns: Sequence[ListColumn], said: Collection[int]) -> list[ListColumn]:
    """The column of budget lines, which some offices call by what is bought."""
    line = _of(columns, "budget_line")
    return [line] if line is not None and line.index in said else []


def _of(columns: Sequence[ListColumn], fact: str) -> ListColumn | None:
    return next((column for column in columns if column.fact and column.fact.name == fact), None)


def _cells(sample: Sequence[Sequence[str]], index: int) -> list[str]:
    """The first cells of a column that say something."""
    texts = (clean(row[index]) for row in sample if index < len(row))
    return [text for text in texts if text][:_LOOKED_AT]


def _is_text(cells: Sequence[str]) -> bool:
    """Whether a column has texts that may name something: no figures, no words of one sign."""
    return bool(cells) and median(map(len, cells)) >= 2 and sum(map(is_figure, cells)) < len(cells) / 2


def _tells(cells: Sequence[str]) -> float:
    """The share of cells that name something bought, by a head that the reader knows; 0 where they are no names."""
    if (
        not _is_text(cells)
        or int(median(map(len, cells))) not in _LENGTHS
        or len(set(cells)) < 0.6 * len(cells)
    ):
        return 0.0
    return sum(map(_names_a_purchase, cells)) / len(cells)


def _names_a_purchase(cell: str) -> bool:
    return any(part.head and part.kind in _BOUGHT for part in read(cell).parts)


def _given(
    columns: Sequence[ListColumn], taken: ListColumn, vocabulary: Vocabulary, words: str
) -> list[ListColumn]:
    settled = list(columns)
    settled[taken.index] = replace(
        taken, fact=vocabulary.facts[TITLE], confidence=0.5, unit=None, reason=words, remark=words
    )
    return settled


def _need_as_name(
    columns: Sequence[ListColumn], need: ListColumn, vocabulary: Vocabulary, open_columns: Collection[int]
) -> list[ListColumn]:
    """The columns with the need as the name; where two tell the need, the one that tells what, and not how, is the name."""
    needs = [
        column
        for column in columns
        if column.index in open_columns
        and (column is need or column.fact is None)
        and NEED in vocabulary.candidates(column.header)
    ]
    name = next((column for column in needs if vocabulary.may_name(column.header)), need)
    words = f"没有一列叫项目名称；{name.called}的需求当作项目名称"
    settled = _given(columns, name, vocabulary, words)
    if name is not need:
        return settled
    rest = next((column for column in needs if column is not name), None)
    if rest is not None:
        reason = f"{name.called}当作项目名称，需求读这一列"
        settled[rest.index] = replace(rest, fact=need.fact, confidence=need.confidence, reason=reason)
    return settled


def _question(asked: Sequence[ListColumn], said: Mapping[int, Sequence[str]]) -> ColumnQuestion:
    may_be = "可能是" if len(asked) > 1 else "是不是"
    return column_question(
        TITLE,
        asked,
        said,
        lambda names: f"看不出{_ASKED}{may_be}{names}",
        "请指定哪一列是项目名称；或者把那一列的表头改成“项目名称”",
    )
