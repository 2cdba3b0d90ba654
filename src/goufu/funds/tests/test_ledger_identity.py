"""Whatever is done in whatever order: approved = available + reserved + committed, to the fen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from goufu.core.errors import Refusal
from goufu.funds.actions.budget import Basis, adjust_line
from goufu.funds.actions.ledger import commit, pay, refund, release, reserve, uncommit
from goufu.funds.models import BudgetAdjustment, BudgetLine, LedgerEntry
from goufu.funds.queries.ledger import held, holders
from goufu.funds.tests.money import TODAY, budget_line, move
from goufu.journal.models import Entry
from goufu.registry.tests.county import County

FEN = Decimal("0.01")
FIRST = Decimal("1000.00")
BASIS = Basis("云财预〔2027〕9号", "关于调整预算的通知", TODAY)
VERBS = [reserve, commit, pay, release, uncommit, refund, adjust_line]
PROJECTS = [1, None]


@dataclass(frozen=True)
class Step:
    """What is done to which line for which project, with which share of the most that is allowed."""

    verb: Callable[..., Any]
    line: int
    project: int | None
    percent: int


steps = st.lists(
    st.builds(
        Step,
        verb=st.sampled_from(VERBS),
        line=st.integers(0, 1),
        project=st.sampled_from(PROJECTS),
        percent=st.integers(1, 110) | st.sampled_from([50, 100]),
    ),
    min_size=6,
    max_size=16,
)


def take(step: Step, line: BudgetLine, county: County) -> None:
    line.refresh_from_db()
    its = held(line, step.project)
    most = {
        reserve: line.available,
        adjust_line: line.available,
        commit: its.reserved,
        release: its.reserved,
        pay: its.unpaid,
        uncommit: its.unpaid,
        refund: its.paid,
    }[step.verb]
    amount = max(FEN, (most * step.percent / 100).quantize(FEN))
    if step.verb is adjust_line:
        amount = -amount if step.project else amount
        adjust_line(pk=line.pk, amount=amount, basis=BASIS, by=county.treasurer)
    else:
        move(step.verb, line, amount, by=county.officer, project=step.project)


def state() -> list[object]:
    return [
        *BudgetLine.objects.order_by("pk").values_list(
            "approved", "available", "reserved", "committed", "paid", "version"
        ),
        LedgerEntry.objects.count(),
        BudgetAdjustment.objects.count(),
        Entry.objects.count(),
    ]


def assert_identity() -> None:
    for line in BudgetLine.objects.all():
        assert line.approved == line.available + line.reserved + line.committed
        assert min(line.available, line.reserved, line.committed, line.paid) >= 0
        assert line.paid <= line.committed
        sums = {kind: Decimal(0) for kind in LedgerEntry.Kind}
        for entry in line.entries.all():
            sums[LedgerEntry.Kind(entry.kind)] += entry.amount
        assert list(sums.values()) == [line.reserved, line.committed, line.paid]
        assert line.approved == FIRST + sum(each.amount for each in line.adjustments.all())
        held = holders(line)
        assert sum(each.reserved for each in held) == line.reserved
        assert all(each.reserved >= 0 and each.unpaid >= 0 for each in held)


@pytest.mark.django_db
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_the_identity_holds_after_every_step(county: County, steps: list[Step]) -> None:
    with transaction.atomic():
        lines = [budget_line(county.civil, code, approved=str(FIRST)) for code in "AB"]
        begun = [
            Step(verb, line, project, 40)
            for verb in (reserve, commit, pay)
            for line in (0, 1)
            for project in PROJECTS
        ]
        for step in begun + steps:
            before = state()
            try:
                take(step, lines[step.line], county)
            except Refusal:
                assert state() == before
            else:
                event(step.verb.__name__)
            assert_identity()
        transaction.set_rollback(True)
