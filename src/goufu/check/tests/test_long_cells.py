"""Cells as long as nobody writes them: what the check does with each grows with its length, and not with the square of it."""

from __future__ import annotations

import time

from goufu.check.columns import Vocabulary
from goufu.check.terms import STAGE
from goufu.law.load import load_rulebook


def seconds(header: str, vocabulary: Vocabulary) -> float:
    """Processor time that one look at the header takes; the least of three."""
    taken = []
    for _ in range(3):
        began = time.process_time()
        vocabulary.best(header)
        taken.append(time.process_time() - began)
    return min(taken)


def test_a_long_cell_is_no_name_of_a_column_and_takes_no_time() -> None:
    vocabulary = Vocabulary([*load_rulebook().stages[STAGE].given.values()])
    short, long = (seconds("由甲方承担工资。" * times, vocabulary) for times in (1_000, 16_000))
    assert long < 16 * 4 * short
    assert vocabulary.best("拟采购项目名称") > 0.7
