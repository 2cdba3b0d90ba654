"""Handing over: a person leaves or falls ill; another takes over the roles, and with them all that waits for these.

Rows are locked in this order: the holders of an administrator's role, the two people, appointments.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import copy
from datetime import date
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange

from goufu import wall_clock
from goufu.core.action import Action, action
from goufu.core.errors import Refusal
from goufu.core.messages import announce
from goufu.core.permissions import Permission
from goufu.core.principal import System
from goufu.core.reasons import required_reason
from goufu.registry.actions.appointments import ONE_DAY, end_on, left_empty
from goufu.registry.actions.people import refuse_oneself
from goufu.registry.agents import Agent
from goufu.registry.models import Appointment, Person
from goufu.registry.queries.people import not_ended


def hand_over(
    *,
    person: int,
    to: int | None,
    last_day: date,
    reason: str,
    by: Agent,
    version: int | None = None,
    once: UUID | None = None,
) -> Person:
    """Ends every role of the person after that day, gives the own ones to `to`, and closes the account then.

    last_day: yesterday: at once. to: None when nobody takes over; the roles stay empty, and an administrator's can't.
    Delegations to and from the person end too. Raises Refusal.
    """
    with action("registry.person.handed_over", Permission.APPOINT, by=by, once=once) as act:
        act.allow_anywhere()
        refuse_oneself(person, by, "不能交接自己的工作")
        if to == by.person.pk:
            raise Refusal("不能给自己授予岗位", "请另选一位，或者请另一位安全管理员办理", field="to")
        _refuse_days(last_day)
        roles = not_ended(last_day + ONE_DAY).filter(person=person)
        empty = left_empty(roles, last_day + ONE_DAY)
        if empty and to is None:
            raise Refusal(f"{last_day}以后就没有长期担任{empty[0].label}的人了", "请选接替的人", field="to")
        leaving, heir = _lock_both(act, person, version, to)
        taken = [
            each for each in _ended(act, person, last_day) if heir and _took_over(act, each, heir, last_day)
        ]
        act.log(
            reason=required_reason(reason, "交接"),
            last_day=last_day,
            heir=heir.name if heir else "",
            roles="；".join(map(str, taken)),
        )
        act.change(leaving, leaves_on=last_day)
        if last_day < wall_clock.today():
            _close(act, leaving)
        return leaving


def close_accounts() -> None:
    """Closes the accounts of people whose last day is over; done each night."""
    over = Person.objects.filter(leaves_on__lt=wall_clock.today(), is_active=True)
    for number in list(over.order_by("pk").values_list("pk", flat=True)):
        with action("registry.person.left", Permission.KEEP_PEOPLE, by=System()) as act:
            act.allow_anywhere()
            _close(act, act.lock(Person.objects, number))


def _close(act: Action, person: Person) -> None:
    act.change(person, is_active=False, sessions_ended=person.sessions_ended + 1)
    announce("registry.person.left", person=person.pk)


def _lock_both(act: Action, person: int, version: int | None, to: int | None) -> tuple[Person, Person | None]:
    """The person, the subject of the log entry, and the heir; locked by number, so that none waits for the other."""
    list(Person.objects.select_for_update().filter(pk__in=[person, to or person]).order_by("pk"))
    leaving = act.lock(Person.objects, person, version=version)
    if to is None:
        return leaving, None
    heir = Person.objects.filter(pk=to, is_active=True, leaves_on=None).exclude(pk=person).first()
    if heir is None:
        raise Refusal("接替的人没有登记、已经停用，或者也要离开", "请另选一位", field="to")
    return leaving, heir


def _ended(act: Action, person: int, last_day: date) -> list[Appointment]:
    """The person's own roles, as they were, after they and all delegations to and from the person were ended."""
    after = not_ended(last_day + ONE_DAY)
    ending = after.filter(person=person) | after.filter(delegated_by=person)
    own = []
    for each in ending.select_for_update(of=("self",)).select_related("body").order_by("pk"):
        if each.person_id == person and each.delegated_by_id is None:
            own.append(copy(each))
        end_on(act, each, last_day)
    return own


def _took_over(act: Action, role: Appointment, heir: Person, last_day: date) -> bool:
    """Whether the heir was given the role from the day after, until it would have ended, on days without it."""
    first = max(role.first_day, last_day + ONE_DAY, wall_clock.today())
    days = DateRange(first, role.last_day and role.last_day + ONE_DAY)
    held = Appointment.objects.filter(person=heir, body=role.body, role=role.role, days__overlap=days)
    free = list(_without(days, held.order_by("days").values_list("days", flat=True)))
    for each in free:
        act.create(Appointment(person=heir, body=role.body, role=role.role, family=role.family, days=each))
    return bool(free)


def _without(days: DateRange, held: Iterable[DateRange]) -> Iterator[DateRange]:
    """What of the days is in none of those held, which are in order and don't overlap each other."""
    first = days.lower
    for each in held:
        if first < each.lower:
            yield DateRange(first, each.lower)
        if each.upper is None:
            return
        first = max(first, each.upper)
    if days.upper is None or first < days.upper:
        yield DateRange(first, days.upper)


def _refuse_days(last_day: date) -> None:
    if last_day < wall_clock.today() - ONE_DAY:
        raise Refusal("最后一天已经过去", "当天就不能再来的，请填昨天的日期：立即停止", field="last_day")
