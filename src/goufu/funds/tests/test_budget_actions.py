"""What is asked of a change of a budget, by whom, and what the database says of an approved amount."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from goufu.core.action import action
from goufu.core.errors import NotAllowed, NotFound, Refusal
from goufu.core.permissions import Permission
from goufu.core.principal import System
from goufu.funds.actions.budget import Basis, add_line, adjust_line
from goufu.funds.actions.following import take_over_lines
from goufu.funds.actions.ledger import ProjectReference, reserve
from goufu.funds.models import BudgetLine, LedgerEntry
from goufu.funds.tests.money import YEAR, budget_line
from goufu.journal.actions import SYSTEM
from goufu.registry.tests.county import County, body


def basis(day: date) -> Basis:
    return Basis("云财预〔2026〕9号", "关于调整预算的通知", day)


def test_an_adjustment_of_a_future_day_is_refused(county: County, line: BudgetLine) -> None:
    today = timezone.localdate()
    with pytest.raises(Refusal, match="日期在今天以后") as refused:
        adjust_line(
            pk=line.pk, amount=Decimal(1), basis=basis(today + timedelta(days=1)), by=county.treasurer
        )
    assert refused.value.field == "day"
    adjust_line(pk=line.pk, amount=Decimal(1), basis=basis(today), by=county.treasurer)
    line.refresh_from_db()
    assert line.approved == Decimal(100001)


def test_whoever_may_not_add_a_line_is_told_nothing_of_the_body(county: County) -> None:
    alone = body("没有主管财政部门的单位", county.place)
    for by in (county.officer, county.treasurer, county.auditor):
        with pytest.raises((NotAllowed, NotFound)):
            add_line(body=alone, fields={}, by=by)


def test_the_program_itself_moves_money(county: County, line: BudgetLine) -> None:
    with action("funds.money.moved", Permission.SEE_BUDGET, by=System()) as act:
        locked = act.lock(BudgetLine.objects, line.pk)
        reserve(act, locked, Decimal(10), project=ProjectReference(7, "项目7"), why="试")
    entry = LedgerEntry.objects.get()
    assert (entry.person, entry.body) == (SYSTEM.person, SYSTEM.body)


def test_a_code_that_was_cut_is_not_one_that_is_taken(county: County) -> None:
    ended, heir = county.civil, county.education
    long = "5" * 40
    mark = f"-{ended.pk}"
    cut = long[: 40 - len(mark)] + mark
    budget_line(heir, long)
    budget_line(heir, cut)
    moved = budget_line(ended, long)
    take_over_lines(ended=ended.pk, successor=heir.pk, since=f"{YEAR}-01-01")
    codes = list(BudgetLine.objects.filter(body=heir).order_by("pk").values_list("code", flat=True))
    moved.refresh_from_db()
    assert (len(set(codes)), moved.code in (long, cut), len(moved.code)) == (3, False, 40)


@pytest.mark.parametrize("change", ["approved", "delete"])
def test_an_approved_amount_follows_from_adjustments_only(
    county: County, line: BudgetLine, change: str
) -> None:
    adjust_line(pk=line.pk, amount=Decimal(-500), basis=basis(date(2026, 6, 1)), by=county.treasurer)
    connection.check_constraints()
    with pytest.raises(IntegrityError), transaction.atomic():
        if change == "approved":
            BudgetLine.objects.filter(pk=line.pk).update(approved=Decimal(200000))
        else:
            budget_line(county.civil, "B").delete()
        connection.check_constraints()
