"""The tables are proved by the log: every table, and what of one is not told is listed with its query or its reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.models import CASCADE
from pytest_django import DjangoDbBlocker

from goufu.catalogue.loading import load_central
from goufu.funds.models import BudgetLine
from goufu.funds.tests.money import budget_line
from goufu.journal.faults import fault_in_words
from goufu.journal.models import Entry
from goufu.journal.proofs import Proof, proofs, unproved_tables
from goufu.journal.replay import replay
from goufu.journal.tests.conftest import as_database_administrator
from goufu.journal.told_entries import begin_proof
from goufu.planning.actions.deciding import approve_project, submit_project
from goufu.planning.actions.writing import delete_draft, draft_project
from goufu.planning.models import Project
from goufu.planning.tests.writing import complete
from goufu.registry.actions.people import enrol_person
from goufu.registry.place_data import load_places
from goufu.registry.tests.county import County, county, make_county

__all__ = ["county"]


def business_models() -> Iterator[type]:
    """All models with a table of their own."""
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.proxy and model._meta.managed:
            yield model


def test_every_table_is_proved_or_listed_with_a_reason() -> None:
    proved = {proof.table for proof in proofs()}
    tables = {model._meta.db_table for model in business_models()}  # type: ignore[attr-defined]
    assert tables - proved - unproved_tables().keys() == set(), "Name them in the proved.py of their room."
    assert proved & unproved_tables().keys() == set()
    assert all(unproved_tables().values())


@pytest.mark.django_db
def test_tables_without_a_model_are_listed_too() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
        )
        stored = {name for (name,) in cursor.fetchall()}
    assert stored == {proof.table for proof in proofs()} | (unproved_tables().keys() & stored)


@pytest.mark.parametrize("proof", proofs(), ids=lambda proof: proof.table)
def test_what_is_not_told_is_a_column_with_its_query_or_its_reason(proof: Proof) -> None:
    columns = {field.column for field in proof.model._meta.concrete_fields}
    assert proof.derived.keys() | proof.unproved.keys() <= columns, "A column that there is not."
    assert not proof.derived.keys() & proof.unproved.keys(), "A column is derived or not proved, not both."
    assert {*proof.secret} <= {field.column for field in proof.told_fields()}, "Secrets are told by a digest."
    assert all(proof.derived.values()) and all(proof.unproved.values())


PERSONAL = {"password", "email", "phone", "identity_number"}


def test_personal_data_and_secrets_are_told_by_a_digest_only() -> None:
    from goufu.core.personal import PersonalField

    for proof in proofs():
        for field in proof.told_fields():
            if isinstance(field, PersonalField) or field.column in PERSONAL:
                assert field.column in proof.secret


@dataclass(frozen=True)
class Proved:
    """A county whose bodies and money stand when telling begins, and a project that was approved since."""

    county: County
    line: BudgetLine
    approved: Project


@pytest.fixture(scope="class")
def proved(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Proved]:
    """What was done after telling began is told. Made once, as the tests of a class leave nothing behind."""
    with django_db_blocker.unblock(), transaction.atomic():
        county = make_county()
        line = budget_line(county.civil)
        load_places()
        load_central()
        begin_proof()
        drafted = draft_project(
            by=county.officer, values={"title": "失能老人上门护理服务", "year": line.year}
        )
        complete(drafted, line, county.officer)
        submit_project(project=drafted.pk, by=county.lead)
        yield Proved(county, line, approve_project(project=drafted.pk, by=county.treasurer))
        transaction.set_rollback(True)


def faults() -> list[str]:
    return [fault_in_words(fault) for fault in replay().faults]


EDITS: dict[str, tuple[str, str]] = {
    "an amount of a project": (
        "UPDATE planning_project SET amount = amount + 1 WHERE id = {project}",
        "项目第{project}号的预算金额（amount）被改过：日志第{saved}条记着60000.00，现在是60001.00",
    ),
    "who approved it": (
        "UPDATE planning_project SET approved_by_id = submitted_by_id + 1000 WHERE id = {project}",
        "approved by（approved_by_id）被改过：日志第{last}条记着{treasurer}，现在是",
    ),
    "its state": (
        "UPDATE planning_project SET state = 'adjusting' WHERE id = {project}",
        "（state）被改过：日志第{last}条记着approved，现在是adjusting",
    ),
    "when it was approved": (
        "UPDATE planning_project SET approved_at = '2026-01-02 00:00+00' WHERE id = {project}",
        "现在是2026-01-02T00:00:00Z",
    ),
    "a deleted project": ("DELETE FROM planning_project WHERE id = {project}", "项目第{project}号被删除了，日志第{last}条记着"),
    "a movement of money": (
        "UPDATE funds_ledgerentry SET amount = 1 WHERE project = {project}",
        "的金额（amount）被改过：日志第{submitted}条记着60000.00，现在是1.00",
    ),
    "a movement that nobody made": (
        "INSERT INTO funds_ledgerentry (line_id, kind, amount, project, project_title, why, at, journal_entry_id)"
        " SELECT line_id, 'payment', 5, project, project_title, why, at, journal_entry_id FROM funds_ledgerentry"
        " WHERE project = {project}",
        "不是程序添加的，日志里没有：",
    ),
    "a total": (
        "UPDATE funds_budgetline SET reserved = 0",
        "的已占用（reserved）被改过：应当是60000.00，现在是0.00",
    ),
    "a person's phone": ("UPDATE registry_person SET phone = 'x'", "（phone）被改过"),
    "a password": ("UPDATE registry_person SET password = 'x'", "（password）被改过"),
    "a role": ("UPDATE registry_appointment SET role = 'auditor'", "（role）被改过"),
}  # fmt: skip


@pytest.mark.django_db
class TestProved:
    def test_what_the_program_does_is_found_sound(self, proved: Proved) -> None:
        report = replay()
        assert (report.faults, report.untold) == ([], 0)
        assert report.rows > Project.objects.count()

    def test_a_draft_is_deleted_with_its_money_and_targets(self, proved: Proved) -> None:
        drafted = draft_project(
            by=proved.county.officer, values={"title": "失能老人上门护理服务", "year": proved.line.year}
        )
        complete(drafted, proved.line, proved.county.officer)
        assert drafted.funding.exists() and drafted.targets.exists()
        delete_draft(project=drafted.pk, by=proved.county.officer)
        assert faults() == []

    @pytest.mark.parametrize(("statement", "sentence"), EDITS.values(), ids=EDITS)
    def test_what_was_changed_past_the_program_is_named_with_what_it_was(
        self, proved: Proved, statement: str, sentence: str
    ) -> None:
        def last(action: str) -> int:
            return Entry.objects.filter(action=action).latest("pk").pk

        known = {
            "project": proved.approved.pk,
            "treasurer": proved.county.treasurer.person.pk,
            "saved": last("planning.project.saved"),
            "submitted": last("planning.project.submitted"),
            "last": last("planning.project.approved"),
        }
        with transaction.atomic():
            with as_database_administrator() as execute:
                execute(statement.format(**known))
            found = faults()
            transaction.set_rollback(True)
        assert any(sentence.format(**known) in each for each in found), found

    def test_a_row_put_in_before_the_next_start_is_not_taken_for_ours(self, proved: Proved) -> None:
        with as_database_administrator() as execute:
            execute(
                "INSERT INTO registry_place (code, name, level, listed_from, version) VALUES ('990000', '某省', 'province', 2020, 1)"
            )
        begin_proof()
        assert ["不是程序添加的" in each for each in faults()] == [True]

    def test_no_entry_holds_what_identifies_a_person(self, proved: Proved) -> None:
        enrol_person(
            by=proved.county.system,
            username="new",
            name="新人",
            body=proved.county.civil,
            email="new@example.gov.cn",
            phone="13812345678",
        )
        told = str([*Entry.objects.values_list("facts", flat=True)])
        assert "13812345678" not in told
        assert "new@example.gov.cn" not in told
        assert replay().fault_count == 0


@pytest.mark.django_db
def test_rows_from_before_telling_began_are_no_fault_but_counted(county: County) -> None:
    report = replay()
    assert report.fault_count == 0
    assert report.untold > 0
    begin_proof()
    assert replay().untold == 0


@pytest.mark.django_db
def test_telling_begins_once(county: County) -> None:
    assert begin_proof() > 0
    before = Entry.objects.count()
    assert begin_proof() == 0
    assert Entry.objects.count() == before


# Whoever deletes the row that they belong to removes these first, each told in the log.
REMOVED_FIRST = {"planning.funding.project", "planning.target.project"}
OF_PEOPLE = {"mfa.authenticator.user", "socialaccount.socialaccount.user"}  # nobody deletes a person


def test_no_proved_row_goes_in_silence_with_the_row_that_it_belongs_to() -> None:
    cascading = {
        f"{proof.model._meta.label_lower}.{field.name}"
        for proof in proofs()
        for field in proof.model._meta.concrete_fields
        if field.remote_field and field.remote_field.on_delete is CASCADE
    }
    assert cascading == REMOVED_FIRST | OF_PEOPLE
