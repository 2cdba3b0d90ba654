"""Queries of people and their roles, as far as the agent may see them."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from goufu.core.errors import NotFound
from goufu.core.permissions import Permission, Scope, scopes
from goufu.core.principal import visible
from goufu.core.roles import Role
from goufu.registry.agents import Agent
from goufu.registry.models import Appointment, Body, Person
from goufu.registry.names import PinyinOrder


def people(agent: Any) -> QuerySet[Person]:
    """The people whom the agent may see: all with scope ALL, else those with a visible role today.

    `held` holds the appointments of today that the agent may see.
    """
    today = appointments(agent).filter(days__contains=agent.position["today"])
    found = Person.objects.select_related("enrolled_with").prefetch_related(
        Prefetch(
            "appointments",
            today.select_related("body").order_by(PinyinOrder("body__name"), "role"),
            to_attr="held",
        )
    )
    if sees_everybody(agent):
        return found
    return found.filter(Exists(today.filter(person=OuterRef("pk"))))


def never_appointed(rows: QuerySet[Person]) -> QuerySet[Person]:
    """Those of the people who may sign in and were never given a role."""
    return rows.filter(~Exists(Appointment.objects.filter(person=OuterRef("pk"))), is_active=True)


def person(agent: Agent, pk: int) -> Person:
    """The person. Raises NotFound, also where the agent may not see the person."""
    found = people(agent).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def appointments(agent: Agent) -> QuerySet[Appointment]:
    return Appointment.objects.filter(visible(agent, Permission.SEE_PEOPLE, Appointment.SCOPE_FIELDS))


def career(agent: Agent, person: Person) -> QuerySet[Appointment]:
    """The person's past, present and future appointments, latest first."""
    return (
        appointments(agent)
        .filter(person=person)
        .select_related("body", "delegated_by")
        .order_by("-days", "role")
    )


def sees_everybody(agent: Agent) -> bool:
    """Whether the agent may see people wherever they work, and so all that the journal says of them."""
    return Scope.ALL in scopes(agent.roles, Permission.SEE_PEOPLE)


def lent_by(agent: Agent, person: Person) -> QuerySet[Appointment]:
    """The delegations by the person, latest first."""
    lent = appointments(agent).filter(delegated_by=person)
    return lent.select_related("body", "person").order_by("-days", "role")


def own_roles(agent: Agent, day: date) -> list[Role]:
    """The roles that the agent may lend: business roles held in the own right on that day, in the agent's body."""
    held = Appointment.objects.filter(
        person=agent.person, body=agent.body, family="business", delegated_by=None, days__contains=day
    )
    return [Role(role) for role in held.order_by("role").values_list("role", flat=True)]


def holders(agent: Agent, body: Body, day: date) -> QuerySet[Appointment]:
    """The roles held in the body on that day, as far as the agent may see people there."""
    return (
        appointments(agent)
        .filter(body=body, days__contains=day)
        .select_related("person")
        .order_by("role", PinyinOrder("person__name"))
    )


def not_ended(day: date) -> QuerySet[Appointment]:
    """The appointments that have not ended by that day, including future ones, of whoever asks."""
    return Appointment.objects.filter(Q(days__upper_inf=True) | Q(days__endswith__gt=day))


def appointments_now(person: Person, day: date) -> QuerySet[Appointment]:
    """The person's appointments that have not ended by that day, including future ones."""
    return (
        not_ended(day)
        .filter(person=person)
        .select_related("body", "delegated_by")
        .order_by(PinyinOrder("body__name"), "role", "days")
    )


def administrators(day: date, role: Role = Role.SECURITY_ADMIN) -> QuerySet[Person]:
    """The active people who hold that administrator's role on that day."""
    held = Appointment.objects.filter(role=role, days__contains=day, person=OuterRef("pk"))
    return Person.objects.filter(Exists(held), is_active=True)


def who_may_take_over(person: Person, day: date) -> QuerySet[Person]:
    """The others who work, or were enrolled, in the bodies in which the person holds a role that has not ended."""
    bodies = not_ended(day).filter(person=person).values("body")
    held = not_ended(day).filter(body__in=bodies, person=OuterRef("pk"))
    at_work = Q(Exists(held)) | Q(enrolled_with__in=bodies)
    return Person.objects.filter(at_work, is_active=True, leaves_on=None).exclude(pk=person.pk)


def with_roles(people: QuerySet[Person], day: date) -> dict[int, str]:
    """The people by number, in the order given: each with the roles that have not ended by that day, in words."""
    roles: defaultdict[int, list[str]] = defaultdict(list)
    for each in not_ended(day).filter(person__in=people).order_by("role"):
        if each.get_role_display() not in roles[each.person_id]:
            roles[each.person_id].append(each.get_role_display())
    words = {each.pk: _("、").join(roles[each.pk]) or _("还没有岗位") for each in people}
    return {
        each.pk: _("%(name)s（%(roles)s）") % {"name": each.name, "roles": words[each.pk]} for each in people
    }


def vacancies(agent: Any, day: Any) -> QuerySet[Appointment, tuple[int, str]]:
    """The business roles of active bodies that somebody has held, and nobody with an account holds on that day.

    Each as the body's number and the role.
    """
    once = appointments(agent).filter(body__is_active=True, family="business", days__startswith__lte=day)
    held = Appointment.objects.filter(
        body=OuterRef("body"), role=OuterRef("role"), days__contains=day, person__is_active=True
    )
    return once.filter(~Exists(held)).order_by("body", "role").values_list("body", "role").distinct()


def colleagues(agent: Agent, day: date) -> QuerySet[Person]:
    """The people to whom the agent may lend a role: others with a business role in the same body on that day."""
    held = Appointment.objects.filter(
        body=agent.body, family="business", days__contains=day, person=OuterRef("pk")
    )
    return Person.objects.filter(Exists(held), is_active=True).exclude(pk=agent.person.pk)
