"""Whatever is done in whatever order: approved = available + reserved + committed, to the fen."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goufu.journal.models import Entry
from goufu.planning.actions.budget import Basis, adjust_line
from goufu.planning.actions.ledger import commit, pay, refund, release, reserve, uncommit
from goufu.planning.models import BudgetAdjustment, BudgetLine, LedgerEntry
from goufu.planning.queries.ledger import holders
from goufu.planning.tests.money import TODAY, budget_line, move
from goufu.registry.errors import Refusal
from goufu.registry.tests.county import County

VERBS = [reserve, reserve, commit, pay, release, uncommit, refund]
BASIS = Basis("云财预〔2027〕9号", "关于调整预算的通知", TODAY)
FIRST = Decimal("1000.00")

fen = st.integers(1, 60_000).map(lambda count: Decimal(count) / 100)
movements = st.tuples(st.sampled_from(VERBS), st.integers(0, 2), fen, st.sampled_from([1, 2, None]))
adjustments = st.tuples(
    st.just(None), st.integers(0, 2), st.integers(-60_000, 60_000).map(lambda c: Decimal(c) / 100), st.none()
)
steps = st.lists(movements | adjustments, min_size=5, max_size=25)


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
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_the_identity_holds_after_every_step(
    county: County, steps: list[tuple[object, int, Decimal, int | None]]
) -> None:
    with transaction.atomic():
        lines = [budget_line(county.civil, code, approved=str(FIRST)) for code in "ABC"]
        for verb, index, amount, project in steps:
            before = state()
            try:
                if verb is None:
                    adjust_line(pk=lines[index].pk, amount=amount, basis=BASIS, by=county.treasurer)
                else:
                    move(verb, lines[index], amount, by=county.officer, project=project)  # type: ignore[arg-type]
            except Refusal:
                assert state() == before
            assert_identity()
        transaction.set_rollback(True)
