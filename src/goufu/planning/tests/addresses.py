"""The arguments of the addresses of budgets, and what their lists list."""

from __future__ import annotations

from typing import Any

from goufu.planning.actions.budget_import import receive_file
from goufu.planning.models import BudgetLine
from goufu.planning.tests.money import budget_line
from goufu.planning.tests.test_budget_import import ROW, table
from goufu.registry.tests.county import County


def a_line(county: County) -> dict[str, Any]:
    line = BudgetLine.objects.filter(body=county.civil).first() or budget_line(county.civil)
    return {"pk": line.pk}


def a_file(county: County) -> dict[str, Any]:
    return {"pk": receive_file(name="预算.csv", content=table(ROW), by=county.treasurer).pk}


def lines(county: County, count: int) -> None:
    there = BudgetLine.objects.count()
    for number in range(there, there + count):
        budget_line(county.civil if number % 2 else county.nursing, f"L{number}")


ARGUMENTS = {
    "budget:line": a_line,
    "budget:adjust": a_line,
    "budget:confirm": a_file,
}
MANY = {"budget lines": lines}
