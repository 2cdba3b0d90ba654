"""Terms: the years that a title or a need binds."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from goufu.reader.terms import need_term, number, term

YEARS = st.integers(2024, 2035)
CHINESE = "一二三四五六七八九"


@pytest.mark.parametrize(
    ("title", "years"),
    [
        ("某县环卫一体化服务(特许期15年)", 15),
        ("某区污水处理系统运营管理服务(1年)", 1),
        ("某县智慧停车场建设并由承建方运营二十年服务", 20),
        ("2026—2030年绿化养护服务", 4),
        ("2026-2028年度物业服务", 2),
        ("物业服务(2026-28年)", 2),
        ("2026年9月至29年校园餐配送服务", 3),
        ("服务期1-3年的运维", 3),
        ("1+1+1+1年物业服务", 4),
        ("食堂劳务外包(3+2年)", 5),
        ("某县城区清扫保洁服务(合同1年,预算保障三年内一招三签)", 3),
        ("保洁服务(一招三年)", 3),
        ("2026年1月-2028年12月物业服务", 3),
        ("服务期36个月的运维", 3),
        ("服务期42个月的运维", 4),
        ("某自然保护区总体规划(2021-2030年)编制", None),
        ("2021-2025年普法工作总结评估", None),
        ("五年行动计划评估服务", None),
        ("建党100周年宣传服务", None),
        ("2016-2020年档案整理", None),
        ("某中学保洁服务", None),
    ],
)
def test_years_of_a_title(title: str, years: int | None) -> None:
    assert term(title)[1] == years


@pytest.mark.parametrize(
    ("need", "years"),
    [
        ("服务期三年,一年一签", 3),
        ("本项目服务期限为五年", 5),
        ("合同期限2026年1月1日至2028年12月31日", 3),
        ("期限:自2026年7月1日起至2029年6月30日止", 3),
        ("服务年限1+1+1", 3),
        ("项目款分五年偿付", 5),
        ("近三年类似业绩不少于2个", None),
        ("具有5年以上工作经验", None),
        ("设备质保期5年", None),
        ("服务档案保存10年", None),
        ("整理2010-2020年档案", None),
        ("服务对象为60岁以上老人", None),
    ],
)
def test_years_of_a_need(need: str, years: int | None) -> None:
    assert need_term(need)[1] == years


@given(first=YEARS, length=st.integers(1, 30), dash=st.sampled_from(["-", "—", "--", "~", "至", "到"]))
def test_a_span_of_years_counts_its_difference(first: int, length: int, dash: str) -> None:
    said, years = term(f"{first}{dash}{min(first + length, 2099)}年度物业服务")
    assert years == min(first + length, 2099) - first
    assert said.startswith(str(first))


@given(first=YEARS, start=st.integers(1, 12), months=st.integers(1, 120))
def test_a_span_of_months_counts_no_more_years_than_it_may_last(first: int, start: int, months: int) -> None:
    last, end = divmod(first * 12 + start - 1 + months, 12)
    _, years = need_term(f"合同期限{first}年{start}月至{last}年{end + 1}月")
    assert years is not None
    assert (years - 1) * 12 < months <= years * 12


@given(st.lists(st.integers(1, 5), min_size=2, max_size=6))
def test_years_added_up_count_their_sum(parts: list[int]) -> None:
    assert term(f"{'+'.join(map(str, parts))}年物业服务")[1] == sum(parts)


@given(tens=st.integers(0, 9), ones=st.integers(0, 9))
def test_a_number_is_read_in_digits_and_in_chinese(tens: int, ones: int) -> None:
    value = 10 * tens + ones
    written = ("" if tens == 0 else "十" if tens == 1 else f"{CHINESE[tens - 1]}十") + (
        CHINESE[ones - 1] if ones else ""
    )
    assert number(str(value)) == value
    if value:
        assert number(written) == value


@given(st.text(alphabet="服务期限合同近年月至到一二三十0123456789+-—年(),。规划经验质保2026", max_size=40))
@example("十十年")
def test_any_text_gives_a_term_or_none(text: str) -> None:
    for said, years in (term(text), need_term(text)):
        assert (years is None) == (said == "")
        assert said in text


def test_a_span_counts_where_it_is_bound_though_it_stands_before_unbound() -> None:
    assert need_term("近年业绩2020-2026年；服务期限2020-2026年")[1] == 6
