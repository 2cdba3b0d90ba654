"""The money that a project holds: of its own year and body, with what is committed, and nothing once it is over."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import timezone

from goufu.catalogue.models import Edition
from goufu.core.errors import Refusal
from goufu.core.opinion import Opinion
from goufu.core.tests.racing import at_once
from goufu.funds.actions.ledger import commit, pay, reserve
from goufu.funds.models import BudgetLine, LedgerEntry
from goufu.funds.tests.money import YEAR, budget_line, move
from goufu.planning.actions import deciding
from goufu.planning.actions.deciding import (
    adjust_project,
    approve_project,
    return_project,
    submit_project,
    withdraw_project,
)
from goufu.planning.actions.writing import save_project
from goufu.planning.law import opinion_of, opinion_on
from goufu.planning.models import Funding, Project, ProjectState
from goufu.planning.tests.writing import approved, complete, end_contract
from goufu.registry.tests.county import County


def totals(line: BudgetLine) -> list[Decimal]:
    line.refresh_from_db()
    return [line.reserved, line.committed]


def test_a_project_moved_to_another_year_is_not_submitted_on_the_old_years_money(
    county: County, draft: Project, line: BudgetLine
) -> None:
    moved = save_project(
        project=draft.pk, by=county.officer, version=draft.version, values={"year": YEAR + 1}
    )
    with pytest.raises(Refusal, match=rf"{YEAR}年.*{line.code}.*不能用于{YEAR + 1}年") as refused:
        submit_project(project=draft.pk, by=county.officer)
    assert (refused.value.field, refused.value.articles) == ("funding", ())
    assert totals(line) == [0, 0]
    own = budget_line(county.civil, year=YEAR + 1)
    save_project(
        project=draft.pk,
        by=county.officer,
        version=moved.version,
        values={},
        funding={own.pk: Decimal(60000)},
    )
    submit_project(project=draft.pk, by=county.officer)
    assert totals(own) == [60000, 0]


def test_an_adjusted_project_moved_to_another_year_frees_the_old_years_money(
    county: County, draft: Project, line: BudgetLine
) -> None:
    approved(draft, county)
    adjusted = adjust_project(project=draft.pk, by=county.officer, reason="推迟一年执行")
    own = budget_line(county.civil, year=YEAR + 1)
    save_project(
        project=draft.pk, by=county.officer, version=adjusted.version, values={"year": YEAR + 1},
        funding={own.pk: Decimal(60000)},
    )  # fmt: skip
    submit_project(project=draft.pk, by=county.officer)
    assert [*totals(line), *totals(own)] == [0, 0, 60000, 0]


def test_another_bodys_line_pays_nothing_whoever_wrote_it(county: County, draft: Project) -> None:
    others = budget_line(county.civil, "X")
    Funding.objects.filter(project=draft).update(line=others)
    BudgetLine.objects.filter(pk=others.pk).update(body=county.nursing)
    with pytest.raises(Refusal, match="云岭县养老服务中心") as refused:
        submit_project(project=draft.pk, by=county.lead)
    assert refused.value.field == "funding"


@pytest.mark.parametrize("change", ["year", "body"])
def test_the_database_refuses_money_of_another_year_or_body(
    county: County, draft: Project, line: BudgetLine, change: str
) -> None:
    submit_project(project=draft.pk, by=county.officer)
    connection.check_constraints()
    others: dict[str, dict[str, Any]] = {"year": {"year": YEAR + 1}, "body": {"purchaser": county.education}}
    with pytest.raises(IntegrityError, match="本单位、本年度"), transaction.atomic():
        Project.objects.filter(pk=draft.pk).update(**others[change])
        connection.check_constraints()


def test_an_entry_must_apply_in_the_year_to_which_a_project_moves(county: County, draft: Project) -> None:
    edition = draft.entry.edition  # type: ignore[union-attr]
    Edition.objects.filter(pk=edition.pk).update(state="superseded", valid_until=date(YEAR, 12, 31))
    with pytest.raises(Refusal, match=f"{YEAR + 1}年适用的指导性目录") as refused:
        save_project(project=draft.pk, by=county.officer, version=draft.version, values={"year": YEAR + 1})
    assert refused.value.field == "entry"
    save_project(project=draft.pk, by=county.officer, version=draft.version, values={"year": YEAR})


def test_what_is_committed_counts_when_a_project_is_submitted_again(
    county: County, draft: Project, line: BudgetLine
) -> None:
    approved(draft, county)
    move(commit, line, 60000, by=county.officer, project=draft.pk)
    adjusted = adjust_project(project=draft.pk, by=county.officer, reason="服务时间改动")
    entries = LedgerEntry.objects.count()
    submit_project(project=draft.pk, by=county.officer)
    assert totals(line) == [0, 60000]
    assert LedgerEntry.objects.count() == entries
    connection.check_constraints()
    assert adjusted.state == ProjectState.ADJUSTING


def test_more_than_is_committed_is_reserved_for_the_rest_only(
    county: County, draft: Project, line: BudgetLine
) -> None:
    approved(draft, county)
    move(commit, line, 45000, by=county.officer, project=draft.pk)
    adjusted = adjust_project(project=draft.pk, by=county.officer, reason="服务人数增加")
    complete(adjusted, line, county.officer, amount="90000")
    submit_project(project=draft.pk, by=county.officer)
    assert totals(line) == [45000, 45000]


def test_nothing_goes_below_what_is_committed(county: County, draft: Project, line: BudgetLine) -> None:
    approved(draft, county)
    move(commit, line, 45000, by=county.officer, project=draft.pk)
    with pytest.raises(Refusal, match=r"已承诺45,000\.00元") as refused:
        withdraw_project(project=draft.pk, by=county.officer, reason="今年不再需要")
    assert not refused.value.articles
    adjusted = adjust_project(project=draft.pk, by=county.officer, reason="服务人数减少")
    less = complete(adjusted, line, county.officer, amount="30000")
    with pytest.raises(Refusal, match=r"已承诺45,000\.00元") as refused:
        submit_project(project=draft.pk, by=county.officer)
    assert refused.value.field == "funding"
    less.refresh_from_db()
    complete(less, line, county.officer, amount="45000")
    submit_project(project=draft.pk, by=county.officer)
    assert totals(line) == [0, 45000]


def test_a_returned_project_keeps_what_its_contract_has_committed_and_nothing_else(
    county: County, line: BudgetLine, returned: Project
) -> None:
    connection.check_constraints()
    assert returned.state == ProjectState.RETURNED
    assert totals(line) == [0, 45000]
    freed = LedgerEntry.objects.filter(project=returned.pk).latest("pk")
    assert [freed.kind, freed.amount, freed.why] == ["reservation", -45000, "项目退回，释放"]
    move(pay, line, 20000, by=county.officer, project=returned.pk)  # the contract goes on
    with pytest.raises(Refusal, match=r"已承诺45,000\.00元"):
        withdraw_project(project=returned.pk, by=county.officer, reason="今年不再需要")
    connection.check_constraints()


def test_a_returned_project_with_a_contract_is_submitted_again(
    county: County, line: BudgetLine, returned: Project
) -> None:
    less = complete(returned, line, county.officer, amount="30000")
    with pytest.raises(Refusal, match=r"已承诺45,000\.00元"):
        submit_project(project=returned.pk, by=county.officer)
    less.refresh_from_db()
    complete(less, line, county.officer, amount="60000")
    submit_project(project=returned.pk, by=county.officer)
    assert totals(line) == [15000, 45000]
    connection.check_constraints()


def test_what_a_contract_had_committed_returns_to_the_project_or_to_the_line_of_a_returned_one(
    county: County, draft: Project, line: BudgetLine
) -> None:
    found = approved(draft, county)
    move(commit, line, 45000, by=county.officer, project=draft.pk)
    end_contract(found, line, 5000, county)
    assert totals(line) == [20000, 40000]
    found = adjust_project(project=draft.pk, by=county.officer, reason="服务人数增加")
    submit_project(project=draft.pk, by=county.officer)
    found = return_project(project=draft.pk, by=county.treasurer, reason="增加的人数没有依据")
    connection.check_constraints()
    end_contract(found, line, 10000, county)
    connection.check_constraints()
    assert totals(line) == [0, 30000]
    last = LedgerEntry.objects.filter(project=draft.pk).latest("pk")
    assert [last.kind, last.amount, last.why] == ["reservation", -10000, "合同解除"]


@pytest.mark.parametrize("kind", ["reservation", "commitment"])
def test_the_database_refuses_more_money_for_a_returned_project(
    county: County, line: BudgetLine, returned: Project, kind: str
) -> None:
    connection.check_constraints()
    entry = LedgerEntry.objects.filter(project=returned.pk, kind=kind).latest("pk")
    # By the clock of the machine that writes it, it was before the return.
    entry.pk, entry.amount, entry.at = None, Decimal(1), timezone.now() - timedelta(hours=1)
    with pytest.raises(IntegrityError, match="已经退回，不占用预算"), transaction.atomic():
        entry.save(force_insert=True)
        connection.check_constraints()


@pytest.mark.parametrize("state", [ProjectState.WITHDRAWN, ProjectState.RETURNED])
def test_what_is_withdrawn_or_returned_holds_nothing_whoever_asks(
    county: County, draft: Project, line: BudgetLine, state: ProjectState
) -> None:
    submit_project(project=draft.pk, by=county.officer)
    if state == ProjectState.WITHDRAWN:
        withdraw_project(project=draft.pk, by=county.officer, reason="今年不再需要")
    else:
        return_project(project=draft.pk, by=county.treasurer, reason="绩效目标要写清")
    connection.check_constraints()
    with pytest.raises(IntegrityError, match="不占用预算"), transaction.atomic():
        move(reserve, line, 1, by=county.officer, project=draft.pk)
        connection.check_constraints()


def test_half_a_fen_is_rounded_up(county: County, draft: Project, line: BudgetLine) -> None:
    half = {"quantity": Decimal("0.5"), "unit_price": Decimal("120000.01")}  # 60,000.005 yuan
    complete(draft, line, county.officer, amount="60000.01", **half)
    submit_project(project=draft.pk, by=county.officer)
    assert totals(line) == [Decimal("60000.01"), 0]


@pytest.mark.django_db(transaction=True)
def test_an_approval_asks_the_law_of_locked_lines(
    county: County, draft: Project, line: BudgetLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    submit_project(project=draft.pk, by=county.officer)
    reviewed = [each.rule.id for each in opinion_on(draft.pk).to_review]
    meanwhile: list[object] = []

    @transaction.atomic
    def change() -> None:
        rows = BudgetLine.objects.select_for_update(nowait=True)
        BudgetLine.objects.filter(pk=rows.get(pk=line.pk).pk).update(is_service_purchase=False)

    def ask(project: Project) -> Opinion:
        meanwhile.extend(at_once([change]))
        return opinion_of(project)

    monkeypatch.setattr(deciding, "opinion_of", ask)
    approve_project(project=draft.pk, by=county.treasurer, reviewed=reviewed)
    assert [type(each) for each in meanwhile] == [OperationalError]
