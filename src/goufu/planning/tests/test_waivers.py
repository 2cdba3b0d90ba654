"""A waiver holds for one project and one version of the rule; whoever holds several offices waives as any of them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.utils import timezone

from goufu.core.action import history
from goufu.core.errors import AgainstTheLaw, NotAllowed, Refusal
from goufu.core.roles import Role
from goufu.funds.models import BudgetLine
from goufu.funds.tests.money import YEAR
from goufu.planning.actions.deciding import submit_project, waive_rules, withdraw_project
from goufu.planning.actions.writing import draft_project, save_project
from goufu.planning.law import opinion_of
from goufu.planning.models import Project, Waiver
from goufu.planning.tests.writing import complete, published_entry
from goufu.registry.tests.county import County

RULE, TITLE = "plan.duty-basis", "写明职责依据"
REASON = "三定规定正在修订，县编办已有批复"


@pytest.fixture
def wanting(county: County, draft: Project) -> Project:
    """A project that one rule wants a reason for."""
    return save_project(project=draft.pk, by=county.officer, version=draft.version, values={"duty_basis": ""})


def waived_once(project: Project, county: County, version: str) -> None:
    """The rule waived when it had that version."""
    Waiver.objects.create(
        project=project,
        rule=RULE,
        rule_version=version,
        rule_title="有职责依据",
        reason=REASON,
        person=county.lead.person,
        body=county.civil,
        day=timezone.localdate(),
        place_code=project.place_code,
    )


def test_a_rule_that_has_changed_is_waived_anew(county: County, wanting: Project) -> None:
    waived_once(wanting, county, version="000000000000")
    assert [each.rule.id for each in opinion_of(wanting).to_explain] == [RULE]
    with pytest.raises(AgainstTheLaw):
        submit_project(project=wanting.pk, by=county.officer)
    waive_rules(project=wanting.pk, reasons={RULE: REASON}, by=county.lead)
    assert history(wanting)[0].facts["waived"] == {TITLE: REASON}
    assert opinion_of(wanting).to_explain == []
    with pytest.raises(Refusal, match="不能豁免"):
        waive_rules(project=wanting.pk, reasons={RULE: REASON}, by=county.lead)
    submit_project(project=wanting.pk, by=county.officer)


def test_a_rule_that_is_no_more_is_waived_for_nobody(county: County, wanting: Project) -> None:
    waived_once(wanting, county, version="000000000000")
    Waiver.objects.create(
        **{
            each.attname: getattr(wanting.waivers.get(), each.attname)
            for each in Waiver._meta.concrete_fields
            if each.name not in ("id", "rule")
        },
        rule="plan.gone",
    )
    assert [each.rule.id for each in opinion_of(wanting).to_explain] == [RULE]


def test_whoever_leads_and_keeps_the_budget_waives_as_either(county: County, line: BudgetLine) -> None:
    entry = published_entry(county.finance, is_consulted=False)
    project = draft_project(by=county.officer, values={"title": "失能老人上门护理服务", "year": YEAR})
    complete(project, line, county.officer, entry=entry, duty_basis="")
    both = replace(county.treasurer, roles=frozenset({Role.PURCHASING_LEAD, Role.FINANCE_OFFICER}))
    waive_rules(project=project.pk, reasons={"plan.entry-consulted": "征求意见的函件正在归档"}, by=both)
    assert [each.rule.id for each in opinion_of(project).to_explain] == [RULE]
    with pytest.raises(NotAllowed, match="不由您的岗位豁免"):
        waive_rules(project=project.pk, reasons={RULE: REASON}, by=both)
    with pytest.raises(NotAllowed, match="不能办这件事"):
        waive_rules(project=project.pk, reasons={RULE: REASON}, by=county.auditor)


def test_the_journal_is_told_what_was_submitted_and_why_it_was_withdrawn(
    county: County, draft: Project
) -> None:
    found = submit_project(project=draft.pk, by=county.officer)
    withdraw_project(project=draft.pk, reason="今年不再需要这项服务", by=county.officer)
    withdrawn, submitted = history(draft)[:2]
    assert (submitted.facts["title"], submitted.facts["amount"]) == (found.title, f"{found.amount:.2f}")
    assert withdrawn.facts["reason"] == "今年不再需要这项服务"
