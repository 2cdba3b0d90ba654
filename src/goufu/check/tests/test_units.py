"""元 or 万元: where a list says it, and where it does not."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from goufu.check.columns import ListColumn
from goufu.check.errors import UnitQuestion
from goufu.check.tests.lists import amounts, book, reading
from goufu.check.units import by_evidence, settle_units
from goufu.law.model import Fact

MONEY = Fact("amount_yuan", "预算金额", "money", "元", "", (), {})
TEXT = Fact("title", "项目名称", "text", "", "", (), {})


def column(index: int, fact: Fact | None = MONEY, unit: str | None = None) -> ListColumn:
    return ListColumn(index, f"第{index}列", fact, 1, unit, "表头")


@pytest.mark.parametrize(
    ("numbers", "unit"),
    [
        ([], None),
        (["0"], None),
        (["0.5"], "万元"),
        (["12", "499.99"], "万元"),
        (["12", "500"], None),
        (["1000", "10000", "100000"], "元"),
        (["0", "1000", "10000", "100000"], "元"),  # zero tells nothing
        (["999.99", "10000", "100000"], None),
        (["1000", "9999.99", "100000"], None),
        (["1000", "10000", "99999.99"], None),
    ],
)
def test_the_size_of_amounts_proves_their_unit_or_does_not(numbers: list[str], unit: str | None) -> None:
    assert by_evidence([Decimal(number) for number in numbers]) == unit


def test_only_money_without_a_unit_gets_one() -> None:
    settled = [column(0, None), column(1, TEXT), column(2, MONEY, "千元")]
    assert settle_units(settled, [["12", "12", "12"]], "元") == settled


def test_the_unit_that_a_person_gives_goes_before_the_sizes() -> None:
    [found] = settle_units([column(0)], [["12"]], "元")
    assert (found.unit, found.reason) == ("元", "表头；单位元由使用者指定")


def test_small_amounts_are_in_wan() -> None:
    rows = [["甲", "说明"], ["乙"], ["丙", ""], ["丁", "12"], ["戊", "700万元"]]  # the second row is short
    [found] = settle_units([column(1)], rows, None)
    assert (found.unit, found.reason) == ("万元", "表头；从数值大小看单位是万元")


def test_amounts_with_units_of_their_own_need_none() -> None:
    [found] = settle_units([column(0)], [[""], ["12万元"]], None)
    assert (found.unit, found.reason) == (None, "表头；单位写在单元格里")


def test_a_column_without_amounts_stays_as_it_is() -> None:
    assert settle_units([column(0)], [[""], []], None) == [column(0)]


def test_open_columns_are_asked_about_with_their_first_bare_amount() -> None:
    rows = [["", "700", "12"], ["待定", "", ""], ["７００", "800", ""]]
    with pytest.raises(UnitQuestion) as asked:
        settle_units([column(0), column(1), column(2)], rows, None)
    assert (asked.value.headers, asked.value.examples) == (("第0列", "第1列"), ("700", "700"))


HEAD, ROWS = (
    "序号|项目名称|采购单位|{}|预计采购时间",
    ("1|养老服务|民政局|1200|2027年3月", "2|助残服务|民政局|85|2027年3月"),
)


@pytest.mark.parametrize(
    ("header", "yuan"),
    [
        ("预算金额（亿元）", 100_000_000),
        ("预算金额千元", 1_000),
        ("预算金额（单位:万元保留两位小数）", 10_000),
        ("预算金额（RMB万元）", 10_000),
        ("预算金额\\n（百万元）", 1_000_000),
    ],
)
def test_a_unit_in_a_header_is_a_unit(tmp_path: Path, header: str, yuan: int) -> None:
    assert amounts(book(tmp_path, HEAD.format(header), *ROWS)) == [1200 * yuan, 85 * yuan]


@pytest.mark.parametrize(
    ("above", "yuan"),
    [
        ("||||万元", 10_000),
        ("|||（千元）|", 1_000),
        ("填报单位：元谋县民政局|||单位：百万元|", 1_000_000),
        ("以下金额均为万元", 10_000),
        ("单位：家、亿元", 100_000_000),
    ],
)
def test_a_unit_above_a_table_is_a_unit(tmp_path: Path, above: str, yuan: int) -> None:
    path = book(tmp_path, "2027年计划表", above, HEAD.format("预算金额"), *ROWS)
    assert amounts(path) == [1200 * yuan, 85 * yuan]


@pytest.mark.parametrize(
    "above", ["填报单位：元谋县民政局", "单位：元阳县教育局", "填报单位：万元店镇", "单位：元/人"]
)
def test_a_name_or_a_price_is_no_unit(tmp_path: Path, above: str) -> None:
    with pytest.raises(UnitQuestion):
        reading(book(tmp_path, "2027年计划表", above, HEAD.format("预算金额"), *ROWS))


def test_a_row_of_units_below_the_header_belongs_to_it(tmp_path: Path) -> None:
    assert amounts(book(tmp_path, HEAD.format("预算金额"), "|||（万元）|", *ROWS)) == [12_000_000, 850_000]


@pytest.mark.parametrize("header", ["单位", "金额单位"])
def test_a_column_of_units_gives_each_row_its_own(tmp_path: Path, header: str) -> None:
    path = book(
        tmp_path, f"项目名称|预算金额|{header}", "养老|30|万元", "助残|3000|元", "助餐|2|", "巡查|4万元|元"
    )
    assert amounts(path) == [300_000, 3_000, None, 40_000]
    assert [column.fact is None for column in reading(path).columns] == [False, False, True]


def test_units_in_cells_are_read_whatever_they_are(tmp_path: Path) -> None:
    rows = ("养老|30万", "托养|0.3亿元", "体检|500千元", "物业|2百万元", "巡查|3000元")
    found = amounts(book(tmp_path, "项目名称|预算金额", *rows))
    assert found == [300_000, 30_000_000, 500_000, 2_000_000, 3_000]
