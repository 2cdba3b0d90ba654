"""The process dies anywhere while money is moved: line, ledger and journal agree."""

from __future__ import annotations

from decimal import Decimal

import pytest

from goufu.core.action import action
from goufu.core.permissions import Permission
from goufu.funds.actions.ledger import commit, lock_lines, pay, reserve
from goufu.funds.models import BudgetLine, LedgerEntry
from goufu.funds.tests.money import TODAY, budget_line, reference
from goufu.journal.models import Entry
from goufu.journal.tests.killing import killed_times
from goufu.registry.agents import agents_of
from goufu.registry.models import Person
from goufu.registry.tests.county import County


def spend() -> None:
    """All the way from available to paid on two lines, in one action."""
    [by] = agents_of(Person.objects.get(name="李经办"), TODAY)
    with action("funds.money.spent", Permission.SEE_BUDGET, by=by) as act:
        for line in lock_lines(act, BudgetLine.objects.values_list("pk", flat=True)).values():
            for verb in (reserve, commit, pay):
                verb(act, line, Decimal(1000), project=reference(1), why="试")


@pytest.mark.django_db(transaction=True)
def test_money_moved_by_a_killed_process_has_moved_wholly_or_not(county: County) -> None:
    lines = [budget_line(county.civil, code) for code in ("A", "B")]
    assert killed_times("goufu.funds.tests.test_ledger_killed:spend") >= 15
    assert Entry.objects.count() == 1
    assert LedgerEntry.objects.count() == 8  # of the one time that came to its end
    for line in lines:
        line.refresh_from_db()
        assert [line.available, line.reserved, line.committed, line.paid] == [99000, 0, 1000, 1000]
