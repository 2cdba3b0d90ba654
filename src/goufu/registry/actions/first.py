"""The first people of an installation, created without an agent, since nobody exists who could appoint them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from goufu import wall_clock
from goufu.core.action import action
from goufu.core.errors import Refusal
from goufu.core.permissions import Permission
from goufu.core.principal import System
from goufu.core.roles import ADMINISTRATORS, Role
from goufu.journal.locks import Lock, take
from goufu.registry.actions.bodies import named, new_numbers, path_below
from goufu.registry.actions.people import one_time_password
from goufu.registry.models import Appointment, Body, Person, Place
from goufu.registry.names import as_written


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A new person with the password for the first sign-in."""

    name: str
    username: str
    role: Role
    body: str
    password: str


def set_up(
    *, body: str, code: str, place: str, level: str, administrators: Mapping[Role, tuple[str, str]]
) -> list[Newcomer]:
    """Creates a first body and its three administrators, given as (name, user name). Raises Refusal when people exist.

    place, level: of the place with that code, where it is not listed yet.
    """
    with transaction.atomic():
        _refuse_if_inhabited()
        home = _first_body(body, _first_place(code, place, level))
        return [_settle(home, role, *administrators[role]) for role in ADMINISTRATORS]


def _refuse_if_inhabited() -> None:
    """Raises Refusal when people exist. Locked, so that of two concurrent setups the second is refused."""
    take(Lock.FIRST_SETUP)
    if Person.objects.exists():
        raise Refusal("这个安装已经有人员", "请系统管理员登录后登记人员，安全管理员授予岗位")


def _first_place(code: str, name: str, level: str) -> Place:
    """The listed place with that code, else a new one. Raises Refusal."""
    listed = Place.objects.filter(code=code, listed_until=None).first()
    if listed:
        return listed
    year = wall_clock.today().year
    with action("registry.place.opened", Permission.KEEP_PLACES, by=System()) as act:
        act.allow_anywhere()
        act.log(**{"place.code": code, "place.name": name}, year=year)
        return act.create(Place(code=code, name=name, level=level, listed_from=year))


def _first_body(name: str, place: Place) -> Body:
    """A new body of the place's level. Raises Refusal."""
    with action("registry.body.registered", Permission.KEEP_BODIES, by=System()) as act:
        act.allow_anywhere()
        [number] = new_numbers(1)
        body = Body(
            pk=number,
            name=as_written(name),
            kind="state_organ",
            level=place.level,
            place=place,
            path=path_below(None, number),
        )
        act.log(**named(body))
        return act.create(body)


def _settle(body: Body, role: Role, name: str, username: str) -> Newcomer:
    """A new person who holds that role until further notice. Raises Refusal."""
    with action("registry.person.set_up", Permission.KEEP_PEOPLE, by=System()) as act:
        act.allow_anywhere()
        password, days = one_time_password(), DateRange(wall_clock.today(), None)
        person = Person(
            username=username.strip().lower(), name=name, enrolled_with=body, must_change_password=True
        )
        person.set_password(password)
        act.create(person)
        act.create(Appointment(person=person, body=body, role=role, family=role.family, days=days))
        act.log(username=person.username, body=body.name, role=str(role.label))
    return Newcomer(name, person.username, role, body.name, password)
