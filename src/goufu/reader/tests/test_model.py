"""The linear model: probabilities for any text, blind to 服务, from a small table without titles."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goufu.reader.model import WEIGHTS, probabilities

MOST_ROWS = 2_000
MOST_BYTES = 60_000


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("道路工程监理", "service"),
        ("校园保安", "service"),
        ("办公楼物业管理", "service"),
        ("电梯维保", "service"),
        ("学生课桌椅", "goods"),
        ("彩色多普勒超声诊断仪", "goods"),
        ("办公家具", "goods"),
        ("通村公路路面硬化工程", "works"),
        ("教学楼屋面防水改造工程", "works"),
        ("老旧小区外墙维修改造", "works"),
    ],
)
def test_plain_parts_look_like_what_they_are(text: str, kind: str) -> None:
    answer = probabilities(text)._asdict()
    assert max(answer, key=lambda each: answer[each]) == kind
    assert answer[kind] > 0.5


@pytest.mark.parametrize("text", ["地砖重铺", "主管网接驳", "低保资格审定", "电脑"])
def test_the_word_service_changes_nothing(text: str) -> None:
    assert probabilities(f"{text}服务") == probabilities(text)


def test_a_purchase_said_makes_goods_likelier() -> None:
    assert probabilities("食堂设备", said_purchase=True).goods > probabilities("食堂设备").goods


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("道路改造工程监理服务设备采购维护0+$"))))
def test_any_text_gets_three_probabilities_that_add_up_to_one(text: str) -> None:
    answer = probabilities(text)
    assert all(0 <= each <= 1 for each in answer)
    assert sum(answer) == pytest.approx(1)


def test_only_the_end_of_a_long_text_is_read() -> None:
    assert probabilities("课桌椅" * 1_000 + "道路工程监理" * 20) == probabilities("道路工程监理" * 20)


def test_the_table_is_small_and_holds_no_titles() -> None:
    with WEIGHTS.open(encoding="utf-8", newline="") as file:
        features = [row["feature"] for row in csv.DictReader(file)]
    assert WEIGHTS.stat().st_size < MOST_BYTES
    assert len(set(features)) == len(features) <= MOST_ROWS
    assert max(map(len, features)) <= 5
