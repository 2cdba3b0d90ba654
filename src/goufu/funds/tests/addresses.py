"""The arguments of the budget's addresses, and many of what its lists show."""

from __future__ import annotations

from typing import Any

from goufu.documents.store import store
from goufu.funds.models import BudgetFile, BudgetLine
from goufu.funds.tests.money import budget_line
from goufu.funds.tests.test_importing import ROW, table
from goufu.registry.tests.county import County


def a_line(county: County) -> dict[str, Any]:
    return {"pk": budget_line(county.civil, code=_code()).pk}


def a_file(county: County) -> dict[str, Any]:
    with store().draft([table(ROW | {"单位": county.civil.name})]) as draft:
        store().keep(draft)
    made = BudgetFile.objects.create(office=county.finance, name="预算.csv", digest=draft.digest)
    return {"pk": made.pk}


def many_lines(county: County, count: int) -> None:
    for _each in range(count):
        a_line(county)


def _code() -> str:
    return f"53999927331T{BudgetLine.objects.count() + 1:09}"


ARGUMENTS = {"budget:line": a_line, "budget:adjust": a_line, "budget:confirm": a_file}
MANY = {"budget lines": many_lines}
