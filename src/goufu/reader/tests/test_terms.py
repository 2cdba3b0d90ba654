"""Terms: the years that a title or a need binds."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from goufu.reader import read
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
        ("采用一招三年、一年一签", 3),
        ("一招五,合同一年一签", 5),
        ("服务期一年,一招五家入围", 1),
        ("采用一招十二家的方式确定供应商", None),
        ("一招2026年度供应商", None),
        ("近三年类似业绩不少于2个", None),
        ("具有5年以上工作经验", None),
        ("设备质保期5年", None),
        ("服务档案保存10年", None),
        ("整理2010-2020年档案", None),
        ("合同期限2026年至2028年,按季考核", 2),
        ("服务期限2026-2031年,绩效评价另行安排", 5),
        ("服务对象为60岁以上老人", None),
    ],
)
def test_years_of_a_need(need: str, years: int | None) -> None:
    assert need_term(need)[1] == years


@given(
    first=YEARS,
    length=st.integers(1, 30),
    dash=st.sampled_from(["-", "—", "--", "~", "至", "到"]),
    unit=st.sampled_from(["年", "年度"]),
)
def test_a_span_of_years_counts_its_difference_and_is_perhaps_a_year_longer(
    first: int, length: int, dash: str, unit: str
) -> None:
    last = min(first + length, 2099)
    found = term(f"{first}{dash}{last}{unit}物业服务")
    assert (found.term_years, found.term_doubt_years) == (last - first, last - first + 1)
    assert found.term == found.term_doubt
    assert found.term.startswith(str(first))


@given(first=YEARS, start=st.integers(1, 12), months=st.integers(1, 120))
def test_a_span_of_months_counts_no_more_years_than_it_may_last(first: int, start: int, months: int) -> None:
    last, end = divmod(first * 12 + start - 1 + months, 12)
    said = need_term(f"合同期限{first}年{start}月至{last}年{end + 1}月")
    years = said.term_years
    assert years is not None
    assert said.term_doubt == ""
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


@given(st.text(alphabet="服务期限合同招近年月至到一二三十0123456789+-—年(),。规划经验质保2026", max_size=40))
@example("十十年")
@example("一招3十年")
@example("一招三3年")
@example("一招十十")
def test_any_text_gives_a_term_or_none(text: str) -> None:
    for found in (term(text), need_term(text)):
        assert (found.term_years is None) == (found.term == "")
        assert (found.term_doubt_years is None) == (found.term_doubt == "")
        assert found.term in text
        assert found.term_doubt in text


@pytest.mark.parametrize(
    ("title", "need", "years"),
    [
        ("社区养老服务（1年）", "合同期限5年，按季考核", 5),
        ("公厕保洁（三年）", "特许经营期15年，到期移交", 15),
        ("公园管护服务（一年）", "服务期限20年", 20),
        ("物业服务（2年）", "合同期限2026-2030年度", 4),
        ("公厕保洁（三年）", "合同一年一签", 3),
        ("特许经营期15年的环卫服务", "合同期限三年", 15),
        ("公园管护服务（一年）", "设备质保期5年，近三年无事故", 1),
    ],
)
def test_the_longer_term_of_title_and_need_counts(title: str, need: str, years: int) -> None:
    facts = read(title, need, learned=False).facts
    assert facts.term_years == years
    assert facts.term in title.replace("（", "(") + need


def test_what_a_need_may_say_beyond_the_title_is_a_doubt() -> None:
    facts = read("物业服务（2年）", "合同期限2026年至2029年", learned=False).facts
    assert (facts.term_years, facts.term_doubt_years) == (3, 4)


def test_a_span_counts_where_it_is_bound_though_it_stands_before_unbound() -> None:
    assert need_term("近年业绩2020-2026年；服务期限2020-2026年")[1] == 6
