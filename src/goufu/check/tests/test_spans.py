"""A term in two columns, when it begins and when it ends."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from goufu.check.tests.lists import book, reading

ROWS = [
    "物业管理|2027-01-01|2027-12-31",
    "绿化养护|2027年3月|2028年2月",
    "保安服务||",
    "保洁服务|2027-01-01|",
]


@pytest.mark.parametrize(
    "header", ["开始时间|结束时间", "服务起始日期|服务截止日期", "合同开始日期|合同终止日期"]
)
def test_begin_and_end_are_the_term(tmp_path: Path, header: str) -> None:
    read = reading(book(tmp_path, f"项目名称|{header}", *ROWS))
    [batch] = read.batches()
    assert batch.facts["term_months"] == [Decimal(12), Decimal(12), None, None]
    [problem] = batch.problems
    assert (problem.line, problem.column) == (5, "B")
    assert "合起来是合同期限" in read.remarks[0]
    assert read.unused.names == ()


@pytest.mark.parametrize(
    "header",
    ["开始时间|服务期限", "开始时间|备注", "开始时间|结束时间|合同期限", "开始时间|结束时间|终止日期"],
)
def test_one_alone_or_beside_the_term_is_not(tmp_path: Path, header: str) -> None:
    columns = reading(book(tmp_path, f"项目名称|{header}", "物业管理|2027-01-01|12个月|12个月")).columns
    assert all(column.until_index is None for column in columns)
