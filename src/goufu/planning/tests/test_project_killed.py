"""The process dies anywhere in a step: state, ledger and journal tell the same story, the old or the new."""

from __future__ import annotations

import pytest

from goufu.core.action import history
from goufu.funds.models import BudgetLine, LedgerEntry
from goufu.funds.tests.money import TODAY, YEAR
from goufu.journal.models import Entry
from goufu.journal.tests.killing import killed_times
from goufu.planning.actions.deciding import approve_project, submit_project
from goufu.planning.actions.importing import ListLine, import_projects
from goufu.planning.actions.writing import save_project
from goufu.planning.law import opinion_on
from goufu.planning.models import Funding, Project, ProjectState, Target
from goufu.registry.agents import Agent, agents_of
from goufu.registry.models import Person
from goufu.registry.tests.county import County

pytestmark = pytest.mark.django_db(transaction=True)
HERE = "goufu.planning.tests.test_project_killed"
NEW = {"name": "家庭照护负担", "kind": "social", "operator": "qualitative", "text": "明显减轻"}


def known(name: str) -> Agent:
    [found] = agents_of(Person.objects.get(name=name), TODAY)
    return found


def the_draft() -> Project:
    return Project.objects.get(title="失能老人上门护理服务")


def save() -> None:
    draft = the_draft()
    save_project(
        project=draft.pk,
        by=known("李经办"),
        version=draft.version,
        values={"unit": "户"},
        funding={BudgetLine.objects.get().pk: 1},  # type: ignore[dict-item]
        targets=[NEW],
    )


def submit() -> None:
    submit_project(project=the_draft().pk, by=known("李经办"))


def approve() -> None:
    doubts = [each.rule.id for each in opinion_on(the_draft().pk).to_review]
    approve_project(project=the_draft().pk, by=known("陈财政"), reviewed=doubts)


def take_over() -> None:
    lines = [ListLine(number, {"title": f"服务{number}"}) for number in range(2, 5)]
    import_projects(lines=lines, list_name="清单", year=YEAR, by=known("李经办"))


def logged(action: str) -> int:
    return Entry.objects.filter(action=action).count()


def test_saved_wholly_or_not(draft: Project) -> None:
    before = draft.version
    assert killed_times(f"{HERE}:save") >= 10
    draft.refresh_from_db()
    assert (draft.unit, draft.version) == ("户", before + 1)
    assert [each.amount for each in Funding.objects.all()] == [1]
    assert [(each.name, each.text) for each in Target.objects.all()] == [("家庭照护负担", "明显减轻")]
    assert [entry.action for entry in history(draft)] == [
        "planning.project.saved",
        "planning.project.saved",
        "planning.project.drafted",
    ]


def test_submitted_with_its_money_and_its_entry_or_not(draft: Project, line: BudgetLine) -> None:
    assert killed_times(f"{HERE}:submit") >= 10
    draft.refresh_from_db()
    line.refresh_from_db()
    assert [draft.state, line.reserved, logged("planning.project.submitted")] == [
        ProjectState.SUBMITTED,
        60000,
        1,
    ]
    [moved] = LedgerEntry.objects.all()
    assert [moved.amount, moved.project] == [60000, draft.pk]


def test_approved_with_its_entry_or_not(county: County, draft: Project, line: BudgetLine) -> None:
    submit_project(project=draft.pk, by=county.officer)
    assert killed_times(f"{HERE}:approve") >= 6
    draft.refresh_from_db()
    line.refresh_from_db()
    assert [draft.state, line.reserved, logged("planning.project.approved")] == [
        ProjectState.APPROVED,
        60000,
        1,
    ]


def test_all_lines_of_a_list_or_none(draft: Project) -> None:
    assert killed_times(f"{HERE}:take_over") >= 5
    made = Project.objects.filter(title__in=["服务2", "服务3", "服务4"])
    assert (made.count(), logged("planning.projects.imported")) == (3, 1)
    assert all(len(history(each)) == 1 for each in made)
