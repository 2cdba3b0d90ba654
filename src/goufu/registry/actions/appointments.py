"""Appointments and delegations: roles given by a security administrator, or lent by a person who holds one.

Each action is logged under the person who gets or loses the role. Rows are locked in this order: the holders of an
administrator's role, the person, appointments.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q, QuerySet

from goufu import wall_clock
from goufu.core.action import Action, action
from goufu.core.errors import NotFound, Refusal
from goufu.core.permissions import Permission
from goufu.core.roles import ADMINISTRATORS, Role
from goufu.registry.agents import Agent
from goufu.registry.eligibility import providing_kinds
from goufu.registry.models import Appointment, Body, Person
from goufu.registry.queries.people import colleagues

LONGEST_DELEGATION_DAYS = 180
ONE_DAY = timedelta(days=1)


def appoint(
    *,
    person: int,
    body: int,
    role: Role,
    first_day: date,
    last_day: date | None = None,
    by: Agent,
    once: UUID | None = None,
) -> Appointment:
    """Creates the appointment for these days, both included; no last day: until further notice. Raises Refusal."""
    with action("registry.appointment.made", Permission.APPOINT, by=by, once=once) as act:
        act.allow_anywhere()
        if person == by.person.pk:
            raise Refusal("不能给自己授予岗位", "请另一位安全管理员办理", field="person")
        found = act.lock(Person.objects.filter(is_active=True), person)
        at = Body.objects.filter(pk=body, is_active=True).first()
        if at is None:
            raise NotFound
        if first_day < wall_clock.today():
            raise Refusal("岗位不能从过去的日子开始", "请填今天或以后的日期", field="first_day")
        return _create(act, found, at, role, first_day, last_day)


def end_appointment(
    *, appointment: int, last_day: date, by: Agent, version: int | None = None, once: UUID | None = None
) -> None:
    """Ends an appointment after that day; with yesterday's date, at once. Delegations made from it end with it."""
    with action("registry.appointment.ended", Permission.APPOINT, by=by, once=once) as act:
        act.allow_anywhere()
        for role in left_empty(Appointment.objects.filter(pk=appointment), last_day + ONE_DAY):
            raise Refusal(f"{last_day}以后就没有长期担任{role.label}的人了", "请先任命接替的人，再停止这一项")
        holder = act.lock(Person.objects.filter(appointments=appointment), _holder(appointment))
        if holder == by.person:
            raise Refusal("不能停止自己的岗位", "请另一位安全管理员办理")
        found = act.lock(Appointment.objects, appointment, version=version)
        _refuse_other_end(found, last_day)
        for each in [found, *_lent_from(found, last_day)]:
            end_on(act, each, last_day)
        act.log(body=found.body.name, role=str(found.get_role_display()), last_day=last_day)


def delegate(*, role: Role, to: int, last_day: date, by: Agent, once: UUID | None = None) -> Appointment:
    """Creates a delegation: the agent's own role in the body, lent to a colleague there from today to that day."""
    with action("registry.appointment.delegated", Permission.DELEGATE, by=by, once=once) as act:
        act.allow(by.body)
        today = wall_clock.today()
        if not colleagues(by, today).filter(pk=to).exists():
            raise Refusal(
                "受托人要在本单位担任业务岗位", "请选一位同事；新来的人，请安全管理员先授予岗位", field="to"
            )
        person = act.lock(Person.objects, to)
        own = _own(by, role, today)
        _refuse_days(own, today, last_day)
        return _create(act, person, by.body, role, today, last_day, lender=by.person)


def withdraw(*, appointment: int, by: Agent, once: UUID | None = None) -> None:
    """Ends a delegation of the agent at once."""
    with action("registry.appointment.withdrawn", Permission.DELEGATE, by=by, once=once) as act:
        act.allow(by.body)
        lent = Appointment.objects.filter(delegated_by=by.person, body=by.body)
        act.lock(Person.objects.filter(appointments__in=lent), _holder(appointment))
        found = act.lock(lent, appointment)
        yesterday = wall_clock.today() - ONE_DAY
        _refuse_other_end(found, yesterday)
        end_on(act, found, yesterday)
        act.log(body=by.body.name, role=str(found.get_role_display()))


def left_empty(ending: QuerySet[Appointment], day: date) -> list[Role]:
    """The administrators' roles that would have no permanent holder from that day if these appointments ended.

    The holders are locked, so that when two leave at the same time one is refused.
    """
    held = Appointment.objects.filter(days__upper_inf=True, role__in=ADMINISTRATORS)
    roles = sorted(set(held.filter(pk__in=ending.values("pk")).values_list("role", flat=True)))
    held = held.filter(role__in=roles)
    list(held.select_for_update().order_by("pk").values_list("pk"))
    staying = held.filter(days__startswith__lte=day, person__is_active=True).exclude(
        pk__in=ending.values("pk")
    )
    roles_left = set(staying.values_list("role", flat=True))
    return [Role(role) for role in roles if role not in roles_left]


def _create(
    act: Action,
    person: Person,
    body: Body,
    role: Role,
    first_day: date,
    last_day: date | None,
    lender: Person | None = None,
) -> Appointment:
    if last_day and last_day < first_day:
        raise Refusal("最后一天不能早于第一天", "请改正日期", field="last_day")
    if role is Role.PROVIDER_AGENT and body.kind not in providing_kinds(first_day):
        raise Refusal(
            f"{body.name}是{body.get_kind_display()}，不能作承接主体，没有供应商经办人",
            "请改选岗位，或者改选单位",
            field="role",
        )
    if role is Role.AGENCY_AGENT and not body.agency_kind:
        raise Refusal(
            f"{body.name}没有登记为采购代理机构，没有代理机构经办人",
            "请改选岗位，或者先请系统管理员登记它是哪一种代理机构",
            field="role",
        )
    if role is Role.FINANCE_OFFICER and not body.is_finance_office:
        raise Refusal(
            f"{body.name}不是财政部门，没有财政经办人",
            "请改选岗位，或者改选财政部门",
            field="role",
        )
    act.log(body=body.name, role=str(role.label), first_day=first_day, last_day=last_day)
    days = DateRange(first_day, last_day and last_day + ONE_DAY)
    return act.create(
        Appointment(person=person, body=body, role=role, family=role.family, days=days, delegated_by=lender)
    )


def end_on(act: Action, appointment: Appointment, last_day: date) -> None:
    """Shortens the appointment; one that began today may be revoked now, and one that has not begun is deleted."""
    if last_day >= appointment.first_day:
        act.change(appointment, days=DateRange(appointment.first_day, last_day + ONE_DAY))
        return
    if appointment.first_day <= wall_clock.today():
        act.change(appointment, days=None, revoked_at=wall_clock.now())
        return
    act.only_log(appointment)
    act.remove(appointment)


def _lent_from(appointment: Appointment, last_day: date) -> Iterable[Appointment]:
    return (
        Appointment.objects.select_for_update()
        .filter(delegated_by=appointment.person_id, body=appointment.body_id, role=appointment.role)
        .filter(days__endswith__gt=last_day + ONE_DAY)
        .order_by("pk")
    )


def _own(by: Agent, role: Role, today: date) -> Appointment:
    """The agent's own business appointment, locked so that it can't end meanwhile. Raises Refusal for another."""
    own = (
        Appointment.objects.select_for_update()
        .filter(person=by.person, body=by.body, role=role, days__contains=today)
        .filter(Q(delegated_by=None), ~Q(role__in=ADMINISTRATORS))
        .first()
    )
    if own is None:
        raise Refusal(
            "您在本单位没有这个岗位，或者它是别人委托给您的、管理员的岗位，不能再委托",
            "请选自己担任的业务岗位",
            field="role",
        )
    return own


def _holder(appointment: int) -> int | None:
    return Appointment.objects.filter(pk=appointment).values_list("person", flat=True).first()


def _refuse_days(own: Appointment, today: date, last_day: date) -> None:
    if last_day < today:
        raise Refusal("委托的最后一天已经过去", "请填今天或以后的日期", field="last_day")
    longest = today + timedelta(days=LONGEST_DELEGATION_DAYS)
    if last_day > longest:
        raise Refusal(
            f"一次委托最长{LONGEST_DELEGATION_DAYS}天",
            f"最晚填到{longest}；到期还需要，再委托一次",
            field="last_day",
        )
    if own.last_day and last_day > own.last_day:
        raise Refusal(f"您自己的任期到{own.last_day}为止", "委托不能比自己的任期长", field="last_day")


def _refuse_other_end(appointment: Appointment, last_day: date) -> None:
    today = wall_clock.today()
    if appointment.revoked_at or (appointment.last_day and appointment.last_day < today):
        raise Refusal("这个岗位已经结束", "已经过去的任期不能改动")
    if last_day < today - ONE_DAY:
        raise Refusal("岗位不能在过去的日子结束", "要立即停止，请填昨天的日期", field="last_day")
    if appointment.last_day and last_day > appointment.last_day:
        raise Refusal(
            f"这个岗位到{appointment.last_day}为止，这里只能提前结束",
            "需要延长，请再任命一次",
            field="last_day",
        )
