"""Which budget lines may pay for a project, and how the pages of the budget show the projects that hold money."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from goufu.funds.actions.ledger import reserve
from goufu.funds.models import BudgetLine
from goufu.funds.tests.money import YEAR, budget_line, move
from goufu.planning.actions.deciding import submit_project, withdraw_project
from goufu.planning.actions.writing import new_project
from goufu.planning.models import Project
from goufu.planning.queries.funding import lines_for_project
from goufu.planning.tests.forms import text
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County

SignIn = Callable[[Agent], Client]


def test_lines_for_a_project_have_money_left(county: County) -> None:
    line = budget_line(county.civil, "A", approved="10")
    other = budget_line(county.civil, "B", is_service_purchase=False)
    service = budget_line(county.civil, "C")
    move(reserve, line, 10, by=county.officer)
    budget_line(county.education)
    project = new_project(county.civil, {"title": "助餐服务", "year": YEAR})
    project.save()
    assert [*lines_for_project(project, county.officer)] == [service, other]
    assert not lines_for_project(project, county.teacher)
    project.funding.create(line=line, amount=10)
    assert line in lines_for_project(project, county.officer)


def test_a_line_leads_to_the_projects_that_hold_its_money(
    county: County, signed_in: SignIn, draft: Project, line: BudgetLine
) -> None:
    submit_project(project=draft.pk, by=county.officer)
    page = text(signed_in(county.treasurer).get(f"/budget/lines/{line.pk}/"))
    assert f'<a href="/projects/{draft.pk}/">{draft.title}</a>' in page


def test_a_project_that_the_ledger_names_cannot_be_deleted(county: County, draft: Project) -> None:
    submit_project(project=draft.pk, by=county.officer)
    withdraw_project(project=draft.pk, by=county.officer, reason="今年不再需要")
    with pytest.raises(IntegrityError, match="资金台账里有分录"), transaction.atomic():
        draft.delete()
    assert Project.objects.filter(pk=draft.pk).exists()
