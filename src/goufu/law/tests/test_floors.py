"""What a rule answers where the rulebook doesn't have the place's number: what lies below the country's least is below it, too."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from goufu.law.answers import Answer, Explainer
from goufu.law.engines.duckdb import DuckDBEngine
from goufu.law.model import Rulebook

UNKNOWN = {"place": "991122", "level": "county"}  # no province has this code
METHOD = {"method": "consultation", "method_approved": False, "started_on": date(2026, 6, 1)}
SELF = {"method": "below_threshold", "is_in_central_list": False, "on_date": date(2026, 6, 1)}
CASES = [
    ("procurement.method-approval", METHOD | UNKNOWN, "budget_yuan", "1999999.99", "n"),
    ("procurement.method-approval", METHOD | UNKNOWN, "budget_yuan", "2000000", "m"),
    ("procurement.method-approval", METHOD | {"place": "991122"}, "budget_yuan", "1999999.99", "m"),
    ("procurement.method-approval", METHOD | {"place": "410102", "level": "county"}, "budget_yuan", "2000000", "f"),
    ("procurement.method-approval", METHOD | {"level": "central"}, "budget_yuan", "2000000", "f"),
    ("plan.self-purchase-under-limit", SELF | UNKNOWN, "amount_yuan", "299999.99", "p"),
    ("plan.self-purchase-under-limit", SELF | UNKNOWN, "amount_yuan", "300000", "m"),
    ("plan.self-purchase-under-limit", SELF | UNKNOWN | {"is_in_central_list": True}, "amount_yuan", "80000", "f"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "facts", "name", "amount", "letter"), CASES)
def test_the_least_answers_what_lies_below_it_and_nothing_else(
    book: Rulebook, rule: str, facts: dict[str, Any], name: str, amount: str, letter: str
) -> None:
    assert _answer(book, rule, facts | {name: Decimal(amount)}).verdict == letter


def test_a_pass_that_rests_on_the_least_says_that_nobody_has_checked_it(book: Rulebook) -> None:
    passed = _answer(book, "plan.self-purchase-under-limit", SELF | UNKNOWN | {"amount_yuan": Decimal(10)})
    assert ["全国下限" in mark for mark in passed.marks] == [True]


def test_a_failure_that_rests_on_the_least_is_left_to_a_person(book: Rulebook) -> None:
    facts = UNKNOWN | {
        "method": "framework_agreement",
        "framework_case": "service_users_choose",
        "is_in_central_list": False,
        "on_date": date(2026, 6, 1),
    }
    failed = _answer(book, "plan.framework-over-limit", facts | {"amount_yuan": Decimal("299999.99")})
    assert failed.verdict == "u" and "不低于300,000.00元" in failed.message.replace(" ", "")


@pytest.mark.parametrize("threshold", ["2000000", "3000000", "4000000"])
def test_no_number_that_a_place_may_set_answers_otherwise(book: Rulebook, threshold: str) -> None:
    """The rulebook with the place's number answers as the one without it, or has an answer where that has none."""
    parameter = book.parameters["open_tender_threshold_yuan"]
    own = replace(parameter.values[0], value=Decimal(threshold), level="county", place="99")
    known = replace(
        book,
        parameters={
            **book.parameters,
            parameter.name: replace(parameter, values=(own, *parameter.values), examples=()),
        },
    )
    rules = [each for each in book.rules.values() if each.stage == "procurement" and each.scope is None]
    amounts = ["0", "1999999.99", "2000000", "2999999.99", "3000000", "3999999.99", "4000000", "9000000"]
    rows: list[dict[str, Any]] = [
        METHOD | UNKNOWN | {"method": method, "budget_yuan": Decimal(amount), "same_item_yuan": Decimal(amount)}
        for amount in amounts
        for method in ("consultation", "negotiation", "single_source", "open_tender")
    ]  # fmt: skip
    without, with_it = (DuckDBEngine(each).answer(rules, rows) for each in (book, known))
    pairs = [
        (old, new)
        for olds, news in zip(without, with_it, strict=True)
        for old, new in zip(olds, news, strict=True)
    ]
    assert any(old != new for old, new in pairs)
    assert {old for old, new in pairs if old != new} == {"m"}


def _answer(book: Rulebook, rule: str, facts: dict[str, Any]) -> Answer:
    [letters] = DuckDBEngine(book).answer([book.rules[rule]], [facts])
    [answer] = Explainer(book, [book.rules[rule]]).answers(letters, facts)
    return answer
