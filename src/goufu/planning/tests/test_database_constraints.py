"""The database itself ties a project's state to people, moments, reasons and money, whoever asks."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from goufu.core.action import action
from goufu.core.errors import Refusal
from goufu.core.permissions import Permission
from goufu.funds.actions.ledger import ProjectReference, commit, lock_lines, release
from goufu.funds.models import BudgetLine
from goufu.planning.actions.deciding import (
    approve_project,
    return_project,
    submit_project,
    withdraw_project,
)
from goufu.planning.law import opinion_on
from goufu.planning.models import Funding, Project
from goufu.registry.tests.county import County

NOW = timezone.now()


def doubts(project: Project) -> list[str]:
    return [each.rule.id for each in opinion_on(project.pk).to_review]


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("project_has_submitter", {"submitted_at": None}),
        ("project_has_submitter", {"submitted_by": None}),
        ("project_has_approver", {"state": "approved"}),
        ("project_has_approver", {"state": "approved", "approved_at": NOW}),
        ("project_has_approver", {"approved_at": NOW}),
        ("project_returned_with_reason", {"state": "returned", "returned_at": NOW, "return_reason": "改"}),
        ("project_returned_with_reason", {"return_reason": "绩效目标要写清"}),
        ("project_withdrawn_with_reason", {"state": "withdrawn", "withdrawn_at": NOW}),
    ],
)
def test_a_state_has_its_people_moments_and_reasons(
    county: County, draft: Project, constraint: str, values: dict[str, Any]
) -> None:
    submit_project(project=draft.pk, by=county.officer)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Project.objects.filter(pk=draft.pk).update(**values)


def test_a_reason_alone_is_no_return(county: County, draft: Project) -> None:
    submit_project(project=draft.pk, by=county.officer)
    returned = {"state": "returned", "returned_at": NOW, "returned_by": county.treasurer.person}
    with pytest.raises(IntegrityError, match="project_returned_with_reason"), transaction.atomic():
        Project.objects.filter(pk=draft.pk).update(**returned)


def test_nobody_approves_his_own(county: County, draft: Project) -> None:
    submit_project(project=draft.pk, by=county.officer)
    own = {"state": "approved", "approved_at": NOW, "approved_by": county.officer.person}
    with pytest.raises(IntegrityError, match="project_approved_by_another"), transaction.atomic():
        Project.objects.filter(pk=draft.pk).update(**own)


def test_who_did_it_stays_as_long_as_it_is_true(county: County, draft: Project) -> None:
    officer, treasurer = county.officer, county.treasurer
    submit_project(project=draft.pk, by=officer)
    returned = return_project(project=draft.pk, by=treasurer, reason="绩效目标要写清")
    assert (returned.returned_by, returned.return_reason) == (treasurer.person, "绩效目标要写清")
    assert submit_project(project=draft.pk, by=officer).return_reason == ""
    approved = approve_project(project=draft.pk, by=treasurer, reviewed=doubts(draft))
    assert (approved.approved_by, approved.approved_at) == (treasurer.person, approved.changed_at)
    withdrawn = withdraw_project(project=draft.pk, by=officer, reason="今年不再需要")
    assert (withdrawn.withdrawn_by, withdrawn.withdrawal_reason) == (officer.person, "今年不再需要")


def test_submitted_without_its_money_is_refused_when_the_transaction_ends(
    county: County, draft: Project
) -> None:
    with pytest.raises(IntegrityError, match="必须逐条占用"), transaction.atomic():
        Project.objects.filter(pk=draft.pk).update(
            state="submitted", submitted_at=NOW, submitted_by=county.officer.person
        )
        connection.check_constraints()


@pytest.mark.parametrize("amount", ["59999.99", "60000.01"])
def test_what_pays_is_not_changed_behind_a_submitted_project(
    county: County, draft: Project, amount: str
) -> None:
    submit_project(project=draft.pk, by=county.officer)
    connection.check_constraints()
    with pytest.raises(IntegrityError, match="必须逐条占用"), transaction.atomic():
        Funding.objects.filter(project=draft).update(amount=Decimal(amount))
        connection.check_constraints()
    with pytest.raises(IntegrityError, match="必须逐条占用"), transaction.atomic():
        Funding.objects.filter(project=draft).delete()
        connection.check_constraints()


@pytest.mark.django_db(transaction=True)
def test_an_action_that_lets_go_of_the_money_is_refused_in_words(
    county: County, draft: Project, line: BudgetLine
) -> None:
    submit_project(project=draft.pk, by=county.officer)
    reference = ProjectReference(draft.pk, draft.title)

    def move(what: Any, amount: str) -> None:
        with action("planning.project.saved", Permission.SUBMIT_PROJECT, by=county.officer) as act:
            act.lock(Project.objects.all(), draft.pk)
            held = lock_lines(act, [line.pk])[line.pk]
            what(act, held, Decimal(amount), project=reference, why="试")

    with pytest.raises(Refusal, match=f"“{draft.title}”占用的预算与资金来源不符"):
        move(release, "0.01")
    move(commit, "20000")  # what a contract promises is held as well
    line.refresh_from_db()
    assert [line.reserved, line.committed] == [40000, 20000]
