"""Every demand of the fact base has its rules: they exist, cite the right article and weigh what they should."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from goufu.law.conditions import conditions_of
from goufu.law.engines.duckdb import DuckDBEngine
from goufu.law.marks import unverified
from goufu.law.model import Rule, Rulebook, Severity, Value, Verdict

with (Path(__file__).parent / "coverage.csv").open(encoding="utf-8", newline="") as table:
    ROWS = list(csv.DictReader(table))

DAY = date(2026, 6, 1)


@pytest.fixture(scope="module")
def engine(book: Rulebook) -> DuckDBEngine:
    return DuckDBEngine(book)


def _rules(row: Mapping[str, str]) -> dict[str, str]:
    return dict(entry.split("=") for entry in row["rules"].split())


@pytest.mark.parametrize("row", ROWS, ids=[row["demand"] for row in ROWS])
def test_demand_has_its_rules(row: dict[str, str], book: Rulebook) -> None:
    articles = set(row["articles"].split())
    for ref in articles:
        book.article(ref)
    cited: set[str] = set()
    for rule_id, severity in _rules(row).items():
        rule = book.rules[rule_id]
        assert rule.severity == severity, rule_id
        if row["part"] == "数据本身":
            assert not rule.articles, rule_id
            continue
        assert articles & set(rule.articles) or row["part"] == "十个易错点", rule_id
        cited |= set(rule.articles)
    assert articles & cited or row["part"] == "数据本身"


def test_every_rule_answers_a_demand(book: Rulebook) -> None:
    assert set(book.rules) == {rule_id for row in ROWS for rule_id in _rules(row)}


def test_no_demand_is_written_twice() -> None:
    demands = [(row["part"], row["demand"]) for row in ROWS]
    assert len(demands) == len(set(demands))


def test_no_rule_is_older_than_what_it_cites(book: Rulebook) -> None:
    early = [
        (rule.id, ref)
        for rule in book.rules.values()
        for ref in rule.articles
        if rule.in_force_from < book.instruments[ref.partition(":")[0]].in_force_from
    ]
    assert not early


def test_no_rule_outlives_what_it_cites(book: Rulebook) -> None:
    late = [
        (rule.id, ref)
        for rule in book.rules.values()
        for ref in rule.articles
        if (end := book.instruments[ref.partition(":")[0]].in_force_until) is not None
        and (rule.in_force_until is None or rule.in_force_until > end)
    ]
    assert not late


def test_a_block_never_rests_on_memory_alone(book: Rulebook) -> None:
    """A text that somebody has seen, at second hand at least, or a number that says itself that nobody has checked it."""
    unfounded = [
        rule.id
        for rule in book.rules.values()
        if rule.severity is Severity.BLOCK
        and not any(re.search("V2?:", book.article(ref).mark) for ref in rule.articles)
        and not _has_unverified_number(rule, book)
    ]
    assert not unfounded


def _has_unverified_number(rule: Rule, book: Rulebook) -> bool:
    names = conditions_of(rule, book).parameters
    return any(not value.verified for name in names for value in book.parameters[name].values)


def test_every_parameter_is_read_by_a_rule(book: Rulebook) -> None:
    read = set().union(*(conditions_of(rule, book).parameters for rule in book.rules.values()))
    floors = {parameter.floor for parameter in book.parameters.values()} - {""}
    assert set(book.parameters) == read | floors


def test_what_the_law_says_in_principle_never_blocks(book: Rulebook) -> None:
    """三成是“原则上”的要求；财综〔2016〕54号没有一条可以拦截。"""
    for rule in book.rules.values():
        if rule.articles and rule.articles[0].startswith("mof-general-2016-54:"):
            assert rule.severity is not Severity.BLOCK, rule.id


PERIODS = {  # the working day and the calendar day are never exchanged
    "procurement.tender-wait": "gf_days",
    "procurement.tender-clarification": "gf_days",
    "procurement.consultation-first-response": "gf_days",
    "procurement.consultation-clarification": "gf_days",
    "procurement.intention-notice": "gf_days",
    "award.suspension": "gf_days",
    "contract.signed-in-time": "gf_due",
    "procurement.framework-signing": "gf_due",
    "payment.sme-within-thirty-days": "gf_due",
    "procurement.tender-notice-period": "gf_workdays",
    "procurement.tender-file-offer": "gf_workdays",
    "procurement.single-source-notice": "gf_workdays",
    "procurement.negotiation-first-response": "gf_workdays",
    "award.award-decision": "gf_workday_due",
    "award.challenge-answer": "gf_workday_due",
    "award.complaint-decision": "gf_workday_due",
    "contract.published-in-time": "gf_workday_due",
    "contract.filed-in-time": "gf_workday_due",
}


@pytest.mark.parametrize(("rule_id", "function"), PERIODS.items(), ids=list(PERIODS))
def test_days_are_counted_as_the_law_counts_them(rule_id: str, function: str, book: Rulebook) -> None:
    used = conditions_of(book.rules[rule_id], book).must.functions
    assert used & {"gf_days", "gf_due", "gf_workdays", "gf_workday_due"} == {function}


LIMITS: list[tuple[str, dict[str, Value], str, Value, Value]] = [
    # rule, the other facts, the fact, the last lawful value, the first unlawful one
    ("plan.term-within-three-years", {}, "term_months", Decimal(36), Decimal("36.5")),
    (
        "contract.deposit-ceiling",
        {"amount_yuan": Decimal(1000000)},
        "deposit_yuan",
        Decimal(100000),
        Decimal("100000.01"),
    ),
    (
        "procurement.bid-deposit-ceiling",
        {"budget_yuan": Decimal(1000000)},
        "bid_deposit_yuan",
        Decimal(20000),
        Decimal("20000.01"),
    ),
    (
        "award.low-price-mean",
        {"conformity_passed": True, "explanation_asked": False, "mean_valid_price_yuan": Decimal(720000)},
        "price_yuan",
        Decimal(360000),
        Decimal("359999.99"),
    ),
    (
        "award.low-price-ceiling",
        {"conformity_passed": True, "explanation_asked": False, "ceiling_yuan": Decimal(1000000)},
        "price_yuan",
        Decimal(450000),
        Decimal("449999.99"),
    ),
    (
        "procurement.framework-supplement",
        {"method": "framework_agreement", "framework_supplemented": True, "shortlisted_count": 10},
        "remaining_shortlisted_count",
        6,
        7,
    ),
    (
        "procurement.method-approval",
        {"method": "consultation", "level": "central", "method_approved": False},
        "budget_yuan",
        Decimal("1999999.99"),
        Decimal(2000000),
    ),
    (
        "plan.self-purchase-under-limit",
        {"method": "below_threshold", "is_in_central_list": False, "level": "central"},
        "amount_yuan",
        Decimal("999999.99"),
        Decimal(1000000),
    ),
    (
        "procurement.large-tender-committee",
        {"method": "open_tender", "panel_size": 5, "is_complex": False, "has_great_social_impact": False},
        "budget_yuan",
        Decimal("9999999.99"),
        Decimal(10000000),
    ),
    (
        "plan.sme-whole-reserve",
        {"level": "central", "is_sme_reserved": False, "no_reserve_reason": ""},
        "amount_yuan",
        Decimal("2000000.01"),
        Decimal(2000000),
    ),
    (
        "award.suspension",
        {"suspended_from": date(2026, 6, 1)},
        "suspended_until",
        date(2026, 7, 1),
        date(2026, 7, 2),
    ),
    (
        "procurement.tender-wait",
        {"method": "open_tender", "file_on": date(2026, 6, 1)},
        "bid_deadline_on",
        date(2026, 6, 21),
        date(2026, 6, 20),
    ),
    (
        "award.false-complaints",
        {"is_listed_for_complaints": False},
        "baseless_complaint_count",
        2,
        3,
    ),
]


@pytest.mark.parametrize(
    ("rule_id", "facts", "fact", "lawful", "unlawful"), LIMITS, ids=[limit[0] for limit in LIMITS]
)
def test_limit_includes_its_number_or_not(
    rule_id: str, facts: dict[str, Value], fact: str, lawful: Value, unlawful: Value, engine: DuckDBEngine
) -> None:
    rule = engine.book.rules[rule_id]
    rows = [{rule.dated_by: DAY, **facts, fact: value} for value in (lawful, unlawful)]
    first, second = engine.answer([rule], rows)
    assert Verdict(first) in (Verdict.PASS, Verdict.NOT_APPLICABLE)
    # nineteen days are twenty where the first day counts too: that is left to a person, as a number that nobody checked is
    names = conditions_of(rule, engine.book).parameters
    held = {name: engine.book.parameters[name].of_row(rule, rows[1]) for name in names}
    is_sure = rule.disputed == "FALSE" and not unverified(held)
    assert Verdict(second) is (Verdict.FAIL if is_sure else Verdict.UNVERIFIED)


def test_what_nobody_may_waive_is_not_decided_by_one_day(book: Rulebook) -> None:
    """The first day of a period does not count; where it would be enough with it, a person looks."""
    undisputed = [
        rule.id
        for rule in book.rules.values()
        if rule.severity is Severity.BLOCK
        and rule.must.strip().startswith(("gf_days(", "gf_workdays("))
        and ">= :" in rule.must
        and rule.disputed == "FALSE"
    ]
    assert not undisputed
