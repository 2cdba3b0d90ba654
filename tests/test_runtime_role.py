"""A day's work as the database role that the program runs as: nothing that people and jobs do wants more than its rights."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from people import PASSWORD

from goufu.accounts.lockout import is_locked
from goufu.core import sweep
from goufu.core.tests.runtime_role import ROLE, runtime_role
from goufu.documents.actions import attach_document
from goufu.documents.models import Document
from goufu.documents.tests.papers import pdf
from goufu.funds.actions.budget import Basis, adjust_line
from goufu.funds.models import BudgetLine, LedgerEntry
from goufu.funds.tests.importing import ROW, take_over
from goufu.funds.tests.money import TODAY
from goufu.journal import actions as journal
from goufu.journal.models import Entry, Leaf
from goufu.journal.records import stored
from goufu.journal.verify import verify
from goufu.planning.actions.deciding import approve_project, return_project, submit_project, withdraw_project
from goufu.planning.actions.writing import draft_project
from goufu.planning.law import opinion_on
from goufu.planning.models import Project
from goufu.planning.tests.forms import sent_by
from goufu.planning.tests.writing import complete
from goufu.registry.tests.county import County, code_now, county, give_second_factor, sign_in

__all__ = ["county", "runtime_role"]


@pytest.fixture(autouse=True)
def as_the_program(runtime_role: None) -> None:
    """Asked for first: the county too is made by the run-time role."""


@pytest.fixture
def budget(county: County) -> BudgetLine:
    take_over(county.treasurer, ROW)
    return BudgetLine.objects.get()


def test_somebody_signs_in_after_a_wrong_password(county: County, client: Client) -> None:
    person = county.officer.person
    person.set_password(PASSWORD)
    person.save()
    give_second_factor(person)
    client.post("/account/login/", {"login": person.username, "password": "wrong"})
    client.post("/account/login/", {"login": person.username, "password": PASSWORD})
    client.post(reverse("mfa_authenticate"), {"code": code_now()})
    assert client.get("/account/").status_code == 200
    assert not is_locked(person)


def test_a_project_is_written_on_its_page(county: County, budget: BudgetLine) -> None:
    officer = sign_in(county.officer)
    form = sent_by(officer.get("/projects/new/?title=失能老人上门护理服务"))
    page = officer.post("/projects/new/", form | {"year": str(budget.year)}).headers["Location"]
    typed = sent_by(officer.get(page)) | {"need": "上门护理", "save": ""}
    assert officer.post(page, typed).status_code == 302
    assert Project.objects.get().need == "上门护理"


def test_a_project_goes_its_way_and_its_money_with_it(county: County, budget: BudgetLine) -> None:
    project = complete(
        draft_project(by=county.officer, values={"title": "失能老人上门护理服务", "year": budget.year}),
        budget,
        county.officer,
    )
    submit_project(project=project.pk, by=county.officer)
    return_project(project=project.pk, by=county.treasurer, reason="绩效目标要写清楚")
    submit_project(project=project.pk, by=county.officer)
    reviewed = [each.rule.id for each in opinion_on(project.pk).to_review]
    approve_project(project=project.pk, by=county.treasurer, reviewed=reviewed)
    withdraw_project(project=project.pk, by=county.officer, reason="今年不再需要这项服务")
    assert LedgerEntry.objects.count() == 4
    budget.refresh_from_db()
    assert budget.reserved == 0
    with connection.cursor() as cursor:  # what is asked when a transaction ends
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == (ROLE,)


def test_the_budget_is_adjusted_and_its_paper_attached(county: County, budget: BudgetLine) -> None:
    basis = Basis("云财预〔2027〕9号", "关于调整预算的批复", TODAY)
    adjusted = adjust_line(pk=budget.pk, amount=Decimal(-3000), basis=basis, by=county.treasurer)
    subject = ("budgetadjustment", adjusted.pk)
    for text in ("甲", "乙"):
        attach_document(
            by=county.treasurer, subject=subject, kind="basis", file_name=f"{text}.pdf", chunks=[pdf(text)]
        )
    assert Document.objects.filter(subject_kind="budgetadjustment").count() == 2


def test_the_journal_is_sealed_and_verified_and_the_night_s_work_done(
    county: County, budget: BudgetLine
) -> None:
    journal.seal()
    journal.close_days()
    assert Leaf.objects.count() == Entry.objects.count() > 0
    assert verify(stored()).fault_count == 0
    sweep.sweep()
