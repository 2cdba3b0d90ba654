"""Sums of a project that must agree, and what is reserved and released for it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest

from goufu.core.action import action
from goufu.core.permissions import Permission
from goufu.funds.actions.ledger import lock_lines
from goufu.funds.models import BudgetLine, LedgerEntry
from goufu.funds.tests.money import YEAR, budget_line
from goufu.planning.actions.reserving import against_sums, changes_to_hold, hold
from goufu.planning.actions.writing import new_project
from goufu.planning.models import Project
from goufu.registry.tests.county import County


def planned(**amounts: str) -> Project:
    return Project(title="助餐服务", **{name: Decimal(said) for name, said in amounts.items()})


def lines(*amounts: str) -> list[Decimal]:
    return [Decimal(said) for said in amounts]


@pytest.mark.parametrize(
    ("amounts", "given"),
    [
        ({"amount": "60000"}, ["60000"]),
        ({"amount": "60000"}, ["59999.99", "0.01"]),
        ({"amount": "60000", "quantity": "300", "unit_price": "200"}, ["60000"]),
        ({"amount": "60000", "quantity": "7"}, ["60000"]),  # without a price nothing is multiplied
        ({"amount": "60000", "unit_price": "7"}, ["60000"]),
        ({"amount": "0.83", "quantity": "2.5", "unit_price": "0.33"}, ["0.83"]),  # 0.825
        ({"amount": "0.82", "quantity": "2.4848", "unit_price": "0.33"}, ["0.82"]),  # 0.819984
        ({"amount": "60000", "first_year": "60000"}, ["60000"]),
        ({"amount": "60000", "first_year": "10000", "second_year": "50000"}, ["10000"]),
        (
            {"amount": "60000", "first_year": "10000", "second_year": "20000", "third_year": "30000"},
            ["10000"],
        ),
        ({"amount": "60000", "first_year": "0", "third_year": "60000"}, []),
    ],
)
def test_sums_that_agree(amounts: dict[str, str], given: list[str]) -> None:
    assert not [*against_sums(planned(**amounts), lines(*given))]


@pytest.mark.parametrize(
    ("amounts", "given", "sentence", "field"),
    [
        ({}, [], "没有写预算金额", "amount"),
        ({"first_year": "5"}, ["5"], "没有写预算金额", "amount"),
        (
            {"amount": "60000", "quantity": "299", "unit_price": "200"},
            ["60000"],
            "数量×单价59,800.00元，预算金额60,000.00元，两者不符",
            "amount",
        ),
        (
            {"amount": "0.82", "quantity": "2.5", "unit_price": "0.33"},
            ["0.82"],
            "数量×单价0.83元，预算金额0.82元，两者不符",
            "amount",
        ),
        (
            {"amount": "1", "quantity": "99999999999999.9999", "unit_price": "9999999999999999.99"},
            ["1"],
            "数量×单价999,999,999,999,999,998,000,000,000,000.00元，预算金额1.00元，两者不符",
            "amount",
        ),
        (
            {"amount": "60000", "first_year": "60000", "second_year": "0.01"},
            ["60000"],
            "各年安排合计60,000.01元，预算金额60,000.00元，两者不符",
            "first_year",
        ),
        (
            {"amount": "60000", "second_year": "59999.99"},
            ["60000"],
            "各年安排合计59,999.99元，预算金额60,000.00元，两者不符",
            "first_year",
        ),
        (
            {"amount": "60000"},
            ["30000", "29999.99"],
            "从预算指标安排59,999.99元，当年需要60,000.00元，两者不符",
            "funding",
        ),
        (
            {"amount": "60000", "first_year": "10000", "second_year": "50000"},
            ["60000"],
            "从预算指标安排60,000.00元，当年需要10,000.00元，两者不符",
            "funding",
        ),
        (
            {"amount": "60000"},
            [],
            "从预算指标安排0.00元，当年需要60,000.00元，两者不符",
            "funding",
        ),
    ],
)
def test_sums_that_differ_are_told(
    amounts: dict[str, str], given: list[str], sentence: str, field: str
) -> None:
    refused = next(against_sums(planned(**amounts), lines(*given)))
    assert (refused.what, refused.field, refused.articles) == (sentence, field, ())


def held_anew(
    project: Project, county: County, wanted: Mapping[BudgetLine, str]
) -> list[tuple[str, str, str]]:
    """The entries that are added: (code of the line, amount, why)."""
    known = [*LedgerEntry.objects.values_list("pk", flat=True)]
    with action("x", Permission.SEE_BUDGET, by=county.officer) as act:
        locked = lock_lines(act, BudgetLine.objects.values_list("pk", flat=True))
        amounts = {line.pk: Decimal(amount) for line, amount in wanted.items()}
        hold(act, project, changes_to_hold(project, locked, amounts))
    entries = LedgerEntry.objects.exclude(pk__in=known).order_by("pk")
    return [(each.line.code, str(each.amount), each.why) for each in entries]


def test_only_the_difference_is_reserved_or_released(county: County) -> None:
    a, b, c, d = (budget_line(county.civil, code) for code in "ABCD")
    project = new_project(county.civil, {"title": "助餐服务", "year": YEAR})
    project.save()
    assert held_anew(project, county, {a: "100", b: "50.25", c: "70"}) == [
        ("A", "100.00", "项目提交"),
        ("B", "50.25", "项目提交"),
        ("C", "70.00", "项目提交"),
    ]
    assert held_anew(project, county, {a: "100", b: "50.75", c: "69.99", d: "0.01"}) == [
        ("B", "0.50", "项目提交"),
        ("C", "-0.01", "项目调整，释放"),
        ("D", "0.01", "项目提交"),
    ]
    assert held_anew(project, county, {}) == [
        ("A", "-100.00", "项目调整，释放"),
        ("B", "-50.75", "项目调整，释放"),
        ("C", "-69.99", "项目调整，释放"),
        ("D", "-0.01", "项目调整，释放"),
    ]
    assert {(each.project, each.project_title) for each in LedgerEntry.objects.all()} == {
        (project.pk, "助餐服务")
    }
    assert [each.reserved for each in BudgetLine.objects.order_by("code")] == [0, 0, 0, 0]
