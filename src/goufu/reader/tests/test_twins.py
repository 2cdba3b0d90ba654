"""Twins of clauses: what is denied, an organ's own act, the provider as employer and money that comes back, each beside its opposite."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from goufu.reader import ClauseFacts, read_contract
from goufu.reader.normal import normal

TWINS = Path(__file__).parent / "clauses_twins.csv"
OF_LABEL = {
    "guarantee": ("guarantee", "finance_doubt", "learned_guarantee"),
    "labour": ("dispatch", "labour", "labour_doubt", "learned_labour"),
    "power": ("learned_power",),
}
ALL = [name for names in OF_LABEL.values() for name in names]
MOST_DISTURBED, FEWEST_HELD = 0.02, 0.93  # today 5 of 380 and 267 of 286; they are learned from


def contract(text: str, *, learned: bool = True) -> ClauseFacts:
    return read_contract(normal(text).text, learned=learned)


def rows() -> list[tuple[str, str]]:
    with TWINS.open(encoding="utf-8", newline="") as file:
        return [(row["label"], row["text"]) for row in csv.DictReader(file)]


def test_of_twins_the_clean_ones_pass_and_the_others_are_held() -> None:
    clean = [text for label, text in rows() if label == "clean"]
    disturbed = [text for text in clean if any(getattr(contract(text), name) for name in ALL)]
    others = [(label, text) for label, text in rows() if label != "clean"]
    held = [text for label, text in others if any(getattr(contract(text), name) for name in OF_LABEL[label])]
    assert len(disturbed) <= MOST_DISTURBED * len(clean), disturbed
    assert len(held) >= FEWEST_HELD * len(others), {text for _, text in others} - {*held}


def test_no_clean_twin_is_stopped() -> None:
    found = [(text, contract(text)) for label, text in rows() if label == "clean"]
    assert not [text for text, facts in found if facts.guarantee or facts.dispatch]


@pytest.mark.parametrize(
    "text",
    [
        "我局不另付费，也不考核个人。",
        "局方从未规定巡线工的作息。",
        "教官的去留不由学校说了算。",
        "供应商的员工不参加机关的政治学习。",
        "政府方不按固定回报率付费。",
        "学校不拿收费权给任何企业作质押。",
        "作业人员由竞得单位统一调遣。",
        "测量员受聘于测绘单位，其绩效由该单位评定。",
        "处分由办园企业作出，保育员可申辩。",
        "撤离人员的命令由政府发布。",
        "人手由承办者调配。",
        "债务由政府自己偿还，与公司无涉。",
        "体检人数少于预估的，按实际人数结算。",
    ],
)
def test_words_alone_leave_it_alone(text: str) -> None:
    facts = contract(text, learned=False)
    assert not [name for name in ALL if getattr(facts, name)]


@pytest.mark.parametrize(
    "text",
    [
        "我局不满意的员工，由我局予以辞退。",  # describes the persons
        "甲方不打招呼即可把保洁员辞退。",  # nobody need be asked
        "甲方不同意的保安不得上岗，名单由甲方核定。",
        "如护工不服从，由民政局予以解聘。",
        "采购单位每月考核乙方员工，不合格者由该单位扣发工资。",
        "保安的去留不由公司说了算，由甲方决定。",
    ],
)
def test_what_only_sounds_like_a_denial_is_none(text: str) -> None:
    facts = contract(text, learned=False)
    assert facts.labour or facts.labour_doubt
