"""The law's opinion of facts that are given."""

from __future__ import annotations

from datetime import date

import pytest

from goufu.core.opinion import Opinion
from goufu.law.model import Severity, Value

pytestmark = pytest.mark.django_db

KIND = "plan.purchaser-kind"
FACTS: dict[str, Value] = {
    "purchaser_kind": "enterprise",
    "title": "失能老人上门护理服务",
    "on_date": date(2026, 11, 28),
}


def test_rules_that_are_named_are_asked_alone() -> None:
    opinion = Opinion.of_facts("plan", FACTS, rules=[KIND])
    assert [each.rule.id for each in opinion.answers] == [KIND]
    assert [(each.rule.id, each.severity) for each in opinion.blocking] == [(KIND, Severity.BLOCK)]
    assert "企业" in opinion.blocking[0].message
    said = opinion.log_form()
    assert (said["stage"], said["letters"]) == ("plan", "f")


def test_each_rule_that_is_not_met_lies_in_one_heap() -> None:
    opinion = Opinion.of_facts("plan", FACTS)
    heaps = [opinion.blocking, opinion.to_review, opinion.to_explain, opinion.to_note]
    assert KIND in [each.rule.id for each in opinion.failed]
    assert sorted(each.rule.id for heap in heaps for each in heap) == sorted(
        each.rule.id for each in opinion.failed
    )
    order = ["block", "review", "warn", "info"]
    assert [each.severity for each in opinion.failed] == sorted(
        (each.severity for each in opinion.failed), key=order.index
    )


def test_every_rule_is_met_or_not_or_waits_or_does_not_apply() -> None:
    opinion = Opinion.of_facts("plan", FACTS)
    counts = len(opinion.passed), len(opinion.failed), len(opinion.waiting), opinion.letters.count("n")
    assert all(counts)
    assert sum(counts) == len(opinion.answers) == len(opinion.letters)
    waiting = {rule.id for rule in opinion.waiting}
    assert {id_ for fact in opinion.missing for id_ in fact.rules} == waiting
    assert "预算金额" in [fact.fact for fact in opinion.missing]


def test_the_same_question_is_made_once() -> None:
    asked = [Opinion.of_facts("plan", FACTS, rules=[KIND]).question for _ in range(2)]
    assert asked[0] is asked[1]
