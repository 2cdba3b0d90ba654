"""What of a title is doubted, how it was read, and which doubts are alike."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goufu.decisions.doubts import CLAUSE, LEAST_LIKENESS, doubt_rules, doubts_of, likeness
from goufu.decisions.names import SOMEBODY, without_names

GOODS, LABOUR = "plan.screen-goods-doubtful", "plan.screen-disguised-labour"


def test_rules_that_leave_what_was_read_to_a_person_can_be_decided_and_no_others() -> None:
    assert GOODS in doubt_rules() and LABOUR in doubt_rules()
    assert "plan.screen-purchaser-doubtful" not in doubt_rules()  # a question to the body
    assert "plan.fund-source" not in doubt_rules()  # about money
    assert "plan.screen-goods" not in doubt_rules()  # certain, and nobody's to decide


def test_the_doubtful_part_is_kept_with_what_it_was_taken_for() -> None:
    doubt = doubts_of("云岭县公安局视频设备采购及运维服务", "", [GOODS])[GOODS]
    assert (doubt.said, doubt.core) == ("云岭县公安局视频设备采购", "视频设备采购")
    assert doubt.reading == ("goods", "设备", "视频")


def test_a_clause_of_the_need_is_kept_with_its_signals_and_with_who_acts() -> None:
    need = "由我局面试录用，按月发放工资，考勤由我局管理"
    doubt = doubts_of("青河区机关物业服务", need, [LABOUR])[LABOUR]
    assert doubt.core == need and doubt.kind == CLAUSE
    assert doubt.object == "attendance、hiring、pay"


def test_nothing_is_doubted_in_a_plain_service_or_where_there_is_no_title() -> None:
    assert doubts_of("失能老人上门护理服务", "", [*doubt_rules()]) == {}
    assert doubts_of(" ", "由我局面试录用，按月发放工资", [LABOUR]) == {}


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("昆明市盘龙区城市管理局市政设施维护", "市政设施维护"),
        ("云岭县公务员招录笔试命题阅卷服务", "公务员招录笔试命题阅卷服务"),
        ("城市社区矫正服务", "城市社区矫正服务"),
        ("产业园区企业服务", "产业园区企业服务"),
        ("全县道路清扫", "全县道路清扫"),
    ],
)
def test_who_buys_is_no_part_of_what_is_bought(text: str, left: str) -> None:
    assert without_names(text) == left


def test_names_that_are_known_go_wherever_they_stand() -> None:
    known = ["云岭县老龄事业促进会"]
    assert without_names("老人餐食材配送（云岭县老龄事业促进会）", known) == f"老人餐食材配送（{SOMEBODY}）"
    covered = without_names("人员由云岭县民政局招录", is_clause=True)
    assert covered.endswith(f"{SOMEBODY}招录") and "民政局" not in covered


@given(
    st.text(alphabet="学生营养餐食材配送设备采购", min_size=1), st.text(alphabet="学生营养餐食材配送设备采购")
)
def test_likeness_is_the_same_either_way_and_whole_for_the_same_text(one: str, other: str) -> None:
    assert likeness(one, one) == 1
    assert likeness(one, other) == likeness(other, one)
    assert 0 <= likeness(one, other) <= 1


def test_another_thing_bought_is_not_alike_enough() -> None:
    assert likeness("学生营养餐食材配送", "老年餐食材配送") >= LEAST_LIKENESS
    assert likeness("学生营养餐食材配送", "视频设备采购") < LEAST_LIKENESS


@pytest.mark.parametrize("bought", ["服务器购置", "服务器采购", "服务器"])
def test_that_a_thing_is_bought_makes_no_other_thing_of_it(bought: str) -> None:
    assert likeness("服务器", bought) == 1
    assert likeness("购置", "采购") < LEAST_LIKENESS  # nothing else is said
