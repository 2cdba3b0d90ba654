"""Many at once want the same money. First how it is overspent without the house's order, then that it never is."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction

from goufu.core.action import action
from goufu.core.errors import Refusal
from goufu.core.permissions import Permission
from goufu.core.tests.racing import TOO_LONG, at_once
from goufu.funds.actions.ledger import commit, lock_lines, release, reserve
from goufu.funds.models import BudgetLine, LedgerEntry
from goufu.funds.tests.money import budget_line, move, reference
from goufu.journal.models import Entry
from goufu.registry.tests.county import County

pytestmark = pytest.mark.django_db(transaction=True)


def refused(outcomes: Iterable[object]) -> int:
    return sum(isinstance(outcome, Exception) for outcome in outcomes)


def test_without_lock_and_constraint_two_readers_overspend() -> None:
    both_have_read = Barrier(2, timeout=TOO_LONG)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE naive_line (approved numeric, reserved numeric)")
        cursor.execute("INSERT INTO naive_line VALUES (100, 0)")

    def reserve_naively() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT approved - reserved FROM naive_line")
            [available] = cursor.fetchone()
            both_have_read.wait()
            if available >= 60:
                cursor.execute("UPDATE naive_line SET reserved = reserved + 60")

    try:
        assert refused(at_once([reserve_naively] * 2)) == 0
        with connection.cursor() as cursor:
            cursor.execute("SELECT reserved FROM naive_line")
            assert cursor.fetchone() == (120,)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE naive_line")


def test_the_same_two_readers_cannot_overspend_a_line(county: County) -> None:
    line = budget_line(county.civil, approved="100")
    both_have_read = Barrier(2, timeout=TOO_LONG)

    def reserve_in_order() -> None:
        available = BudgetLine.objects.get(pk=line.pk).available
        both_have_read.wait()
        assert available >= 60
        move(reserve, line, 60, by=county.officer)

    outcomes = at_once([reserve_in_order] * 2)
    assert [type(each) for each in outcomes if each] == [Refusal]
    line.refresh_from_db()
    assert (line.reserved, line.available) == (Decimal(60), Decimal(40))


def test_not_even_those_who_write_entries_without_lock_and_question(county: County) -> None:
    line = budget_line(county.civil, approved="100")
    move(reserve, line, 1, by=county.officer)
    logged = Entry.objects.get()
    both_have_read = Barrier(2, timeout=TOO_LONG)

    def insert() -> None:
        with transaction.atomic():
            assert BudgetLine.objects.get(pk=line.pk).available >= 60
            both_have_read.wait()
            LedgerEntry.objects.create(
                line=line, kind="reservation", amount=Decimal(60), project=1, project_title="甲", why="x", at=logged.at, person=1, body=1,
                journal_entry=logged,
            )  # fmt: skip

    assert [type(each) for each in at_once([insert] * 2) if each] == [IntegrityError]
    line.refresh_from_db()
    assert line.reserved == 61


def test_of_many_who_want_the_same_line_as_many_get_it_as_there_is_money(county: County) -> None:
    line = budget_line(county.civil, approved="100")
    start = Barrier(8, timeout=TOO_LONG)

    def want(project: int) -> int:
        start.wait()
        got = 0
        for amount in (7, 11, 3):
            try:
                move(reserve, line, amount, by=county.officer, project=project)
                got += amount
            except Refusal as error:
                assert "可用" in error.what
        return got

    outcomes = at_once([lambda project=project: want(project) for project in range(1, 9)])  # type: ignore[misc]
    line.refresh_from_db()
    assert line.reserved == sum(got for got in outcomes if isinstance(got, int))
    assert 0 <= line.available < 11  # whoever was refused asked for more than was left
    assert Entry.objects.count() == LedgerEntry.objects.count()


def test_in_opposite_order_without_the_helper_two_actions_block_each_other(county: County) -> None:
    lines = [budget_line(county.civil, code) for code in ("A", "B")]
    both_hold_one = Barrier(2, timeout=TOO_LONG)

    def lock_as_they_come(pks: list[int]) -> None:
        with action("x", Permission.SEE_BUDGET, by=county.officer) as act:
            first = act.lock(BudgetLine.objects, pks[0])
            both_hold_one.wait()
            reserve(act, act.lock(BudgetLine.objects, pks[1]), Decimal(1), project=reference(1), why="试")
            reserve(act, first, Decimal(1), project=reference(1), why="试")

    pks = [line.pk for line in lines]
    outcomes = at_once([lambda: lock_as_they_come(pks), lambda: lock_as_they_come(pks[::-1])])
    [error] = [each for each in outcomes if isinstance(each, OperationalError)]
    assert "deadlock" in str(error)


def test_several_lines_in_any_order_never_block(county: County) -> None:
    lines = [budget_line(county.civil, code, approved="1000") for code in ("A", "B", "C")]
    pks = [line.pk for line in lines]
    orders = [pks, pks[::-1], [pks[1], pks[2], pks[0]], [pks[2], pks[0], pks[1]]]
    start = Barrier(len(orders), timeout=TOO_LONG)

    def move_often(project: int, order: list[int]) -> None:
        start.wait()
        for _ in range(5):
            with action("funds.money.moved", Permission.SEE_BUDGET, by=county.officer) as act:
                locked = lock_lines(act, order)
                for pk in order:
                    reserve(act, locked[pk], Decimal(20), project=reference(project), why="试")
                    commit(act, locked[pk], Decimal(7), project=reference(project), why="试")
                    release(act, locked[pk], Decimal(3), project=reference(project), why="试")

    works = [lambda p=p, order=order: move_often(p, order) for p, order in enumerate(orders, 1)]
    assert at_once(works) == [None] * 4
    for line in lines:
        line.refresh_from_db()
        assert [line.reserved, line.committed, line.available] == [200, 140, 660]
