"""What counts of a project: as itself, what it asks; in the totals of others, what it really has."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from goufu.core.errors import AgainstTheLaw
from goufu.core.opinion import Opinion
from goufu.funds.models import BudgetLine
from goufu.funds.tests.money import YEAR, budget_line
from goufu.planning.actions.deciding import adjust_project, submit_project
from goufu.planning.actions.writing import draft_project, save_project
from goufu.planning.law import opinion_on
from goufu.planning.models import Project
from goufu.planning.tests.writing import approved, complete, end_contract
from goufu.registry.tests.county import County

OVERSPENT = "plan.line-not-overspent"


@pytest.fixture
def other(county: County, line: BudgetLine) -> Project:
    """Another draft of the bureau for 55,000 yuan: what is left of the line beside a contract of 45,000."""
    drafted = draft_project(by=county.officer, values={"title": "老年人助餐服务", "year": YEAR})
    return complete(drafted, line, county.officer, amount="55000", quantity=None, unit_price=None)


def test_a_returned_project_counts_while_a_contract_has_committed_money(
    county: County, line: BudgetLine, returned: Project
) -> None:
    assert is_counted(returned)
    end_contract(returned, line, 45000, county)
    connection.check_constraints()
    assert not is_counted(returned)


def test_a_returned_project_counts_at_least_what_its_contract_has_committed(
    county: County, line: BudgetLine, returned: Project
) -> None:
    assert amounts(returned) == (90000, 90000)
    less = complete(returned, line, county.officer, amount="30000")
    assert amounts(less) == (45000, 45000)
    years = {"amount": Decimal(30000), "first_year": Decimal(10000), "second_year": Decimal(20000)}
    save_project(project=less.pk, by=county.officer, version=less.version, values=years)
    assert amounts(less) == (65000, 45000)  # the second year comes on top
    less.refresh_from_db()
    save_project(project=less.pk, by=county.officer, version=less.version, values=dict.fromkeys(years))
    assert amounts(less) == (45000, None)


def amounts(project: Project) -> tuple[Any, ...]:
    """The amount and that of the first year, as the law counts them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT amount_yuan, year_amount_yuan FROM planning_plan_facts WHERE id = %s", [project.pk]
        )
        return tuple(cursor.fetchone())


def is_counted(project: Project) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT is_counted FROM planning_plan_facts WHERE id = %s", [project.pk])
        return bool(cursor.fetchone()[0])


def overspent(opinion: Opinion) -> list[str]:
    return [each.message for each in opinion.blocking if each.rule.id == OVERSPENT]


def test_what_a_returned_project_asks_stops_no_other(
    county: County, line: BudgetLine, returned: Project, other: Project
) -> None:
    submit_project(project=other.pk, by=county.officer)
    line.refresh_from_db()
    assert [line.reserved, line.committed] == [55000, 45000]
    [sentence] = overspent(opinion_on(returned.pk))  # asked itself, it counts with all that it asks
    assert "合计145,000.00元" in sentence


def test_what_is_committed_counts_for_a_returned_project_whatever_is_typed(
    county: County, line: BudgetLine, returned: Project, other: Project
) -> None:
    complete(returned, line, county.officer, amount="30000")
    save_project(
        project=other.pk, by=county.officer, version=other.version,
        values={"amount": Decimal("55000.01"), "first_year": Decimal("55000.01")},
        funding={line.pk: Decimal("55000.01")},
    )  # fmt: skip
    with pytest.raises(AgainstTheLaw, match=r"合计100,000\.01元"):
        submit_project(project=other.pk, by=county.officer)


def test_an_adjusted_project_counts_with_what_is_reserved_for_it_on_the_line_that_holds_it(
    county: County, draft: Project, line: BudgetLine, other: Project
) -> None:
    approved(draft, county)
    adjusted = adjust_project(project=draft.pk, by=county.officer, reason="服务人数增加")
    second = budget_line(county.civil, "B")
    complete(adjusted, second, county.officer, amount="90000")
    assert totals_of(other) == Decimal(115000)  # 60,000 are still reserved on the first line
    save_project(
        project=other.pk,
        by=county.officer,
        version=other.version,
        values={},
        funding={second.pk: Decimal(55000)},
    )
    assert totals_of(other) == Decimal(55000)
    assert totals_of(adjusted) == Decimal(90000)


def totals_of(project: Project) -> Any:
    """All that is planned under the project's budget line, as the rule on overspent lines adds it up."""
    return opinion_on(project.pk).facts()["plan_line_not_overspent__planned_yuan"]


@pytest.mark.parametrize("fact", ["new_amount_yuan", "sme_reserved_yuan", "small_reserved_yuan"])
def test_a_part_of_an_amount_counts_with_no_more_than_the_whole(
    county: County, returned: Project, fact: str
) -> None:
    given: dict[str, dict[str, Any]] = {
        "new_amount_yuan": {"new_amount": Decimal(80000)},
        "sme_reserved_yuan": {"facts": {"sme_reserved_yuan": Decimal(80000)}},
        "small_reserved_yuan": {"facts": {"small_reserved_yuan": Decimal(80000)}},
    }
    save_project(project=returned.pk, by=county.officer, version=returned.version, values=given[fact])
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {fact}, counted_{fact} FROM planning_plan_facts WHERE id = %s",  # noqa: S608
            [returned.pk],
        )
        assert cursor.fetchone() == (80000, 45000)
