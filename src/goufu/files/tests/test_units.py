"""Units in headers and above tables."""

from __future__ import annotations

import pytest

from goufu.files.units import YUAN, header_parts, header_unit, unit_above


def test_the_sizes_of_the_units_in_yuan() -> None:
    assert YUAN == {"元": 1, "千元": 1_000, "万元": 10_000, "百万元": 1_000_000, "亿元": 100_000_000}


@pytest.mark.parametrize(
    "unit", ["wan_yuan", "yuan", "rmb", "month", "months", "year", "years", "day", "days"]
)
def test_a_unit_in_english_at_a_headers_end_is_known(unit: str) -> None:
    name, known = header_parts(f"planned_{unit}")
    assert (name, bool(known)) == ("planned", True)


@pytest.mark.parametrize(
    ("header", "name", "unit"),
    [
        ("预算金额（万元）", "预算金额", "万元"),
        ("预算金额（单位：万元，保留两位小数）", "预算金额", "万元"),
        ("预算金额（亿元）", "预算金额", "亿元"),
        ("预算金额(人民币千元)", "预算金额", "千元"),
        ("预算金额 (RMB万元)", "预算金额 ", "万元"),
        ("预算金额（单位：万元保留两位小数）", "预算金额", "万元"),
        ("预算金额万元", "预算金额", "万元"),
        ("当年预算千元", "当年预算", "千元"),
        ("计算单元", "计算单元", None),
        ("预算金额（元谋）", "预算金额(元谋)", None),
        ("预算金额（元/年）", "预算金额(元/年)", None),
        ("金额\u200b（ 万 元 ）\ufeff", "金额", "万元"),
        ("预算金额/百万元", "预算金额", "百万元"),
        ("合同期限（个月）", "合同期限", "月"),
        ("期限（年或月）", "期限(年或月)", None),
        ("金额（元、万元）", "金额(元、万元)", None),
        ("预算金额", "预算金额", None),
    ],
)
def test_a_header_and_its_unit(header: str, name: str, unit: str | None) -> None:
    assert header_parts(header) == (name, unit)


def test_of_several_rows_the_lowest_unit_counts() -> None:
    assert header_unit("预算（万元）\n其中：中央（元）") == "元"
    assert header_unit("预算（万元）\n其中\n本年") == "万元"


@pytest.mark.parametrize(
    ("title", "unit"),
    [
        ("单位：万元", "万元"),
        ("金额单位：人民币元", "元"),
        ("2027年计划表　　单位：亿元", "亿元"),
        ("（单位:千元）", "千元"),
        ("填报单位：元谋县民政局", None),
        ("单位：元谋县民政局", None),
        ("编制单位：万元镇人民政府", None),
        ("编制单位：云岭县民政局 单位：万元 日期：2027年", "万元"),
        ("单 位 ： 万 元", "万元"),
        ("万元", "万元"),
        ("（百万元）", "百万元"),
        ("单位：家、万元", "万元"),
        ("单位：万元、个", "万元"),
        ("金额单位为万元", "万元"),
        ("以下金额均以亿元为单位", "亿元"),
        ("单位：元/人", None),
        ("单位：元阳县财政局", None),
        ("单位为元谋县民政局", None),
        ("货币单位：元", "元"),
    ],
)
def test_a_unit_above_the_table(title: str, unit: str | None) -> None:
    assert unit_above([title]) == unit


def test_two_units_above_the_table_are_none() -> None:
    assert unit_above(["单位：元", "单位：万元"]) is None
    assert unit_above(["金额单位：万元", "万元"]) == "万元"
