"""What counts of a project: as itself, what it asks; in the totals of others, what it really has."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from goufu.core.errors import AgainstTheLaw
from goufu.core.fact_views import facts_of_stage
from goufu.core.opinion import Opinion
from goufu.funds.models import BudgetLine
from goufu.funds.tests.money import YEAR, budget_line
from goufu.law.conditions import conditions_of
from goufu.law.load import load_rulebook
from goufu.planning.actions.deciding import adjust_project, submit_project
from goufu.planning.actions.writing import draft_project, save_project
from goufu.planning.law import opinion_on
from goufu.planning.models import Project
from goufu.planning.tests.writing import approved, complete, end_contract, returned_after_approval
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


PARTS: dict[str, dict[str, Any]] = {
    "new_amount_yuan": {"new_amount": Decimal(50000)},
    "sme_reserved_yuan": {"facts": {"sme_reserved_yuan": Decimal(50000)}},
    "small_reserved_yuan": {"facts": {"small_reserved_yuan": Decimal(50000)}},
}


@pytest.mark.parametrize("fact", PARTS)
def test_a_part_of_an_amount_counts_with_no_more_than_the_whole(
    county: County, draft: Project, line: BudgetLine, fact: str
) -> None:
    draft.refresh_from_db()
    save_project(project=draft.pk, by=county.officer, version=draft.version, values=PARTS[fact])
    draft.refresh_from_db()
    returned_after_approval(draft, line, county)
    assert told(draft, fact)[1] == 45000


RESERVED: dict[str, Any] = {"facts": {"sme_reserved_yuan": Decimal(60000), "is_suitable_for_sme": True}}
WRITTEN_AFTERWARDS: dict[str, dict[str, Any]] = {
    "method": {"method": "single_source"},
    "term_months": {"term_months": 6},
    "sme_reserved_yuan": {"facts": {**RESERVED["facts"], "sme_reserved_yuan": Decimal(30000)}},
    "is_suitable_for_sme": {"facts": {**RESERVED["facts"], "is_suitable_for_sme": False}},
    "provider_kind": {"provider_kind": "enterprise"},
    "new_amount_yuan": {"new_amount": Decimal(50000)},
    "amount_yuan": {"amount": Decimal(90000), "first_year": Decimal(60000), "second_year": Decimal(30000)},
}


@pytest.mark.parametrize("fact", WRITTEN_AFTERWARDS)
def test_what_is_typed_while_adjusting_counts_for_itself_only_until_it_is_approved(
    county: County, draft: Project, fact: str
) -> None:
    draft.refresh_from_db()
    save_project(
        project=draft.pk, by=county.officer, version=draft.version,
        values={"provider_kind": "social_service_organisation", "provider": "晚晴社", "new_amount": Decimal(10000), **RESERVED},
    )  # fmt: skip
    draft.refresh_from_db()
    approved(draft, county)
    before = told(draft, fact)
    assert before[0] == before[1] is not None
    adjusted = adjust_project(project=draft.pk, by=county.officer, reason="换一种办法")
    save_project(
        project=draft.pk, by=county.officer, version=adjusted.version, values=WRITTEN_AFTERWARDS[fact]
    )
    now = told(draft, fact)
    assert now[0] != before[0]
    assert now[1] == before[1]


def told(project: Project, fact: str) -> tuple[Any, Any]:
    """The fact as the project's own rules see it, and as the totals of others count it."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {fact}, counted_{fact} FROM planning_plan_facts WHERE id = %s",  # noqa: S608
            [project.pk],
        )
        own, counted = cursor.fetchone()
        return own, counted


def test_every_fact_that_totals_read_counts_as_it_was_granted() -> None:
    """But the purchaser: a body that becomes another takes its projects along."""
    book = load_rulebook()
    read = {
        name
        for rule in book.stage_rules("plan")
        if rule.scope
        for name in {*rule.scope.by}.union(
            *(total.facts for total in conditions_of(rule, book).totals.values())
        )
    }
    assert read - facts_of_stage("plan").counted_as == {"purchaser"}
