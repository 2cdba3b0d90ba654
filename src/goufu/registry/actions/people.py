"""Enrolling people, and what administrators do for them: passwords, second factors, locks, personal data."""

from __future__ import annotations

import secrets
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.utils import timezone

from goufu.registry.actions.appointments import left_empty
from goufu.registry.agents import Agent
from goufu.registry.checks import identity_number_of, phone_of
from goufu.registry.deed import Deed, deed
from goufu.registry.errors import NotThere, Refusal
from goufu.registry.models import Appointment, Person
from goufu.registry.permissions import Permission
from goufu.registry.personal import Personal
from goufu.registry.sign_in import unlock

PERSONAL = {"phone": "手机号码", "identity_number": "身份证号码"}
SHORTEST_REASON = 5
_SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that is mistaken for another


def enrol_person(
    *,
    username: str,
    name: str,
    email: str = "",
    phone: str = "",
    identity_number: str = "",
    by: Agent,
    once: UUID | None = None,
) -> tuple[Person, str]:
    """Somebody new, without a role yet, and the password for the first sign-in, which is nowhere kept."""
    with deed("registry.person.enrolled", Permission.KEEP_PEOPLE, by=by, once=once) as act:
        act.allow_all()
        person = Person(
            username=_username(username),
            name=name,
            email=email,
            must_change_password=True,
        )
        person.phone, person.identity_number = phone_of(phone), identity_number_of(identity_number)
        password = one_time_password()
        person.set_password(password)
        act.tell(username=person.username, full_name=name)
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
    """What is known of the person. `phone` and `identity_number` None: as they were, for a form shows them masked."""
    with deed("registry.person.changed", Permission.KEEP_PEOPLE, by=by, once=once) as act:
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
    """No sign-in from now on, and what is open ends at once."""
    with deed("registry.person.deactivated", Permission.KEEP_PEOPLE, by=by, once=once) as act:
        act.allow_all()
        _refuse_oneself(person, by, "不能停用自己的账号")
        for role in left_empty(Appointment.objects.filter(person=person), timezone.localdate()):
            raise Refusal(f"这是现在唯一的{role.label}，停用以后就没有人担任了", "请安全管理员先任命接替的人")
        found = act.lock(Person.objects, person, version=version)
        _refuse_without_reason(reason)
        act.tell(reason=reason)
        return act.change(found, is_active=False, sessions_ended=found.sessions_ended + 1)


def reactivate_person(
    *, person: int, by: Agent, version: int | None = None, once: UUID | None = None
) -> Person:
    with deed("registry.person.reactivated", Permission.KEEP_PEOPLE, by=by, once=once) as act:
        return act.change(_lock(act, person, version), is_active=True)


def reset_password(*, person: int, by: Agent, once: UUID | None = None) -> str:
    """A new one-time password. It opens nothing alone: the second factor is another administrator's to reset."""
    with deed("registry.person.password_reset", Permission.KEEP_PEOPLE, by=by, once=once) as act:
        act.allow_all()
        _refuse_oneself(person, by, "自己的密码请在“我的账号”里改")
        found = act.lock(Person.objects, person)
        password = one_time_password()
        found.set_password(password)
        act.change(found, must_change_password=True)
        found.save(update_fields=["password"])
        return password


def reset_second_factor(*, person: int, reason: str, by: Agent, once: UUID | None = None) -> Person:
    """The person sets a new one up at the next sign-in; what is open ends at once.

    A body's own sign-in is known by the name again: its number for the person may have changed.
    """
    with deed("registry.person.second_factor_reset", Permission.APPOINT, by=by, once=once) as act:
        act.allow_all()
        _refuse_oneself(person, by, "不能重置自己的第二重验证")
        found = act.lock(Person.objects, person)
        _refuse_without_reason(reason)
        act.tell(reason=reason)
        act.change(found, sessions_ended=found.sessions_ended + 1)
        Authenticator.objects.filter(user=found).delete()
        SocialAccount.objects.filter(user=found).delete()
        return found


def unlock_person(*, person: int, by: Agent, once: UUID | None = None) -> Person:
    """After too many wrong passwords or codes."""
    with deed("registry.person.unlocked", Permission.APPOINT, by=by, once=once) as act:
        act.allow_all()
        _refuse_oneself(person, by, "不能给自己解锁")
        found = act.lock(Person.objects, person)
        act.look(found)
        unlock(found)
        return found


def unmask(*, person: int, field: str, reason: str, by: Agent, once: UUID | None = None) -> str:
    """The phone or identity number in plain text, once; who looked and why is in the journal."""
    if field not in PERSONAL:
        raise NotThere
    with deed("registry.person.unmasked", Permission.UNMASK, by=by, once=once) as act:
        act.allow_all()
        found = act.lock(Person.objects, person)
        _refuse_without_reason(reason)
        act.look(found)
        act.tell(field=PERSONAL[field], reason=reason)
        value: Personal = getattr(found, field)
        return value.reveal()


def one_time_password() -> str:
    """Four groups of four signs: 78 bits, readable aloud."""
    return "-".join("".join(secrets.choice(_SIGNS) for _ in range(4)) for _ in range(4))


def _lock(act: Deed, person: int, version: int | None) -> Person:
    act.allow_all()
    return act.lock(Person.objects, person, version=version)


def _username(text: str) -> str:
    return text.strip().lower()


def _refuse_oneself(person: int, by: Agent, what: str) -> None:
    if person == by.person.pk:
        raise Refusal(what, "这件事要由另一个人来办")


def _refuse_without_reason(reason: str) -> None:
    if len(reason.strip()) < SHORTEST_REASON:
        raise Refusal(
            f"理由至少写{SHORTEST_REASON}个字", "请写明为什么要这样做；理由记入日志", field="reason"
        )
