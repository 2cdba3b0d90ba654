"""The negative list screens, held against titles that people have labelled.

`screening_cases.csv`: V breaks the law and must be stopped, R must come before a person and not be
stopped, C is lawful and must pass.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from goufu.law.engines.duckdb import DuckDBEngine
from goufu.law.model import Rule, Rulebook, Value

CASES = Path(__file__).parent / "screening_cases.csv"
WANTED = {"V": "block", "R": "review", "C": "pass"}
DAY = date(2026, 6, 1)

Answers = list[tuple[str, list[str]]]


@pytest.fixture(scope="module")
def cases() -> list[dict[str, str]]:
    with CASES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def screens(book: Rulebook) -> list[Rule]:
    return [rule for rule in book.stage_rules("plan") if rule.id.startswith("plan.screen-")]


def screened(book: Rulebook, screens: list[Rule], rows: list[Mapping[str, Value]]) -> Answers:
    """For each row the gravest severity among the screens that it fails, and their ids."""
    dated = [{"on_date": DAY, **{name: normal(value) for name, value in row.items()}} for row in rows]
    return [gravest(screens, letters) for letters in DuckDBEngine(book).answer(screens, dated)]


def normal(value: Value) -> Value:
    return unicodedata.normalize("NFKC", value) if isinstance(value, str) else value


def gravest(screens: list[Rule], letters: str) -> tuple[str, list[str]]:
    failed = [rule for rule, letter in zip(screens, letters, strict=True) if letter == "f"]
    for severity in ("block", "review"):
        if any(rule.severity == severity for rule in failed):
            return severity, [rule.id for rule in failed]
    return "pass", []


def test_labelled_titles_are_stopped_reviewed_or_passed(
    book: Rulebook, screens: list[Rule], cases: list[dict[str, str]]
) -> None:
    answers = screened(book, screens, [{"title": case["title"]} for case in cases])
    wrong = [
        f"{case['title']}（{case['why']}）应为 {WANTED[case['label']]}，得到 {severity} {failed}"
        for case, (severity, failed) in zip(cases, answers, strict=True)
        if severity != WANTED[case["label"]]
    ]
    assert not wrong, "\n".join(wrong)


def test_every_class_has_enough_cases(cases: list[dict[str, str]]) -> None:
    titles = [case["title"] for case in cases]
    assert len(titles) == len(set(titles)) >= 150
    items = {case["item"] for case in cases if case["label"] == "V"}
    assert {"10.1", "10.2", "10.3", "10.4", "10.5", "8", "24"} <= items


def test_a_title_that_nobody_gave_is_missing_not_passed(book: Rulebook, screens: list[Rule]) -> None:
    [letters] = DuckDBEngine(book).answer(screens, [{"on_date": DAY, "is_service_purchase": True}])
    assert set(letters) <= {"m", "n"}


def test_what_is_not_bought_as_a_service_is_not_screened(book: Rulebook, screens: list[Rule]) -> None:
    row: dict[str, Value] = {"on_date": DAY, "title": "办公楼装修工程", "is_service_purchase": False}
    [letters] = DuckDBEngine(book).answer(screens, [row])
    assert set(letters) == {"n"}


def test_notice_words_do_not_change_the_answer(
    book: Rulebook, screens: list[Rule], cases: list[dict[str, str]]
) -> None:
    chosen = [case for case in cases if case["label"] == "C"]
    answers = screened(book, screens, [{"title": case["title"] + "竞争性磋商公告"} for case in chosen])
    assert [severity for severity, _ in answers] == ["pass"] * len(chosen)


@pytest.mark.parametrize(
    ("row", "wanted"),
    [
        ({"title": "学校食堂检测服务", "purchaser": "临江市教育局"}, "pass"),
        ({"title": "学校食堂检测服务", "purchaser": "临江市第一中学"}, "review"),
        ({"title": "学校食堂检测服务", "purchaser": "临江市第一中学", "is_service_purchase": True}, "block"),
        ({"title": "档案整理服务", "purchaser": "临江市机关事务服务中心"}, "review"),
        (
            {
                "title": "档案整理服务",
                "purchaser": "临江市市场监管事务中心",
                "purchaser_kind": "administrative_institution",
            },
            "pass",
        ),
        ({"title": "第一医院周边交通疏导服务", "purchaser": "临江市公安局"}, "pass"),
    ],
)
def test_the_purchaser_is_read_from_its_name_when_its_kind_is_not_given(
    book: Rulebook, screens: list[Rule], row: Mapping[str, Value], wanted: str
) -> None:
    [(severity, failed)] = screened(book, screens, [row])
    assert severity == wanted, failed


def test_two_signs_of_disguised_labour_go_to_a_person(book: Rulebook, screens: list[Rule]) -> None:
    title = "政务大厅引导服务"
    one = "派驻人员12名，按月考核服务质量后付款"
    two = one + "；月工资标准由采购人核定"
    answers = screened(book, screens, [{"title": title, "description": text} for text in (one, two)])
    assert answers == [("pass", []), ("review", ["plan.screen-disguised-labour"])]
