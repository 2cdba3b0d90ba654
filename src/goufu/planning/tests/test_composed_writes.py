"""Rows are stored by composed statements as Django's `save` stores them."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from datetime import date
from decimal import Decimal
from typing import Any
from unittest.mock import patch

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import F, Model
from django.db.models.signals import post_save
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goufu import wall_clock
from goufu.core.composed_writes import insert, update
from goufu.core.personal import Personal
from goufu.core.roles import Role
from goufu.funds.models import BudgetLine
from goufu.planning.models import Funding, Project, Target, Waiver
from goufu.planning.tests.test_composed import JSON, MONEY, TEXT, statements
from goufu.prepared import prepared_cursor
from goufu.registry.models import Appointment, Person
from goufu.registry.tests.county import County


def stored(thing: Model) -> dict[str, Any]:
    """What the table says of the row."""
    return type(thing)._base_manager.filter(pk=thing.pk).values().get()


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=TEXT, facts=JSON.filter(lambda each: each is not None), granted=st.none() | JSON, amount=MONEY)
def test_fields_are_stored_as_by_save(draft: Project, **values: Any) -> None:
    def after(store: Callable[[Project], None]) -> dict[str, Any]:
        with transaction.atomic():
            project = Project.objects.get(pk=draft.pk)
            for name, value in (values | {"entry": None}).items():
                setattr(project, name, value)
            store(project)
            said = stored(project)
            transaction.set_rollback(True)
        return said

    names = [*values, "entry"]
    by_save = after(lambda project: project.save(update_fields=names))
    assert after(lambda project: update(project, names)) == by_save != stored(draft)


def new_rows(county: County, draft: Project, line: BudgetLine) -> list[Model]:
    """Rows with money, dates, ranges, lists, sealed values, and none."""
    today = wall_clock.today()
    target = copy(draft.targets.all()[0])
    target.position, target.name = 99, "别的"
    other = copy(line)
    other.code = "B2"
    fresh = [copy(draft), other, target]
    for each in fresh:
        each.pk = None
    person = county.officer.person
    return [
        *fresh,
        Waiver(project=draft, rule="a", reason="因为100%", person=person, body=county.civil, day=today),
        Person(username="sealed", name="某", phone=Personal("13800001234")),  # type: ignore[misc]
        Appointment(
            person=person,
            body=county.civil,
            role=Role.AUDITOR,
            days=DateRange(date(2001, 1, 1), date(2001, 2, 1)),
        ),
    ]


@pytest.mark.django_db
def test_new_rows_are_stored_as_by_save(county: County, draft: Project, line: BudgetLine) -> None:
    for row in new_rows(county, draft, line):
        outcomes = []
        for store in (lambda thing: thing.save(force_insert=True), insert):
            thing = copy(row)
            thing._state = type(row._state)()
            with transaction.atomic():
                store(thing)
                said = stored(thing) | {"id": None}
                state = vars(thing) | {"id": None, "_state": vars(thing._state) | {"fields_cache": None}}
                transaction.set_rollback(True)
            assert thing.pk
            outcomes.append((said, state))
        assert outcomes[0] == outcomes[1], type(row)


@pytest.mark.django_db
def test_the_statements_are_djangos_own(county: County, draft: Project, line: BudgetLine) -> None:
    def new(store: Callable[[Waiver], None]) -> Waiver:
        made = Waiver(
            pk=77, project=draft, rule="a", person=county.officer.person, body=county.civil, day=today
        )
        with transaction.atomic():
            store(made)
            transaction.set_rollback(True)
        return made

    today = wall_clock.today()
    assert statements(lambda: new(insert)) == statements(
        lambda: new(lambda made: made.save(force_insert=True))
    )
    [ours] = statements(lambda: update(draft, ["title", "facts"]))
    [django] = statements(lambda: draft.save(update_fields=["title", "facts"]))
    assert ours.replace(f"({draft.pk})", str(draft.pk)) == django


@pytest.mark.django_db
def test_what_save_refuses_is_refused(county: County, draft: Project, line: BudgetLine) -> None:
    with transaction.atomic(), pytest.raises(DatabaseError, match="not there"), transaction.atomic():
        update(Project(pk=draft.pk + 1, title="没有"), ["title"])
    with pytest.raises(ValueError, match="unsaved related object"):
        insert(Funding(project=draft, line=BudgetLine(), amount=Decimal(1)))
    with transaction.atomic():
        with pytest.raises(IntegrityError):
            insert(Funding(project=draft, line=line, amount=Decimal(1)))  # it pays already
        assert connection.needs_rollback
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_a_computed_value_is_left_to_save(draft: Project) -> None:
    draft.version = F("version") + 5
    update(draft, ["version"])
    assert stored(draft)["version"] == Project.objects.get(pk=draft.pk).version > 5


@pytest.mark.django_db
def test_whoever_listens_to_save_hears_it(draft: Project) -> None:
    heard: list[tuple[object, bool]] = []

    def hear(sender: type[Model], instance: Model, created: bool, **more: Any) -> None:
        heard.append((instance, created))

    post_save.connect(hear, sender=Target)
    try:
        target = draft.targets.all()[0]
        update(target, ["name"])
        target.pk, target.position, target.name = None, 99, "别的"
        insert(target)
    finally:
        post_save.disconnect(hear, sender=Target)
    assert [created for _target, created in heard] == [False, True]


def prepared() -> set[str]:
    """The statements that the connection has prepared."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return {statement for (statement,) in cursor.fetchall()}


@pytest.mark.django_db
def test_changes_of_now_these_and_now_those_fields_leave_room_for_what_is_asked_again(draft: Project) -> None:
    before = prepared()
    for number, name in enumerate(("title", "need", "standard", "quantity", "unit_price", "term_months")):
        for value in ("1", "") if number < 3 else (1, None):
            setattr(draft, name, value)
            update(draft, ["title", name, "changed_at"])
    assert prepared() == before


@pytest.mark.django_db
def test_a_connection_that_was_lost_is_replaced_before_a_prepared_statement(draft: Project) -> None:
    connection.health_check_done = False  # type: ignore[attr-defined]  # the stubs know neither
    connection.health_check_enabled = True  # type: ignore[attr-defined]
    with (
        patch.object(connection, "is_usable", return_value=False),
        patch.object(connection, "close") as close,
    ):
        prepared_cursor().close()
    assert close.called
