"""Lines are added and adjusted by their finance office, and never below what projects hold."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from goufu.core.errors import NotFound, Refusal
from goufu.core.roles import Role
from goufu.funds.actions.budget import Basis, add_line, adjust_line
from goufu.funds.actions.ledger import commit, reserve
from goufu.funds.models import BudgetAdjustment, BudgetLine
from goufu.funds.tests.money import TODAY, YEAR, move
from goufu.journal.models import Entry
from goufu.journal.words import facts_for_people
from goufu.registry.tests.county import County, agent, body

BASIS = Basis("云财预〔2027〕9号", "关于调整预算的通知", TODAY)
FIELDS: dict[str, Any] = {
    "year": YEAR,
    "code": "L1",
    "name": "助餐服务",
    "category": "3",
    "function_class": "2081006",
    "department_economic_class": "30227",
    "fund_kind": "111",
    "is_service_purchase": True,
    "approved": Decimal("120000.50"),
}


def test_a_line_is_stored_and_logged(county: County) -> None:
    added = add_line(body=county.civil, fields=FIELDS, by=county.treasurer)
    line = BudgetLine.objects.get()
    assert (line.pk, line.office, line.place_code) == (added.pk, county.finance, "539999")
    assert [line.approved, line.available, line.reserved] == [Decimal("120000.50"), Decimal("120000.50"), 0]
    assert facts_for_people(Entry.objects.get()) == {
        "body": "云岭县民政局",
        "year": YEAR,
        "code": "L1",
        "line": "助餐服务",
        "approved": "120000.50",
        "fund": "111",
        "service_purchase": True,
    }


def test_another_office_adds_no_line(county: County) -> None:
    other = body("邻县财政局", county.place, is_finance_office=True)
    with pytest.raises(NotFound):
        add_line(body=county.civil, fields=FIELDS, by=agent("邻县财政", other, Role.FINANCE_OFFICER))
    assert not BudgetLine.objects.exists()


def test_nobody_keeps_the_budget_of_a_body_without_a_finance_office(county: County) -> None:
    county.education.office = None
    with pytest.raises(NotFound):
        add_line(body=county.education, fields=FIELDS, by=county.treasurer)


@pytest.mark.parametrize(("amount", "approved"), [("0.01", "100000.01"), ("-60000", "40000.00")])
def test_an_adjustment_changes_the_line_and_is_logged(
    county: County, line: BudgetLine, amount: str, approved: str
) -> None:
    move(reserve, line, 40000, by=county.officer)
    move(commit, line, 15000, by=county.officer)
    adjust_line(pk=line.pk, amount=Decimal(amount), basis=BASIS, by=county.treasurer)
    line.refresh_from_db()
    assert [line.approved, line.available] == [Decimal(approved), Decimal(approved) - 40000]
    made = BudgetAdjustment.objects.get()
    assert [made.line, made.amount, made.adjusted_on] == [line, Decimal(amount), TODAY]
    assert [made.document_number, made.document_title] == ["云财预〔2027〕9号", "关于调整预算的通知"]
    logged = Entry.objects.get(action="funds.budget_line.adjusted")
    assert made.journal_entry_id == logged.pk
    assert logged.facts["basis"] == "云财预〔2027〕9号 关于调整预算的通知"


def test_no_cut_below_what_is_reserved_and_committed(county: County, line: BudgetLine) -> None:
    move(reserve, line, 40000, by=county.officer)
    move(commit, line, 15000, by=county.officer)
    with pytest.raises(Refusal) as refused:
        adjust_line(pk=line.pk, amount=Decimal("-60000.01"), basis=BASIS, by=county.treasurer)
    assert refused.value.what == (
        "调整后批复39,999.99元，少于已占用和承诺的40,000.00元。已占用和承诺：项目1 40,000.00元。"
    )
    line.refresh_from_db()
    assert [line.approved, BudgetAdjustment.objects.count()] == [100000, 0]
