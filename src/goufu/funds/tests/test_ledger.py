"""Money is held, promised and paid, and no step takes more than there is."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from goufu.core.action import action
from goufu.core.errors import NotFound, Refusal
from goufu.core.permissions import Permission
from goufu.funds.actions.ledger import (
    ProjectReference,
    commit,
    held_by,
    lock_lines,
    pay,
    refund,
    release,
    reserve,
    uncommit,
)
from goufu.funds.models import BudgetLine, LedgerEntry
from goufu.funds.queries.ledger import Held, held, holders
from goufu.funds.tests.money import budget_line, move, reference
from goufu.journal.models import Entry
from goufu.registry.tests.county import County


def totals(line: BudgetLine) -> tuple[Decimal | int, ...]:
    line.refresh_from_db()
    return line.available, line.reserved, line.committed, line.paid


def test_money_goes_from_available_to_paid_and_back(county: County, line: BudgetLine) -> None:
    by = county.officer
    move(reserve, line, "60000.50", by=by)
    assert totals(line) == (Decimal("39999.50"), Decimal("60000.50"), 0, 0)
    move(commit, line, "50000", by=by)
    assert totals(line) == (Decimal("39999.50"), Decimal("10000.50"), 50000, 0)
    move(pay, line, "20000", by=by)
    assert totals(line) == (Decimal("39999.50"), Decimal("10000.50"), 50000, 20000)
    move(refund, line, "5000", by=by)
    move(uncommit, line, "35000", by=by)
    assert totals(line) == (Decimal("39999.50"), Decimal("45000.50"), 15000, 15000)
    move(release, line, "45000.50", by=by)
    assert totals(line) == (85000, 0, 15000, 15000)
    assert held(line, 1) == Held(1, Decimal(0), Decimal(15000), Decimal(15000), "项目1")


def test_each_entry_names_who_why_and_the_journal(county: County, line: BudgetLine) -> None:
    move(reserve, line, 10, by=county.officer, project=7, why="报送项目")
    entry = LedgerEntry.objects.get()
    logged = Entry.objects.get()
    assert (entry.journal_entry, entry.why) == (logged, "报送项目")
    assert (entry.project, entry.project_title) == (7, "项目7")
    assert (entry.person, entry.body) == (county.officer.person.pk, county.civil.pk)
    assert logged.facts["money"] == [f"{line.code} 占用 +10.00元"]


def test_a_refusal_says_what_there_is_what_was_asked_and_who_holds_the_rest(
    county: County, line: BudgetLine
) -> None:
    for project, amount in enumerate([40000, 30000, 20000, 5000], 1):
        move(reserve, line, amount, by=county.officer, project=project)
    with pytest.raises(Refusal) as refused:
        move(reserve, line, "5000.01", by=county.officer, project=9)
    assert "可用5,000.00元，本次要占用5,000.01元，还差0.01元" in refused.value.what
    assert "项目1 40,000.00元、项目2 30,000.00元、项目3 20,000.00元等4个项目" in refused.value.what
    assert not refused.value.articles  # the sums themselves: the law speaks by plan.within-budget-line
    assert refused.value.remedy
    move(reserve, line, 5000, by=county.officer, project=9)  # to the last fen
    assert totals(line)[0] == 0
    assert [each.project for each in holders(line)] == [1, 2, 3, 4, 9]


@pytest.mark.parametrize(
    ("verb", "most"), [(release, 30), (commit, 30), (uncommit, 50), (pay, 50), (refund, 20)]
)
def test_a_project_moves_only_what_is_its_own(
    county: County, line: BudgetLine, verb: object, most: int
) -> None:
    by = county.officer
    for project in (1, 2):
        move(reserve, line, 100, by=by, project=project)
        move(commit, line, 70, by=by, project=project)
        move(pay, line, 20, by=by, project=project)
    before = totals(line)
    with pytest.raises(Refusal, match=rf"金额是{most}\.00元，本次要\w+{most}\.01元，多出0\.01元"):
        move(verb, line, most + Decimal("0.01"), by=by, project=1)  # type: ignore[arg-type]
    assert totals(line) == before
    move(verb, line, most, by=by, project=1)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("amount", "sentence"),
    [("0", "金额必须大于零"), ("-1", "金额必须大于零"), ("0.001", "小数点后最多 2 位")],
)
@pytest.mark.parametrize("verb", [reserve, release, commit, uncommit, pay, refund])
def test_amounts_are_positive_and_whole_fen(
    county: County, line: BudgetLine, verb: object, amount: str, sentence: str
) -> None:
    move(reserve, line, 100, by=county.officer)
    move(commit, line, 50, by=county.officer)
    move(pay, line, 20, by=county.officer)
    with pytest.raises(Refusal, match=sentence):
        move(verb, line, amount, by=county.officer)  # type: ignore[arg-type]
    assert LedgerEntry.objects.count() == 4
    move(verb, line, "0.01", by=county.officer)  # type: ignore[arg-type]


def test_the_line_in_memory_follows_each_movement(county: County, line: BudgetLine) -> None:
    with action("x", Permission.SEE_BUDGET, by=county.officer) as act:
        locked = lock_lines(act, [line.pk])[line.pk]
        reserve(act, locked, Decimal("600.50"), project=reference(1), why="甲")
        commit(act, locked, Decimal("200.25"), project=reference(1), why="甲")
        pay(act, locked, Decimal(50), project=reference(1), why="甲")
        there = [locked.available, locked.reserved, locked.committed, locked.paid]
    assert there == [Decimal("99399.50"), Decimal("400.25"), Decimal("200.25"), 50]


def test_several_movements_in_one_action_see_each_other(county: County, line: BudgetLine) -> None:
    with (
        pytest.raises(Refusal, match=r"可用40,000\.00元"),
        action("x", Permission.SEE_BUDGET, by=county.officer) as act,
    ):
        locked = lock_lines(act, [line.pk])[line.pk]
        reserve(act, locked, Decimal(60000), project=reference(1), why="甲")
        reserve(act, locked, Decimal(60000), project=reference(2), why="乙")
    assert totals(line) == (100000, 0, 0, 0)
    assert not LedgerEntry.objects.exists()


def test_a_project_goes_by_the_title_of_its_latest_entry(county: County, line: BudgetLine) -> None:
    for title in ("助餐服务", "老年人助餐服务"):
        with action("x", Permission.SEE_BUDGET, by=county.officer) as act:
            locked = lock_lines(act, [line.pk])[line.pk]
            reserve(act, locked, Decimal(10), project=ProjectReference(3, title), why="试")
    assert [(each.project, each.title, int(each.reserved)) for each in holders(line)] == [
        (3, "老年人助餐服务", 20)
    ]


def test_money_held_for_no_project_is_told_apart(county: County, line: BudgetLine) -> None:
    move(reserve, line, 5, by=county.officer, project=None)
    move(reserve, line, 7, by=county.officer, project=2)
    assert [(each.project, each.title) for each in holders(line)] == [(2, "项目2"), (None, "")]
    with pytest.raises(Refusal, match=r"未列项目 5\.00元"):
        move(reserve, line, 100_000, by=county.officer, project=2)


def test_who_holds_as_much_as_another_is_named_by_number(county: County, line: BudgetLine) -> None:
    for project in (None, 2, 1):
        move(reserve, line, 5, by=county.officer, project=project)
    move(commit, line, 2, by=county.officer, project=1)  # still holds 5
    assert [each.project for each in holders(line)] == [1, 2, None]
    assert [int(each.all_held) for each in holders(line)] == [5, 5, 5]


def test_three_holders_are_all_named(county: County, line: BudgetLine) -> None:
    for project in (1, 2, 3):
        move(reserve, line, 10, by=county.officer, project=project)
    assert held_by(line) == "已占用和承诺：项目1 10.00元、项目2 10.00元、项目3 10.00元。"
    assert held_by(budget_line(county.civil, "B")) == ""


@pytest.mark.parametrize(("project", "title"), [(1, ""), (None, "项目1")])
def test_an_entry_names_number_and_title_or_neither(
    county: County, line: BudgetLine, project: int | None, title: str
) -> None:
    move(reserve, line, 10, by=county.officer)
    logged = Entry.objects.get()
    with pytest.raises(IntegrityError, match="ledger_project_has_title"), transaction.atomic():
        LedgerEntry.objects.create(
            line=line, kind="reservation", amount=Decimal(1), project=project, project_title=title, why="x",
            at=logged.at, person=1, body=1, journal_entry=logged,
        )  # fmt: skip


def test_lines_of_others_are_not_there(county: County) -> None:
    strange = budget_line(county.education)
    with pytest.raises(NotFound):
        move(reserve, strange, 1, by=county.officer)


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE funds_ledgerentry SET amount = 1",
        "DELETE FROM funds_ledgerentry",
        "TRUNCATE funds_ledgerentry",
        "UPDATE funds_budgetline SET reserved = 0",
        "UPDATE funds_budgetline SET paid = 1, committed = 1",
        "UPDATE funds_budgetline SET approved = 9",
        "UPDATE funds_budgetlineevent SET approved = 9",
    ],
)
def test_the_database_refuses_to_forget_or_overspend(
    county: County, line: BudgetLine, tampering: str
) -> None:
    move(reserve, line, 10, by=county.officer)
    with (
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(tampering)
    assert totals(line) == (99990, 10, 0, 0)


@pytest.mark.parametrize(
    ("kind", "amount", "project"),
    [
        ("reservation", "99990.01", 1),
        ("reservation", "-5", 2),
        ("payment", "1", 1),
        ("commitment", "-1", 1),
        ("gift", "1", 1),
        ("reservation", "0", 1),
    ],
)
def test_raw_entries_are_held_to_the_same_limits(
    county: County, line: BudgetLine, kind: str, amount: str, project: int
) -> None:
    move(reserve, line, 10, by=county.officer)
    logged = Entry.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        LedgerEntry.objects.create(
            line=line, kind=kind, amount=Decimal(amount), project=project, project_title="甲", why="x", at=logged.at, person=1,
            body=1, journal_entry=logged,
        )  # fmt: skip
    assert totals(line) == (99990, 10, 0, 0)


def test_no_entry_without_the_journal(county: County, line: BudgetLine) -> None:
    LedgerEntry.objects.create(
        line=line, kind="reservation", amount=Decimal(1), project=1, project_title="甲", why="x", at=timezone.now(), person=1,
        body=1, journal_entry_id=10**9,
    )  # fmt: skip
    with pytest.raises(IntegrityError, match="journal_entry"):
        connection.check_constraints()
