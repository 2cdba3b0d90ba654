"""Sums over budget lines."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from goufu.core.errors import NotFound
from goufu.funds.actions.budget import Basis, adjust_line
from goufu.funds.actions.ledger import commit, pay, reserve
from goufu.funds.models import BudgetLine
from goufu.funds.queries import budget as queries
from goufu.funds.queries.budget import Money
from goufu.funds.tests.money import YEAR, budget_line, move
from goufu.journal.models import Entry
from goufu.registry.tests.county import County

BASIS = Basis("云财预〔2026〕9号", "关于调整预算的通知", date(2026, 6, 1))


def money(lines: int, *amounts: str) -> Money:
    return Money(lines, *map(Decimal, amounts))


def spend(line: BudgetLine, county: County) -> None:
    """50 are held of the line: 20.50 reserved, 29.50 committed, 9.25 of them paid."""
    for verb, amount in ((reserve, "50"), (commit, "29.50"), (pay, "9.25")):
        move(verb, line, amount, by=county.treasurer)


def test_money_is_added_up() -> None:
    one, other = money(1, "100", "20.50", "29.50", "9.25"), money(2, "40", "3", "2", "1")
    assert one + other == money(3, "140", "23.50", "31.50", "10.25")
    assert [one.available, other.available] == [Decimal(50), Decimal(35)]
    assert Money() + one == one
    assert Money().lines == 0


def test_the_sums_over_lines(county: County) -> None:
    spend(budget_line(county.civil, "A", approved="100"), county)
    budget_line(county.civil, "B", approved="0.01")
    assert queries.money_of(BudgetLine.objects.order_by("-pk")) == money(
        2, "100.01", "20.50", "29.50", "9.25"
    )
    assert queries.money_of(BudgetLine.objects.none()) == Money()


def test_a_body_includes_those_below_it(county: County) -> None:
    spend(budget_line(county.nursing, approved="100"), county)
    budget_line(county.civil, "A", approved="7")
    budget_line(county.civil, "B", approved="8")
    budget_line(county.education, approved="1000")
    found = queries.tree(county.treasurer, YEAR)
    assert {each.body.name: (each.depth, each.money) for each in found} == {
        "云岭县民政局": (0, money(3, "115", "20.50", "29.50", "9.25")),
        "云岭县养老服务中心": (1, money(1, "100", "20.50", "29.50", "9.25")),
        "云岭县教育体育局": (0, money(1, "1000", "0", "0", "0")),
    }
    bodies = [each.body for each in found]
    assert bodies.index(county.civil) < bodies.index(county.nursing)


def test_a_body_without_lines_stands_above_one_with(county: County) -> None:
    budget_line(county.nursing, approved="100")
    said = [(each.body, each.money) for each in queries.tree(county.treasurer, YEAR)]
    assert said == [
        (county.civil, money(1, "100", "0", "0", "0")),
        (county.nursing, money(1, "100", "0", "0", "0")),
    ]


def test_what_can_be_chosen_is_named_once(county: County) -> None:
    for number, (year, kind) in enumerate([(2026, "111"), (2027, "112"), (2027, "111")]):
        budget_line(county.civil, f"L{number}", year=year, fund_kind=kind)
    assert queries.years(county.treasurer) == [2027, 2026]
    assert [kind for kind, _name in queries.fund_kinds(county.treasurer)] == ["111", "112"]
    assert [*queries.bodies_with_lines(county.treasurer)] == [county.civil]


def test_budgets_of_bodies_that_have_ended_are_managed_no_more(county: County) -> None:
    county.education.is_active = False
    county.education.save()
    assert {*queries.managed_bodies(county.treasurer)} == {county.finance, county.civil, county.nursing}


def test_a_line_is_found_by_whoever_may_see_it(county: County, line: BudgetLine) -> None:
    assert queries.line(county.officer, line.pk) == line
    with pytest.raises(NotFound):
        queries.line(county.teacher, line.pk)


def test_each_entry_has_the_totals_of_its_time(county: County, line: BudgetLine) -> None:
    spend(line, county)
    move(reserve, line, "1", by=county.treasurer)
    said = [
        (each.amount, each.reserved_then, each.committed_then, each.paid_then)  # type: ignore[attr-defined]
        for each in queries.entries_of(line)
    ]
    assert said == [
        (Decimal("1.00"), Decimal("21.50"), Decimal("29.50"), Decimal("9.25")),
        (Decimal("9.25"), Decimal("20.50"), Decimal("29.50"), Decimal("9.25")),
        (Decimal("29.50"), Decimal("20.50"), Decimal("29.50"), 0),
        (Decimal("-29.50"), Decimal("20.50"), 0, 0),
        (Decimal("50.00"), Decimal("50.00"), 0, 0),
    ]


def test_the_changes_of_a_line_newest_first(county: County, line: BudgetLine) -> None:
    for amount in ("-40000", "0.01"):
        adjust_line(pk=line.pk, amount=Decimal(amount), basis=BASIS, by=county.treasurer)
    found = queries.revisions_of(line)
    amounts = [
        [(before, after) for title, before, after in each.changes if title == "批复金额"] for each in found
    ]
    assert amounts == [
        [(Decimal("60000.00"), Decimal("60000.01"))],
        [(Decimal("100000.00"), Decimal("60000.00"))],
        [],
    ]
    assert [each.person for each in found] == ["陈财政", "陈财政", ""]
    assert [each.basis for each in found] == [f"{BASIS.number} {BASIS.title}"] * 2 + [""]
    newest = (
        Entry.objects.filter(action="funds.budget_line.adjusted").order_by("-pk").values_list("pk", flat=True)
    )
    assert [each.entry for each in found] == [*newest, None]
    assert found[-1].changes == []
    assert {title for title, _before, _after in found[0].changes} == {"批复金额"}
