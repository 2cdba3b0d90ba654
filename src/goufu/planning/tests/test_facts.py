"""The law reads a project through one view: every fact of the plan stage, in its type, and nothing else."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.utils.translation import override

from goufu.law.load import load_rulebook
from goufu.law.model import Fact
from goufu.planning.actions.writing import save_project
from goufu.planning.facts import OF_FIELDS, STAGE, askable, asked_facts, facts_of
from goufu.planning.forms import fact_field
from goufu.planning.models import Project, ProjectState
from goufu.planning.sections import sections_of
from goufu.planning.tests.writing import put
from goufu.registry.tests.county import County
from goufu.registry.tests.papers import paper

# Facts that follow from the project's amounts, years, body, provider, budget lines, catalogue entry or targets.
FOLLOWING = {
    "amount_yuan", "year_amount_yuan",
    "on_date", "place", "level", "purchaser", "purchaser_kind", "project", "last_funding_year", "budget_line",
    "budget_line_yuan", "is_budgeted", "is_budget_adjusted", "is_in_medium_term_plan", "fund_source",
    "department_economic_class", "government_economic_class", "is_service_purchase", "is_gov_procurement",
    "catalogue_code", "is_in_catalogue", "is_entry_in_level_catalogue", "is_entry_consulted", "needs_expert_review",
    "is_expert_reviewed", "performance_target", "provider", "provider_kind", "is_provider_debarred",
    "is_provider_dishonest", "is_provider_tax_violator", "is_provider_appropriated",
    "is_provider_fully_appropriated", "has_provider_violation", "provider_violation_on", "is_in_central_list",
    "purchaser_code",
}  # fmt: skip
SAMPLES: dict[str, Any] = {
    "text": "文字，'引号' 和 {括号}",
    "money": Decimal("1234567890123456.78"),
    "number": Decimal("0.1250"),
    "integer": 12,
    "date": date(2027, 1, 31),
    "yesno": False,
}


def sample(fact: Fact) -> Any:
    return [*fact.choices][-1] if fact.type == "choice" else SAMPLES[fact.type]


def seen(project: Project) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM planning_plan_facts WHERE id = %s", [project.pk])
        [row] = cursor.fetchall()
        return dict(zip((column.name for column in cursor.description), row, strict=True))


# What counts of these in the totals of others is a column beside them.
COUNTED_OTHERWISE = {
    "counted_amount_yuan", "counted_year_amount_yuan", "counted_budget_line", "counted_new_amount_yuan",
    "counted_sme_reserved_yuan", "counted_small_reserved_yuan", "counted_budget_year", "counted_is_new",
    "counted_is_service_purchase", "counted_is_sme_reserved", "counted_is_suitable_for_sme", "counted_item_code",
    "counted_method", "counted_no_reserve_reason", "counted_provider_kind", "counted_service_class", "counted_term_months",
}  # fmt: skip


def test_its_columns_are_the_facts(draft: Project) -> None:
    own = {"id", "is_counted", "said_purchaser"} | COUNTED_OTHERWISE
    assert seen(draft).keys() == load_rulebook().stages[STAGE].facts.keys() | own


def test_each_fact_is_a_field_or_follows_or_is_asked(db: None) -> None:
    given = load_rulebook().stages[STAGE].given
    assert len(OF_FIELDS) + len(FOLLOWING) + len(askable()) == len(given)
    assert OF_FIELDS.keys() | FOLLOWING | askable().keys() == given.keys()


@pytest.mark.parametrize("name", askable())
def test_what_is_kept_by_its_name_comes_out_in_its_type(county: County, draft: Project, name: str) -> None:
    value = sample(askable()[name])
    save_project(project=draft.pk, by=county.officer, version=draft.version, values={"facts": {name: value}})
    draft.refresh_from_db()
    assert facts_of(draft.facts) == {name: value}
    assert (seen(draft)[name], type(seen(draft)[name])) == (value, type(value))


def test_what_is_left_open_is_not_kept() -> None:
    assert asked_facts({"is_ppp": None, "demand_drafter": "", "is_urgent": False}) == {"is_urgent": False}
    for wrong in ({"is_ppp": "yes"}, {"added_yuan": 1.5}, {"started_on": "2027-01-01"}):
        with pytest.raises(TypeError):
            asked_facts(wrong)  # type: ignore[arg-type]
    with pytest.raises(KeyError):
        asked_facts({"amount_yuan": Decimal(1)})


@pytest.mark.parametrize("state", ProjectState)
def test_what_holds_money_is_counted(county: County, draft: Project, state: ProjectState) -> None:
    put(draft, state, county.officer, county.treasurer)
    assert seen(draft)["is_counted"] == (
        state in (ProjectState.SUBMITTED, ProjectState.APPROVED, ProjectState.ADJUSTING)
    )


def test_a_purchaser_is_of_the_kind_of_the_day(county: County, draft: Project) -> None:
    """A former mass organisation, which became a state organ after the project was decided."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO registry_designation (body_id, name, size, level, kind, days, document_id, journal_entry_id)"
            " SELECT %s, '云岭县残疾人联合会', '', 'county', 'mass_organisation', daterange(NULL, '2026-06-01'), %s, max(id)"
            " FROM journal_entry",
            [county.civil.pk, paper(county.civil).pk],
        )
    assert seen(draft)["purchaser_kind"] == "state_organ"
    put(draft, ProjectState.APPROVED, county.officer, county.treasurer, law_day=date(2026, 5, 31))
    assert seen(draft)["purchaser_kind"] == "mass_organisation"


def test_what_may_be_chosen_is_said_in_english_on_english_pages(draft: Project) -> None:
    with override("en"):
        chosen = [fact for fact in askable().values() if fact.choices]
        said = [str(word) for fact in chosen for _code, word in fact_field(fact).choices]  # type: ignore[attr-defined]
        assert [each for each in said if re.search("[\u3400-\u9fff]", each)] == []
        draft.facts = {"method_ground": "sole_supplier"}
        words = [each.text for section in sections_of(draft) for each in section.said]
    assert "only one supplier" in words
