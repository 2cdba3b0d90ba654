"""Actions of a finance office on the budgets that it manages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pghistory

from goufu import wall_clock
from goufu.core.action import Action, action
from goufu.core.errors import Refusal
from goufu.core.permissions import Permission
from goufu.funds.actions.ledger import held_by
from goufu.funds.models import BudgetAdjustment, BudgetLine
from goufu.funds.money import yuan
from goufu.registry.agents import Agent
from goufu.registry.models import Body


@dataclass(frozen=True, slots=True)
class Basis:
    """The document that orders a change of a budget, and the day from which the change counts."""

    number: str
    title: str
    day: date


def add_line(*, body: Body, fields: Mapping[str, Any], by: Agent, once: UUID | None = None) -> BudgetLine:
    """Adds a line to the body's budget. `fields` are the model's; the finance office is the body's.

    Raises Refusal; NotFound, NotAllowed.
    """
    with budget_action("funds.budget_line.added", by=by, once=once) as act:
        line = BudgetLine(body=body, office=body.office, place_code=body.place.code, **fields)
        act.allow(line)  # nobody may for a body without a finance office
        act.create(line)
        act.log(
            body=body.name, year=line.year, code=line.code, line=line.name, approved=line.approved,
            fund=line.fund_kind, service_purchase=line.is_service_purchase,
        )  # fmt: skip
        return line


def adjust_line(
    *, pk: int, amount: Decimal, basis: Basis, by: Agent, version: int | None = None, once: UUID | None = None
) -> BudgetAdjustment:
    """Adjusts a line by an amount in yuan, negative for a cut. Raises Stale; Refusal below what projects hold."""
    with budget_action("funds.budget_line.adjusted", by=by, once=once) as act:
        line = act.lock(BudgetLine.objects, pk, version=version)
        check_basis(basis)
        if line.approved + amount < line.reserved + line.committed:
            raise Refusal(
                too_little(line, line.approved + amount),
                "少减一些，或者先由这些项目释放占用的金额",
                field="amount",
            )
        act.change(line, approved=line.approved + amount)
        act.log(basis=f"{basis.number} {basis.title}")
        return act.create(adjustment(act, line, amount, basis))


@contextmanager
def budget_action(name: str, *, by: Agent, once: UUID | None) -> Iterator[Action]:
    """An action on budgets; the rows' history stores the person's name and the number of the log entry."""
    with (
        action(name, Permission.KEEP_BUDGET, by=by, once=once) as act,
        pghistory.context(action=name, person=by.person.name, entry=act.entry_number),
    ):
        yield act


def check_basis(basis: Basis) -> None:
    """Raises Refusal for a day in the future."""
    if basis.day > wall_clock.today():
        raise Refusal("调整日期在今天以后", "请核对依据文件的日期，到了那一天再调整", field="day")


def adjustment(act: Action, line: BudgetLine, amount: Decimal, basis: Basis) -> BudgetAdjustment:
    """The adjustment of a line, not stored yet."""
    return BudgetAdjustment(
        line=line,
        adjusted_on=basis.day,
        amount=amount,
        document_number=basis.number,
        document_title=basis.title,
        journal_entry_id=act.entry_number,
    )


def too_little(line: BudgetLine, approved: Decimal) -> str:
    """The reason why the line can't be cut to this amount, with the projects that hold its money."""
    return f"调整后批复{yuan(approved)}，少于已占用和承诺的{yuan(line.reserved + line.committed)}。{held_by(line)}"
