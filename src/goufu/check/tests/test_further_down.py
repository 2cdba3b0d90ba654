"""What the first rows settled and later rows contradict is counted and said."""

from __future__ import annotations

from pathlib import Path

import pytest

from goufu.check import reading as reading_module
from goufu.check.tests.lists import book, reading


@pytest.fixture(autouse=True)
def few_rows_settle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_module, "SAMPLE_ROWS", 4)


def remarks(path: Path, *rows: str) -> str:
    read = reading(book(path, *rows))
    assert list(read.batches())
    return "\n".join(read.remarks)


def test_amounts_of_another_unit_are_told(tmp_path: Path) -> None:
    first = ["项目名称|预算金额", "物业|30", "绿化|45", "保安|60"]
    said = remarks(tmp_path, *first, "保洁|70", "食堂|300000", "安保|450000")
    assert "B列“预算金额”没有写单位，从前面的行看是万元；有 2 行的数不像（第一个在第6行）" in said
    assert "不像" not in remarks(tmp_path, *first, "保洁|4000", "食堂|30万元")
    in_yuan = ["项目名称|预算金额", "物业|300000", "绿化|450000", "保安|600000"]
    assert "是元；有 1 行的数不像" in remarks(tmp_path, *in_yuan, "保洁|30", "食堂|3000")


def test_columns_that_part_further_down_are_told(tmp_path: Path) -> None:
    first = ["项目名称|采购单位|购买主体", "物业|民政局|", "绿化|民政局|", "保安|民政局|"]
    said = remarks(tmp_path, *first, "保洁|民政局|财政局", "食堂||教育局", "合计||")
    assert "有 2 行不同（第一个在第5行），请核对，并指定读哪一列" in said
    assert "不同" not in remarks(tmp_path, *first, "保洁|民政局|民政局", "食堂|民政局|")
