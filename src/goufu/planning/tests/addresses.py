"""The arguments of planning's addresses, and many of what its lists show."""

from __future__ import annotations

from typing import Any

from goufu.check.tests.addresses import a_list
from goufu.planning.actions.writing import draft_project
from goufu.planning.models import BudgetFile, BudgetLine
from goufu.planning.tests.money import YEAR, budget_line
from goufu.planning.tests.test_budget_import import ROW, table
from goufu.registry.tests.county import County


def a_project(county: County) -> dict[str, Any]:
    made = draft_project(by=county.officer, values={"title": "失能老人上门护理服务", "year": YEAR})
    return {"number": made.pk}


def a_line(county: County) -> dict[str, Any]:
    return {"pk": budget_line(county.civil, code=_code()).pk}


def a_file(county: County) -> dict[str, Any]:
    made = BudgetFile.objects.create(
        office=county.finance, name="预算.csv", content=table(ROW), digest="0" * 64
    )
    return {"pk": made.pk}


def many_projects(county: County, count: int) -> None:
    for _each in range(count):
        a_project(county)


def many_lines(county: County, count: int) -> None:
    for _each in range(count):
        a_line(county)


def _code() -> str:
    return f"53999927331T{BudgetLine.objects.count() + 1:09}"


ARGUMENTS = {
    "budget:line": a_line,
    "budget:adjust": a_line,
    "budget:confirm": a_file,
    "api:step-project": lambda county: a_project(county) | {"verb": "withdraw"},
    "planning:from_list": lambda county: a_list(),
    **dict.fromkeys(
        (
            "api:approve-project",
            "api:project",
            "api:project-opinion",
            "api:save-project",
            "api:submit-project",
            "planning:project",
            "planning:edit",
            "planning:submit",
            "planning:return",
            "planning:approve",
            "planning:adjust",
            "planning:withdraw",
            "planning:waive",
        ),
        a_project,
    ),
}
MANY = {"projects": many_projects, "budget lines": many_lines}
