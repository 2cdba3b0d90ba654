"""Budget lines for tests, and money moved on them the way that actions do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from goufu.core.action import action
from goufu.core.permissions import Permission
from goufu.funds.actions.ledger import ProjectReference, lock_lines
from goufu.funds.models import BudgetLine
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
    """One movement of money as an action of its own."""
    with action("funds.money.moved", Permission.SEE_BUDGET, by=by) as act:
        lines = lock_lines(act, [line.pk])
        verb(act, lines[line.pk], Decimal(amount), project=reference(project), why=why)


def reference(project: int | None) -> ProjectReference | None:
    """A project for entries to name."""
    return None if project is None else ProjectReference(project, f"项目{project}")
