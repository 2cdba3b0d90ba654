"""The law of the day on which it happened decides, whatever day it is today."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest

from goufu.law.engines.duckdb import DuckDBEngine
from goufu.law.load import load_rulebook
from goufu.law.model import Rule, Rulebook, Value

LATER = date(2026, 11, 27)
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def engine() -> DuckDBEngine:
    return DuckDBEngine(load_rulebook())


def test_only_plans_drafts_and_what_was_left_undone_are_judged_by_the_day_asked(book: Rulebook) -> None:
    events = [rule for rule in book.rules.values() if rule.stage not in ("plan", "catalogue")]
    asked = {rule.id for rule in events if rule.dated_by == "on_date"}
    assert asked == {"disclosure.catalogue-published"}


def test_a_record_of_before_a_rule_is_not_judged_by_it(book: Rulebook, engine: DuckDBEngine) -> None:
    """Each failing example, moved to the day before the rule came into force and asked today."""
    for stage in book.stages:
        rules = [rule for rule in book.stage_rules(stage) if rule.scope is None]
        rows = [
            {**_failing(rule), "on_date": LATER, rule.dated_by: rule.in_force_from - DAY} for rule in rules
        ]
        letters = engine.answer(rules, rows)
        judged = [rule.id for index, rule in enumerate(rules) if letters[index][index] != "n"]
        assert not judged


def _failing(rule: Rule) -> Mapping[str, Value]:
    return next(each.facts for each in rule.examples if each.kind == "fail")


EMERGENCY = {
    "contract_kind": "addition",
    "method": "emergency",
    "original_contract": "甲",
    "original_yuan": 100,
}
SMALL_FIRM = {
    "provider_size": "small",
    "has_agreed_term": False,
    "pays_after_acceptance": False,
    "is_paid": True,
}
# what changed, the first day of the new text, the stage, the deciding date, the facts, and for each rule the letters
# of the last day of the old text and of the first day of the new one
CHANGES: list[tuple[str, date, str, str, dict[str, Any], dict[str, str]]] = [
    (
        "财库〔2022〕19号：小微企业价格扣除8%",
        date(2022, 7, 1),
        "procurement",
        "started_on",
        {"is_sme_reserved": False, "price_deduction_percent": 8},
        {"procurement.price-deduction-before-2022-07": "pn", "procurement.price-deduction": "nf"},
    ),
    (
        "财库〔2022〕19号：联合体价格扣除3%",
        date(2022, 7, 1),
        "procurement",
        "started_on",
        {"is_sme_reserved": False, "accepts_consortium": True, "consortium_deduction_percent": 3},
        {"procurement.consortium-deduction-before-2022-07": "pn", "procurement.consortium-deduction": "nf"},
    ),
    (
        "财库〔2026〕2号：评委认为过低而没有要求说明",
        date(2026, 2, 1),
        "award",
        "bid_deadline_on",
        {"method": "open_tender", "found_too_low": True, "explanation_asked": False},
        {"award.low-price-order-87": "fn", "award.low-price-judgement": "nf"},
    ),
    (
        "财库〔2026〕2号：报价不到均价一半",
        date(2026, 2, 1),
        "award",
        "bid_deadline_on",
        {
            "conformity_passed": True,
            "price_yuan": 40,
            "mean_valid_price_yuan": 100,
            "explanation_asked": False,
        },
        {"award.low-price-mean": "nu"},
    ),
    (
        "财库〔2026〕12号：紧急添购两成",
        date(2026, 10, 1),
        "contract",
        "signed_on",
        EMERGENCY | {"amount_yuan": 20},
        {"contract.addition-ceiling": "fn", "contract.emergency-addition-ceiling": "np"},
    ),
    (
        "财库〔2026〕12号：紧急采购作为采购方式",
        date(2026, 10, 1),
        "plan",
        "on_date",
        {"method": "emergency", "is_urgent": False},
        {"plan.no-emergency-method-yet": "fn", "plan.emergency-unforeseeable": "nf"},
    ),
    (
        "支付条例2025年修订：合同约定九十日付款",
        date(2025, 6, 1),
        "contract",
        "signed_on",
        {"provider_size": "small", "payment_days": 90},
        {"contract.sme-payment-term": "nf"},
    ),
    (
        "支付条例2025年修订：四十日才付款",
        date(2025, 6, 1),
        "payment",
        "contract_signed_on",
        SMALL_FIRM | {"delivered_on": date(2026, 3, 2), "paid_on": date(2026, 4, 30)},
        {"payment.sme-within-thirty-days": "nf"},
    ),
    (
        "管理办法：合同四年",
        date(2020, 3, 1),
        "contract",
        "signed_on",
        {"start_on": date(2026, 1, 1), "end_on": date(2029, 12, 31)},
        {"contract.term-within-three-years": "nf"},
    ),
    (
        "国办发〔2019〕55号：中央单位三百万元改用磋商未经批准",
        date(2020, 1, 1),
        "procurement",
        "started_on",
        {"level": "central", "budget_yuan": 3000000, "method": "consultation", "method_approved": False},
        {"procurement.method-approval": "nf"},
    ),
]


@pytest.mark.parametrize("change", CHANGES, ids=[change[0] for change in CHANGES])
def test_what_happened_before_a_change_is_judged_by_the_old_text(
    change: tuple[str, date, str, str, dict[str, Any], dict[str, str]], book: Rulebook, engine: DuckDBEngine
) -> None:
    _, first, _, dated_by, facts, expected = change
    for rule_id, letters in expected.items():
        rows = [facts | {"on_date": LATER, dated_by: day} for day in (first - DAY, first)]
        answered = [engine.answer([book.rules[rule_id]], [row])[0] for row in rows]
        assert "".join(answered) == letters, rule_id
