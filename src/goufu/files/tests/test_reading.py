"""The rows of a table, column by column."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from goufu.files.amounts import parse_money
from goufu.files.headers import Header
from goufu.files.reading import Column, Placed, TableReader
from goufu.files.rows import Sheet
from goufu.files.sheet_xml import NO_RESULT, SCALED
from goufu.files.tests.tables import sheet
from goufu.files.units import MONEY_UNITS
from goufu.files.values import Noted, integer, proper_name

NAME = Column("name", "名称", is_required=True, read=proper_name(20))
BODY = Column("body", "单位")
MONEY = Column("money", "金额", read=parse_money, units=MONEY_UNITS)
COUNT = Column("count", "人数", read=integer)


def read(
    table: Sheet, *columns: Column, unit: str | None = "万元", notes: Counter[tuple[str, str]] | None = None
) -> tuple[list[tuple[Any, ...]], list[str]]:
    """The entries, each with its line and values, and the problems."""
    header = Header(tuple((column.title,) for column in columns), 1, 1, (), 1.0)
    placed = [Placed(column, at, column.title, unit) for at, column in enumerate(columns)]
    reader = TableReader(table, header, placed, notes)
    entries: list[tuple[Any, ...]] = []
    problems: list[str] = []
    for rows in reader.rows():
        values = [reader.values(rows, each) for each in placed]
        entries += [
            (line, *cells)
            for line, reason, *cells in zip(rows.lines, rows.skipped, *values, strict=True)
            if not reason
        ]
        problems += map(str, rows.sorted_problems())
    return entries, problems


def test_entries_come_with_their_lines_and_values() -> None:
    table = sheet("名称|金额", "养老\u200b 服务|1,2", "", " | ", "合计|3", "助残\n服务|3.5", batch=2)
    entries, problems = read(table, NAME, MONEY)
    assert entries == [(2, "养老服务", None), (6, "助残服务", Decimal(35000))]
    assert problems == ["清单!B2（金额）写的是“1,2”，看不懂这个金额。请写数字，例如 1,860,000 或 186万元。"]


def test_what_is_required_is_missed_at_its_cell() -> None:
    entries, problems = read(sheet("名称|人数", "|3", "养老|"), NAME, COUNT)
    assert entries == [(2, None, 3), (3, "养老", None)]
    assert problems == ["清单!A2（名称）没有填写。请填写名称。"]


def test_problems_stand_in_the_order_of_their_cells() -> None:
    _, problems = read(sheet("名称|金额|人数", "养老|甲|乙", "助残|丙|丁"), NAME, MONEY, COUNT)
    assert [each[:5] for each in problems] == ["清单!B2", "清单!C2", "清单!B3", "清单!C3"]


def test_a_row_that_is_no_entry_has_no_problems() -> None:
    assert read(sheet("名称|金额", "养老|1", "合计|很多|x"), NAME, MONEY)[1] == []


def test_a_row_that_is_too_long_may_be_shifted() -> None:
    entries, problems = read(sheet("名称|金额", "养老|1|2|3", "助残|1||"), NAME, MONEY)
    assert len(entries) == 2
    assert problems == [
        "清单!C2（没有表头）写的是“2、3”，这一行的格数比表头多，可能错位了。请核对这一行，含有分隔符的文字要加英文双引号。"
    ]


@pytest.mark.parametrize(
    ("said", "why"),
    [("#REF!", "公式出错"), (NO_RESULT, "没有存下计算结果"), (SCALED, "缩小过")],
)
def test_a_cell_without_a_usable_value_has_none(said: str, why: str) -> None:
    table = sheet("名称|金额", "养老|120", "助残|120", broken={(2, 1): said})
    entries, [problem] = read(table, NAME, MONEY)
    assert [money for *_, money in entries] == [None, Decimal(1200000)]
    assert problem.startswith("清单!B2") and why in problem


def test_a_merged_cell_holds_for_its_rows_in_every_batch() -> None:
    table = sheet(
        "单位|名称", "民政局|养老", "|助残", "|禁毒", "|救助", "教育局|保安",
        merges=((2, 0, 4, 0),), batch=2,
    )  # fmt: skip
    entries, _ = read(table, BODY, NAME)
    assert [body for _, body, _ in entries] == ["民政局", "民政局", "民政局", None, "教育局"]


def test_what_is_merged_in_one_column_says_nothing_of_another() -> None:
    table = sheet("单位|人数", "民政局|3", "|", "教育局|", merges=((2, 0, 3, 0), (1, 1, 2, 1)))
    assert read(table, BODY, COUNT)[0] == [(2, "民政局", 3), (4, "教育局", None)]
    table = sheet("单位|人数|说明", "民政局|3|a", "||b", merges=((2, 0, 3, 0),))
    assert read(table, BODY, COUNT, Column("about", "说明"))[0] == [
        (2, "民政局", 3, "a"),
        (3, "民政局", None, "b"),
    ]


def test_a_cell_that_is_merged_with_its_neighbour_shares_no_amount() -> None:
    table = sheet("名称|金额", "养老|30", "助残|3", merges=((2, 1, 2, 2),))
    assert read(table, NAME, MONEY) == ([(2, "养老", Decimal(300000)), (3, "助残", Decimal(30000))], [])


def test_an_amount_that_rows_share_belongs_to_none_of_them() -> None:
    table = sheet("名称|金额", "养老|30", "助残|", "禁毒|", merges=((2, 1, 3, 1),))
    entries, problems = read(table, NAME, replace(MONEY, is_required=True))
    assert [money for *_, money in entries] == [None, None, None]
    shared = "几行的金额合并在一格，不知道各是多少。请拆开合并的单元格，每行写自己的金额。"
    assert problems == [
        f"清单!B2（金额）写的是“30”，{shared}",
        f"清单!B3（金额）{shared}",
        "清单!B4（金额）没有填写。请填写金额。",
    ]


def test_prose_keeps_its_punctuation_and_its_lines() -> None:
    prose = Column("about", "说明", is_prose=True)
    assert read(sheet("说明", "一，二（三）\n四"), prose)[0] == [(2, "一，二（三）\n四")]
    assert read(sheet("说明", "一，二（三）\n四"), Column("about", "说明"))[0] == [(2, "一,二(三)\n四")]


def test_notes_are_counted_once_a_cell() -> None:
    notes: Counter[tuple[str, str]] = Counter()
    about = Column("count", "人数", read=lambda said: Noted(7, "大约"))
    entries, problems = read(sheet("人数", "七八", "七八", "六七"), about, notes=notes)
    assert (entries, problems) == ([(2, 7), (3, 7), (4, 7)], [])
    assert notes == {("人数", "大约"): 3}
