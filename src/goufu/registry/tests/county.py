"""A made-up county for tests of every room: bodies, people in roles, and the agents that they are."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client

from goufu.core.roles import Role
from goufu.registry.agents import Agent, agents_of
from goufu.registry.models import Appointment, Body, Person, Place

SINCE = date(2026, 1, 1)
TODAY = date(2026, 11, 24)
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105, of people who are made up


@dataclass(frozen=True)
class County:
    """云岭县: its finance office, the civil affairs bureau with a unit below it, the education bureau; officers of each."""

    place: Place
    finance: Body
    civil: Body
    nursing: Body
    education: Body
    officer: Agent
    lead: Agent
    teacher: Agent
    treasurer: Agent
    auditor: Agent
    system: Agent
    security: Agent
    audit: Agent


def body(
    name: str,
    place: Place,
    *,
    kind: str = "state_organ",
    office: Body | None = None,
    parent: Body | None = None,
    **more: object,
) -> Body:
    made = Body.objects.create(
        name=name, kind=kind, level=place.level, place=place, office=office, parent=parent, **more
    )
    made.path = f"{parent.path if parent else '/'}{made.pk}/"
    made.save()
    return made


def a_provider(county: County) -> Body:
    """The social service organisation of the county, made when it is first asked for."""
    name, kind = f"{county.place.name}福寿居家养老服务中心", "social_service_organisation"
    return Body.objects.filter(name=name).first() or body(name, county.place, kind=kind)


def an_agency(county: County) -> Body:
    """The private procurement agency of the county, made when it is first asked for."""
    name = f"{county.place.name}正信招标代理有限公司"
    return Body.objects.filter(name=name).first() or body(
        name, county.place, kind="enterprise", agency_kind="private"
    )


def agent(name: str, at: Body, *roles: Role) -> Agent:
    """A new person who holds these roles in the body."""
    person = Person.objects.create(username=name, name=name)
    for role in roles:
        Appointment.objects.create(
            person=person, body=at, role=role, family=role.family, days=DateRange(SINCE, None)
        )
    [found] = agents_of(person, TODAY)
    return found


@pytest.fixture
def county(db: None) -> County:
    return make_county()


def make_county(name: str = "云岭县", code: str = "539999", namesakes: str = "") -> County:
    """Made in a handful of queries: it is made for every third test.

    namesakes: what is added to the names of the people of a second county, to tell them apart.
    """
    province, _new = Place.objects.get_or_create(
        code="530000", defaults={"name": "云南省", "level": "province", "listed_from": 1980}
    )
    place = Place.objects.create(code=code, name=name, level="county", parent=province, listed_from=1980)
    finance, civil, nursing, education = _bodies_of(place)
    agents = _agents(
        officer=(f"李经办{namesakes}", civil, Role.PURCHASING_OFFICER),
        lead=(f"王局长{namesakes}", civil, Role.PURCHASING_LEAD),
        teacher=(f"赵经办{namesakes}", education, Role.PURCHASING_OFFICER),
        treasurer=(f"陈财政{namesakes}", finance, Role.FINANCE_OFFICER),
        auditor=(f"孙监督{namesakes}", finance, Role.AUDITOR),
        system=(f"系统员{namesakes}", finance, Role.SYSTEM_ADMIN),
        security=(f"安全员{namesakes}", finance, Role.SECURITY_ADMIN),
        audit=(f"审计员{namesakes}", finance, Role.AUDIT_ADMIN),
    )
    return County(place, finance, civil, nursing, education, **agents)


def _bodies_of(place: Place) -> list[Body]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('registry_body_id_seq') FROM generate_series(1, 4)")
        office, bureau, unit, other = (number for (number,) in cursor.fetchall())

    def unsaved(number: int, name: str, **more: Any) -> Body:
        given = {"kind": "state_organ", "path": f"/{number}/"} | more
        return Body(pk=number, name=name, level=place.level, place=place, **given)

    finance = unsaved(office, f"{place.name}财政局", is_finance_office=True)
    finance.office = finance
    civil = unsaved(bureau, f"{place.name}民政局", office=finance)
    below = {"parent": civil, "path": f"/{bureau}/{unit}/", "kind": "public_institution_class_2"}
    nursing = unsaved(unit, f"{place.name}养老服务中心", office=finance, **below)
    education = unsaved(other, f"{place.name}教育体育局", office=finance)
    return Body.objects.bulk_create([finance, civil, nursing, education])


def _agents(**people: tuple[str, Body, Role]) -> dict[str, Agent]:
    """New people, each with one role in one body."""
    persons = Person.objects.bulk_create(Person(username=name, name=name) for name, _, _ in people.values())
    made = Appointment.objects.bulk_create(
        Appointment(person=person, body=at, role=role, family=role.family, days=DateRange(SINCE, None))
        for person, (_, at, role) in zip(persons, people.values(), strict=True)
    )
    held = Appointment.objects.select_related("body__place").in_bulk([each.pk for each in made])
    return {
        each: Agent(appointment.person, held[appointment.pk].body, frozenset({Role(appointment.role)}))
        for each, appointment in zip(people, made, strict=True)
    }


@pytest.fixture
def signed_in() -> Callable[[Agent], Client]:
    return sign_in


def sign_in(agent: Agent) -> Client:
    """A browser in which the agent has signed in with both factors, and works for his body."""
    give_second_factor(agent.person)
    client = Client()
    client.force_login(agent.person)
    session = client.session
    session["second_factor"] = int(time.time())  # what accounts.sessions and accounts.middleware note
    session["body"] = agent.body.pk
    session.save()
    return client


def give_second_factor(person: Person) -> None:
    """An app that shows codes for TOTP_SECRET."""
    if not Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists():
        TOTP.activate(person, TOTP_SECRET)


def code_now(secret: str = TOTP_SECRET, ahead: int = 0) -> str:
    """What the app shows just now, or some half minutes later: each is taken once."""
    code: str = format_hotp_value(hotp_value(secret, int(time.time()) // 30 + ahead))
    return code
