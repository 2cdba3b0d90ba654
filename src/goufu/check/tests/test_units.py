"""元 or 万元, where a list does not say."""

from __future__ import annotations

from decimal import Decimal

import pytest

from goufu.check.columns import ListColumn
from goufu.check.errors import UnitQuestion
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
