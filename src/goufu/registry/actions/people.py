"""Actions on people: enrolment, changes, deactivation, and the display of personal data."""

from __future__ import annotations

import secrets
from uuid import UUID

from goufu import wall_clock
from goufu.core.action import Action, action
from goufu.core.errors import NotFound, Refusal
from goufu.core.permissions import Permission
from goufu.core.personal import Personal
from goufu.core.reasons import required_reason
from goufu.registry.actions.appointments import left_empty
from goufu.registry.agents import Agent
from goufu.registry.checks import identity_number_of, phone_of, username_of
from goufu.registry.models import Appointment, Body, Person

PERSONAL = {"phone": "手机号码", "identity_number": "身份证号码"}
_SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"  # without characters that are easily confused


def enrol_person(
    *,
    username: str,
    name: str,
    body: Body,
    email: str = "",
    phone: str = "",
    identity_number: str = "",
    by: Agent,
    once: UUID | None = None,
) -> tuple[Person, str]:
    """Enrols a person of that body without roles; returns the person and the password for the first sign-in, stored only hashed."""
    with action("registry.person.enrolled", Permission.KEEP_PEOPLE, by=by, once=once) as act:
        act.allow_anywhere()
        person = Person(
            username=username_of(username),
            name=name,
            email=email,
            enrolled_with=body,
            must_change_password=True,
        )
        person.phone, person.identity_number = phone_of(phone), identity_number_of(identity_number)
        password = one_time_password()
        person.set_password(password)
        act.log(username=person.username, full_name=name, body=body.name)
        return act.create(person), password


def change_person(
    *,
    person: int,
    version: int,
    name: str,
    email: str,
    phone: str | None,
    identity_number: str | None,
    by: Agent,
    once: UUID | None = None,
) -> Person:
    """Changes a person's data. `phone` and `identity_number` None: unchanged, since the form shows them masked."""
    with action("registry.person.changed", Permission.KEEP_PEOPLE, by=by, once=once) as act:
        found = _lock(act, person, version)
        values: dict[str, str | Personal] = {"name": name, "email": email}
        if phone is not None:
            values["phone"] = phone_of(phone)
        if identity_number is not None:
            values["identity_number"] = identity_number_of(identity_number)
        return act.change(found, **values)


def deactivate_person(
    *, person: int, reason: str, by: Agent, version: int | None = None, once: UUID | None = None
) -> Person:
    """Deactivates the account and ends its sessions. Raises Refusal for oneself and a last administrator."""
    with action("registry.person.deactivated", Permission.KEEP_PEOPLE, by=by, once=once) as act:
        act.allow_anywhere()
        refuse_oneself(person, by, "不能停用自己的账号")
        for role in left_empty(Appointment.objects.filter(person=person), wall_clock.today()):
            raise Refusal(f"这是现在唯一的{role.label}，停用以后就没有人担任了", "请安全管理员先任命接替的人")
        found = act.lock(Person.objects, person, version=version)
        act.log(reason=required_reason(reason, "停用"))
        return act.change(found, is_active=False, sessions_ended=found.sessions_ended + 1)


def reactivate_person(
    *, person: int, by: Agent, version: int | None = None, once: UUID | None = None
) -> Person:
    with action("registry.person.reactivated", Permission.KEEP_PEOPLE, by=by, once=once) as act:
        return act.change(_lock(act, person, version), is_active=True, leaves_on=None)


def unmask(*, person: int, field: str, reason: str, by: Agent, once: UUID | None = None) -> str:
    """The phone or identity number in plain text; the agent and the reason are logged."""
    if field not in PERSONAL:
        raise NotFound
    with action("registry.person.unmasked", Permission.UNMASK, by=by, once=once) as act:
        act.allow_anywhere()
        found = act.lock(Person.objects, person)
        act.only_log(found)
        act.log(field=PERSONAL[field], reason=required_reason(reason, "查看"))
        value: Personal = getattr(found, field)
        return value.reveal()


def one_time_password() -> str:
    """A random password of four groups of four characters: 79 bits, readable aloud."""
    return "-".join("".join(secrets.choice(_SIGNS) for _ in range(4)) for _ in range(4))


def _lock(act: Action, person: int, version: int | None) -> Person:
    act.allow_anywhere()
    return act.lock(Person.objects, person, version=version)


def refuse_oneself(person: int, by: Agent, what: str) -> None:
    """Raises Refusal when the person is the agent, since nobody administers the own account."""
    if person == by.person.pk:
        raise Refusal(what, "这件事要由另一个人来办")
