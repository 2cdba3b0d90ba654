"""As whom somebody may work today: one agent for each body in which a role is held."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange

from goufu.core.roles import Role
from goufu.registry.agents import agents_of
from goufu.registry.models import Appointment, Body, Person
from goufu.registry.tests.county import TODAY, County

OFFICER, LEAD = Role.PURCHASING_OFFICER, Role.PURCHASING_LEAD


def appointed(person: Person, at: Body, role: Role, first: date, after: date | None = None) -> None:
    days = DateRange(first, after)
    Appointment.objects.create(person=person, body=at, role=role, family=role.family, days=days)


def test_roles_of_a_body_are_held_together_and_bodies_apart(county: County) -> None:
    person = county.officer.person
    appointed(person, county.civil, LEAD, TODAY)
    appointed(person, county.education, LEAD, TODAY)
    assert [(agent.body, set(agent.roles)) for agent in agents_of(person, TODAY)] == [
        (county.education, {LEAD}),
        (county.civil, {OFFICER, LEAD}),
    ]


def test_a_role_counts_from_its_first_day_to_its_last(county: County) -> None:
    person, tomorrow = Person.objects.create(username="zhou", name="周新"), TODAY + timedelta(days=1)
    appointed(person, county.civil, LEAD, TODAY, tomorrow)
    held = [len(agents_of(person, TODAY + timedelta(days=days))) for days in (-1, 0, 1)]
    assert held == [0, 1, 0]


def test_nobody_works_for_a_closed_body(county: County) -> None:
    Body.objects.filter(pk=county.civil.pk).update(is_active=False)
    assert agents_of(county.officer.person, TODAY) == []


def test_who_works_is_known_while_a_migration_widens_columns(county: County) -> None:
    before = agents_of(county.officer.person, TODAY)
    with connection.cursor() as cursor:
        cursor.execute(
            "SET CONSTRAINTS ALL IMMEDIATE"
        )  # else there are triggers to be called, and no table is altered
        # Within DO: after an ALTER of its own psycopg prepares everything anew.
        cursor.execute("DO $$BEGIN ALTER TABLE registry_body ALTER telephone TYPE varchar(777); END$$")
    assert agents_of(county.officer.person, TODAY) == before
