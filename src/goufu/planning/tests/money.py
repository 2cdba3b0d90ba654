"""Budget lines for tests, and money moved on them the way that actions do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from goufu.core.action import action
from goufu.core.permissions import Permission
from goufu.planning.actions.ledger import lock_lines
from goufu.planning.actions.writing import new_project
from goufu.planning.models import BudgetLine, Project
from goufu.registry.agents import Agent
from goufu.registry.models import Body

YEAR = 2027
TODAY = date(2026, 11, 24)


def budget_line(
    body: Body, code: str = "53999927331T000000001", approved: str = "100000", **more: Any
) -> BudgetLine:
    given: dict[str, Any] = {
        "year": YEAR,
        "name": "社区居家养老服务",
        "category": "3",
        "function_class": "2081006",
        "government_economic_class": "50205",
        "department_economic_class": "30227",
        "fund_kind": "111",
        "is_service_purchase": True,
    } | more
    assert body.office
    project_of(body)
    return BudgetLine.objects.create(
        body=body,
        office=body.office,
        place_code=body.place.code,
        code=code,
        approved=Decimal(approved),
        **given,
    )


def move(
    verb: Callable[..., Any],
    line: BudgetLine,
    amount: Decimal | str | int,
    *,
    by: Agent,
    project: int | None = 1,
    why: str = "试",
) -> None:
    """One movement of money as an action of its own; the project is made where it is not there."""
    if project is not None:
        project_of(line.body, project)
    with action("planning.money.moved", Permission.SEE_BUDGET, by=by) as act:
        lines = lock_lines(act, [line.pk])
        verb(act, lines[line.pk], Decimal(amount), project=project, why=why)


def project_of(body: Body, number: int = 1) -> None:
    """A project with that number, for entries to name; the first is made with the body's first line."""
    if not Project.objects.filter(pk=number).exists():
        new = new_project(body, {"title": f"项目{number}", "year": YEAR})
        new.pk = number
        new.save()
        with connection.cursor() as cursor:  # the next one made without a number gets the one after it
            cursor.execute("SELECT setval('planning_project_id_seq', max(id)) FROM planning_project")
