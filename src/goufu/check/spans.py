"""A term that stands in two columns: when it begins, and when it ends."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from goufu.check.cells import FactSpec
from goufu.check.columns import ListColumn
from goufu.files.folding import folded
from goufu.lazy_patterns import lazy_pattern

TERM = "term_months"
_OF = "(?:合同|服务|履约|履行|项目|实施|执行|计划|预计|拟)*"
_WHEN = "(?:时间|日期|年月|日|时点)"
_BEGINS = lazy_pattern(rf"{_OF}(?:开始|起始|开工|启动|起){_WHEN}")
_ENDS = lazy_pattern(rf"{_OF}(?:结束|截止|终止|完成|届满|止){_WHEN}")


def with_spans(
    columns: Sequence[ListColumn], fact: FactSpec | None, open_columns: Collection[int]
) -> list[ListColumn]:
    """The columns, with the term in a begin and an end where no other column has it and a person has said nothing of them.

    fact: the term. More than one begin or end is left alone.
    """
    free = [each for each in columns if each.index in open_columns and each.fact is None]
    begins = [each for each in free if _BEGINS.fullmatch(_name(each))]
    ends = [each for each in free if _ENDS.fullmatch(_name(each))]
    has_term = any(each.fact is not None and each.fact.name == TERM for each in columns)
    if fact is None or has_term or len(begins) != 1 or len(ends) != 1:
        return list(columns)
    [begin], [end] = begins, ends
    settled = list(columns)
    together = f"{begin.letter}列的开始和{end.letter}列的结束合起来是{fact.title}"
    settled[begin.index] = replace(
        begin, fact=fact, confidence=0.9, reason=together, until_index=end.index, remark=together
    )
    settled[end.index] = replace(end, reason=together)
    return settled


def _name(column: ListColumn) -> str:
    return "".join(folded(column.header.rpartition("\n")[2]).split())
