"""The yearly review of accounts: who is on the list, and why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.utils import timezone

from goufu.core.roles import Role
from goufu.registry.agents import Agent
from goufu.registry.models import Appointment, Body, Person
from goufu.registry.queries.review import REASONS, to_review, unused, unused_since
from goufu.registry.tests.county import SINCE, County

SignedIn = Callable[[Agent], Client]


def ago(days: int) -> object:
    return timezone.now() - timedelta(days=days)


def reasons(county: County, person: Person) -> set[str]:
    found = to_review(county.security).filter(pk=person.pk).first()
    return {name for name in REASONS if found and getattr(found, name)}


def appoint(person: Person, body: Body, role: Role) -> None:
    days = DateRange(SINCE, None)
    Appointment.objects.create(person=person, body=body, role=role, family=role.family, days=days)


@pytest.fixture
def officer(county: County) -> Person:
    """Somebody with one role who signed in yesterday."""
    person = county.officer.person
    Person.objects.filter(pk=person.pk).update(last_login=ago(1), created_at=ago(400))
    return person


def test_who_works_is_not_on_it(county: County, officer: Person) -> None:
    assert reasons(county, officer) == set()


@pytest.mark.parametrize(
    ("enrolled", "signed_in", "reason"),
    [
        (31, None, {"is_never_used"}),
        (29, None, set()),
        (400, 91, {"is_long_unused"}),
        (400, 89, set()),
    ],
)
def test_accounts_never_used_and_long_unused_are(
    enrolled: int, signed_in: int | None, reason: set[str], county: County, officer: Person
) -> None:
    last_login = ago(signed_in) if signed_in else None
    Person.objects.filter(pk=officer.pk).update(created_at=ago(enrolled), last_login=last_login)
    assert reasons(county, officer) == reason


def test_an_open_account_without_a_role_is_and_a_closed_one_is_not(county: County, officer: Person) -> None:
    Appointment.objects.filter(person=officer).delete()
    assert reasons(county, officer) == {"has_no_role"}
    Person.objects.filter(pk=officer.pk).update(is_active=False)
    assert reasons(county, officer) == set()


def test_too_many_rights_are(county: County, officer: Person) -> None:
    appoint(officer, county.nursing, Role.PURCHASING_OFFICER)
    assert reasons(county, officer) == set()
    appoint(officer, county.education, Role.PURCHASING_OFFICER)
    assert reasons(county, officer) == {"has_many_bodies"}
    appoint(officer, county.finance, Role.FINANCE_OFFICER)
    assert reasons(county, officer) == {"has_many_bodies", "is_on_both_sides"}


def test_administrators_read_it_filter_it_and_take_it_home(
    county: County, signed_in: SignedIn, officer: Person
) -> None:
    Person.objects.filter(pk=officer.pk).update(last_login=ago(91))
    for reader in (county.security, county.audit, county.system):
        client = signed_in(reader)
        page = client.get("/people/review/?reason=is_long_unused").content.decode()
        assert officer.name in page and "90天以上没有登录" in page
        page = client.get("/people/review/?reason=has_many_bodies").content.decode()
        assert officer.name not in page
    assert client.get("/people/review/?as=xlsx").headers["Content-Type"].endswith("sheet")
    assert "/people/review/" in client.get("/people/").content.decode()


@pytest.mark.parametrize(("signed_in_ago", "waits"), [(91, True), (89, False)])
def test_unused_accounts_wait_for_who_closes_them(
    signed_in_ago: int, waits: bool, county: County, signed_in: SignedIn, officer: Person
) -> None:
    Person.objects.exclude(pk=officer.pk).update(last_login=ago(1))
    Person.objects.filter(pk=officer.pk).update(last_login=ago(signed_in_ago))
    home = signed_in(county.system).get("/").content.decode()
    assert (f"看{officer.name}的账号要不要停用" in home) == waits
    assert f'href="/people/{officer.pk}/"' in home or not waits
    assert "要不要停用" not in signed_in(county.security).get("/").content.decode()


def test_many_unused_accounts_are_one_line(county: County, signed_in: SignedIn) -> None:
    Person.objects.update(last_login=ago(91))
    number = unused.count(county.system, **unused_since())
    home = signed_in(county.system).get("/").content.decode()  # who signs in is one less
    assert f"看 {number - 1} 个很久没有登录的账号要不要停用" in home and home.count("要不要停用") == 1
    assert 'href="/people/review/"' in home and "还有" not in home
