"""The choice of a method agrees with the rules: its cases, panels, weights and approvals."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import product

import pytest

from goufu.law.engines.duckdb import DuckDBEngine
from goufu.law.load import load_rulebook
from goufu.law.model import Value
from goufu.procurement.choosing import (
    Range,
    Situation,
    Unknown,
    approval_needed,
    law_experts_needed,
    least_panel,
    may_approve,
    price_weights,
    reasons_against,
    usable,
)
from goufu.procurement.methods import load_methods
from goufu.procurement.model import Approval

ALL = load_methods()
OPEN = [method for method in ALL.methods.values() if not method.refusal]
DAY, COUNTY = date(2026, 11, 17), "410122"


def situation(place: str = COUNTY, day: date = DAY, **choices: Value) -> Situation:
    return Situation(day, place, choices)


@pytest.fixture(scope="module")
def engine() -> DuckDBEngine:
    return DuckDBEngine(load_rulebook())


def letters(engine: DuckDBEngine, rule: str, rows: list[dict[str, Value]]) -> str:
    """The letters of a rule of the procurement stage about these rows."""
    base: dict[str, Value] = {"started_on": DAY, "place": COUNTY, "level": "county"}
    return "".join(engine.answer([load_rulebook().rules[rule]], [base | row for row in rows]))


def test_a_case_is_lawful_where_the_rule_says_so(engine: DuckDBEngine) -> None:
    for method in OPEN:
        if method.grounds and method.grounds.rule:
            cases = load_rulebook().stages["procurement"].facts[method.grounds.fact].choices
            rows: list[dict[str, Value]] = [
                {**method.facts, method.grounds.fact: case, "is_beyond_reserves": True} for case in cases
            ]
            for case, letter in zip(cases, letters(engine, method.grounds.rule, rows), strict=True):
                given = Situation(DAY, "410000", {method.grounds.fact: case})
                assert (reasons_against(method, given, ALL) == ()) is (letter == "p"), (method.name, case)


def test_the_least_panel_is_enough_and_two_fewer_are_not(engine: DuckDBEngine) -> None:
    """For each method, amounts on both sides of the thresholds, plain and complex; panels are odd."""
    for method in OPEN:
        rules = method.panel.rules if method.panel else ()
        enough: list[dict[str, Value]] = []
        for yuan, is_complex in product(
            (100_000, 1_999_999, 2_000_000, 9_999_999, 10_000_000), (False, True)
        ):
            choices: dict[str, Value] = {
                "budget_yuan": Decimal(yuan), "is_complex": is_complex, "has_great_social_impact": False,
            }  # fmt: skip
            law = law_experts_needed(method, Situation(DAY, COUNTY, choices), ALL)
            size = least_panel(method, Situation(DAY, COUNTY, choices), ALL)
            assert not isinstance(size, Unknown)
            enough.append({**method.facts, **choices, "panel_size": size, "law_expert_count": law})
        if rules:
            fewer = [{**row, "panel_size": int(str(row["panel_size"])) - 2} for row in enough]
            said = [letters(engine, rule, enough + fewer) for rule in rules]
            for each in zip(*(text[: len(enough)] for text in said), strict=True):
                assert set(each) <= {"p", "n"} and "p" in each, method.name
            for each in zip(*(text[len(enough) :] for text in said), strict=True):
                assert {"f", "u"} & set(each), method.name


def test_only_a_large_or_complex_tender_has_seven() -> None:
    tender = ALL["open_tender"]
    assert least_panel(tender, situation(budget_yuan=Decimal(9_999_999)), ALL) == 5
    assert least_panel(tender, situation(budget_yuan=Decimal(10_000_000)), ALL) == 7
    assert least_panel(tender, situation(has_great_social_impact=True), ALL) == 7
    assert least_panel(ALL["single_source"], situation(), ALL) is None
    assert law_experts_needed(ALL["negotiation"], situation(is_complex=True), ALL) == 1
    assert law_experts_needed(ALL["negotiation"], situation(), ALL) == 0


def test_the_price_weighs_as_the_orders_say() -> None:
    assert price_weights(ALL["consultation"], situation(), ALL) == Range(Decimal(10), Decimal(30))
    assert price_weights(ALL["open_tender"], situation(), ALL) == Range(Decimal(10), None)
    for name in ("consultation", "open_tender"):
        assert price_weights(ALL[name], situation(is_it_system=True), ALL) == Range(Decimal(10), Decimal(10))
    assert price_weights(ALL["single_source"], situation(), ALL) == Range(None, None)


def test_an_approval_is_needed_where_the_rule_wants_one(engine: DuckDBEngine) -> None:
    cases = [(each, Decimal(yuan)) for each in OPEN if not each.below for yuan in (1_999_999, 2_000_000)]
    rows: list[dict[str, Value]] = [
        {**method.facts, "budget_yuan": yuan, "method_approved": False} for method, yuan in cases
    ]
    said = letters(engine, "procurement.method-approval", rows)
    for letter, (method, yuan) in zip(said, cases, strict=True):
        needed = approval_needed(method, situation(budget_yuan=yuan), ALL)
        assert (needed is not None) is (letter in "fu"), (method.name, yuan)
    approval = approval_needed(ALL["consultation"], situation(budget_yuan=Decimal(2_000_000)), ALL)
    assert (
        isinstance(approval, Approval)
        and may_approve(approval, "city")
        and not may_approve(approval, "county")
    )


@pytest.mark.parametrize(
    ("place", "choices", "missing"),
    [
        ("650100", {"budget_yuan": Decimal(50_000_000)}, "当地的{title}没有收录"),
        (COUNTY, {}, "没有写采购预算"),
    ],
    ids=["threshold", "budget"],
)
def test_what_hangs_on_an_unknown_amount_is_told_as_unknown(
    place: str, choices: dict[str, Value], missing: str
) -> None:
    """No threshold of Urumqi is collected: nobody may take that for a budget below it."""
    given = Situation(DAY, place, {**choices, "method_ground": "service_purchase"})
    limit, tender = (
        missing.format(title=ALL.book.parameters[name].title)
        for name in ("procurement_threshold_yuan", "open_tender_threshold_yuan")
    )
    assert "self_purchase" not in [method.name for method in usable(given, ALL)]
    [reason] = reasons_against(ALL["self_purchase"], given, ALL)
    assert reason.startswith(f"{limit}，看不出能不能自行采购（")
    approval = approval_needed(ALL["consultation"], given, ALL)
    assert approval == Unknown(f"{tender}，看不出竞争性磋商要不要先经批准")
    panel = least_panel(ALL["negotiation"], given, ALL)
    assert panel == Unknown(f"{tender}，看不出谈判小组最少要几人")
    assert least_panel(ALL["consultation"], given, ALL) == 3


def test_a_budget_below_the_least_that_a_place_may_set_is_below_its_amount() -> None:
    """Nobody is kept from buying small things because a city's amount isn't collected: no city may set less than 300,000."""
    small, larger = (
        Situation(DAY, "650100", {"budget_yuan": Decimal(amount), "method_ground": "service_purchase"})
        for amount in (299_999, 300_000)
    )
    assert reasons_against(ALL["self_purchase"], small, ALL) == ()
    assert approval_needed(ALL["consultation"], small, ALL) is None
    assert reasons_against(ALL["self_purchase"], larger, ALL) != ()
    assert approval_needed(ALL["consultation"], larger, ALL) is None  # below the two million of open tenders


def test_a_panel_that_is_large_anyhow_hangs_on_no_amount() -> None:
    assert least_panel(ALL["open_tender"], situation(has_great_social_impact=True), ALL) == 7
    assert isinstance(least_panel(ALL["open_tender"], situation(), ALL), Unknown)


def test_a_threshold_that_nobody_checked_is_marked() -> None:
    [reason] = reasons_against(
        ALL["self_purchase"], situation("350100", budget_yuan=Decimal(50_000_000)), ALL
    )
    assert "（待核对）" in reason


def test_reasons_say_what_the_article_is_and_what_to_do() -> None:
    assert "政府采购法第三十二条" in reasons_against(ALL["inquiry"], situation(), ALL)[0]
    [early] = reasons_against(
        ALL["emergency"], situation(day=date(2026, 9, 30), emergency_case="disaster"), ALL
    )
    assert "2026-10-01" in early
    assert (
        reasons_against(ALL["emergency"], situation(day=date(2026, 10, 1), emergency_case="disaster"), ALL)
        == ()
    )
    [level] = reasons_against(ALL["innovation"], situation(), ALL)
    assert "只限中央、省级单位" in level
    [amount] = reasons_against(ALL["self_purchase"], situation(budget_yuan=Decimal(300_000)), ALL)
    assert "30万元" in amount and "改用政府采购方式" in amount
    assert reasons_against(ALL["self_purchase"], situation(budget_yuan=Decimal(299_999)), ALL) == ()
    [ground] = reasons_against(ALL["single_source"], situation(method_ground="service_purchase"), ALL)
    assert "只能从唯一供应商处采购" in ground


def test_what_can_be_used_for_a_service_of_the_government() -> None:
    given = situation(budget_yuan=Decimal(1_860_000), method_ground="service_purchase")
    assert [method.name for method in usable(given, ALL)] == ["consultation", "open_tender"]
