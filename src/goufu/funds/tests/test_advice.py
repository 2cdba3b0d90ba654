"""Lines for service purchases on classes that buy no services are told before they are imported, with the rule."""

from __future__ import annotations

from typing import Any

import pytest

from goufu.funds.queries.advice import advice_on
from goufu.funds.tests.money import TODAY, budget_line
from goufu.registry.tests.county import County


@pytest.mark.parametrize(
    ("classes", "rules"),
    [
        ({"department_economic_class": "30227"}, []),
        ({"department_economic_class": "30226"}, ["plan.economic-class-not-wages"]),
        ({"department_economic_class": "30102", "is_service_purchase": False}, []),
        ({"department_economic_class": "31003"}, ["plan.economic-class-not-capital"]),
        ({"government_economic_class": "50306"}, ["plan.economic-class-not-capital"]),
        ({"department_economic_class": "30305"}, ["plan.economic-class-not-subsidy"]),
        ({"fund_kind": "银行贷款"}, ["plan.fund-source"]),
    ],
)
def test_the_law_is_asked_of_the_classes(county: County, classes: dict[str, Any], rules: list[str]) -> None:
    line = budget_line(county.civil, **classes)
    assert [each.card.rule for each in advice_on([line], TODAY)] == rules


def test_lines_of_the_same_kind_are_told_once(county: County) -> None:
    lines = [budget_line(county.civil, f"L{n}", department_economic_class="30226") for n in range(3)]
    [advice] = advice_on(lines, TODAY)
    assert (advice.lines, advice.card.kind) == (3, "warn")
    assert advice.card.articles
