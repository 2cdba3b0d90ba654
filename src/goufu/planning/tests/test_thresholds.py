"""What people write of a target's number is read as they mean it, or refused in a sentence."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goufu.core.errors import Refusal
from goufu.planning.kinds import Operator
from goufu.planning.thresholds import Threshold, is_unit, read_threshold

COUNTED = [operator for operator in Operator if operator != Operator.QUALITATIVE]
UNITS = ["人", "人次", "%", "‰", "场", "元/人·月", "㎡", "m2", "km²", "户(次)", "千克", "起", "分"]
NUMBERS = st.decimals(0, Decimal("99999999999999.9999"), places=4)


@pytest.mark.parametrize(
    ("text", "operator", "number", "unit"),
    [
        ("≥95%", "≥", "95", "%"),
        ("≥ 95 %", "≥", "95", "%"),
        ("＞＝９５％", "≥", "95", "%"),
        ("≧95%", "≥", "95", "%"),
        ("不少于1200人次", "≥", "1200", "人次"),
        ("不低于1,200 人次", "≥", "1200", "人次"),
        ("至少3次", "≥", "3", "次"),
        ("95％以上", "≥", "95", "%"),
        ("95%及以上", "≥", "95", "%"),
        ("95%（含）以上", "≥", "95", "%"),
        ("达到95%", "≥", "95", "%"),
        ("不低于95%以上", "≥", "95", "%"),
        ("大于或等于4.5分", "≥", "4.5", "分"),
        ("3000 人", "=", "3000", "人"),
        ("=100%", "=", "100", "%"),
        ("0起", "=", "0", "起"),
        ("5%以下", "≤", "5", "%"),
        ("30天以内", "≤", "30", "天"),
        ("控制在6.2万元以内", "≤", "62000", "元"),
        ("不超过5300元/月", "≤", "5300", "元/月"),
        ("<=3次", "≤", "3", "次"),
        ("低于5%", "<", "5", "%"),
        ("不满60岁", "<", "60", "岁"),
        ("超过1.2万人次", ">", "12000", "人次"),
        ("1.2345亿元", "=", "123450000", "元"),
        ("多于10场", ">", "10", "场"),
        ("300", "=", "300", ""),
        ("≥13,460,088m2", "≥", "13460088", "m2"),
        ("0.0001‰", "=", "0.0001", "‰"),
        ("99999999999999.9999元", "=", "99999999999999.9999", "元"),
    ],
)
def test_what_is_written_is_what_is_meant(text: str, operator: str, number: str, unit: str) -> None:
    assert read_threshold(text) == Threshold(Operator(operator), Decimal(number), unit)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "读不出目标值"),
        ("明显改善", "读不出目标值"),
        ("约3000人", "读不出目标值"),
        ("3000人左右", "读不出目标值"),
        ("90%-95%", "读不出目标值"),
        ("90%至95%", "读不出目标值"),
        ("3~5次", "读不出目标值"),
        ("3或4次", "读不出目标值"),
        ("3000人、500户", "读不出目标值"),
        ("3000人500户", "读不出目标值"),
        ("95%以上(不含)", "读不出目标值"),
        ("百分之九十", "读不出目标值"),
        ("-5%", "读不出目标值"),
        ("1,20人", "读不出目标值"),
        ("1.2.3次", "读不出目标值"),
        ("1e5人", "读不出目标值"),
        ("NaN", "读不出目标值"),
        ("٣人", "读不出目标值"),
        ("万万人", "读不出目标值"),
        ("3万万元", "读不出目标值"),
        ("95%的人", "读不出目标值"),
        ("≥\x00", "读不出目标值"),
        ("3" + "人" * 21, "读不出目标值"),
        ("9" * 5_000, "读不出目标值"),
        ("不超过95%以上", "前后说的不一样"),
        ("超过95%以上", "前后说的不一样"),
        ("≥≤5次", "前后说的不一样"),
        ("100000000000000人", "数字太长"),
        ("99999999999亿元", "数字太长"),
        ("0.00001%", "数字太长"),
    ],
)
def test_what_cannot_be_counted_is_refused_with_what_to_write(text: str, message: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_threshold(text)
    assert message in refused.value.what
    assert refused.value.remedy


@given(st.sampled_from(COUNTED), NUMBERS, st.sampled_from(UNITS))
def test_what_is_shown_is_read_back(operator: Operator, number: Decimal, unit: str) -> None:
    shown = Threshold(operator, number, unit)
    assert read_threshold(str(shown)) == shown


@given(st.text(max_size=12), NUMBERS, st.sampled_from(COUNTED))
def test_a_unit_that_is_taken_is_read_back(text: str, number: Decimal, operator: Operator) -> None:
    if is_unit(text):
        shown = Threshold(operator, number, text)
        assert read_threshold(str(shown)) == shown


@given(st.text(alphabet="≥≤<>=0123456789.,，%万亿人次不少低于超过以上下内(含)约至 m", max_size=24))
def test_whatever_is_written_is_read_or_refused(text: str) -> None:
    try:
        found = read_threshold(text)
    except Refusal as refusal:
        assert refusal.remedy
    else:
        assert 0 <= found.number < 10**14
        assert read_threshold(str(found)) == found


def test_how_it_is_shown() -> None:
    for text in ("≥ 95 %", "= 12,000 人次", "≤ 87.5 分", "> 0 起", "< 1,234,567.8901 元"):
        assert str(read_threshold(text)) == text


@pytest.mark.parametrize(
    "unit", ["", "万人次", "亿元", "人以上", "3人", "约人", "人 次", "%的人", "人；户", "\x00", "人" * 21]
)
def test_what_is_no_unit(unit: str) -> None:
    assert not is_unit(unit)


@pytest.mark.parametrize(
    ("operator", "below", "at", "above"),
    [
        ("≥", False, True, True),
        ("≤", True, True, False),
        ("=", False, True, False),
        (">", False, False, True),
        ("<", True, False, False),
    ],
)
def test_it_is_met_to_the_last_digit(operator: str, below: bool, at: bool, above: bool) -> None:
    """Suixi 2019: 4,604 of at least 4,754 and 5,830 of at most 5,300 were both scored as met."""
    wanted = Threshold(Operator(operator), Decimal(90), "%")
    values = (Decimal("89.99999999999999999999"), Decimal("90.0000"), Decimal("90.00000000000000000001"))
    assert [wanted.is_met(value) for value in values] == [below, at, above]


def test_the_published_slips_are_not_met() -> None:
    assert not read_threshold("≥4,754人").is_met(Decimal(4604))
    assert not read_threshold("≤5300元").is_met(Decimal(5830))
