"""Lists of people and their roles: always as far as the agent may see."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from goufu.registry.agents import Agent, visible
from goufu.registry.errors import NotThere
from goufu.registry.models import Appointment, Person
from goufu.registry.permissions import Permission, Reach, reaches
from goufu.registry.roles import Role


def people(agent: Agent) -> QuerySet[Person]:
    """Administrators see everybody; who sees the people of some bodies, those who hold a role there today."""
    if Reach.ALL in reaches(agent.roles, Permission.SEE_PEOPLE):
        return Person.objects.all()
    held = appointments(agent).filter(days__contains=timezone.localdate(), person=OuterRef("pk"))
    return Person.objects.filter(Exists(held))


def person(agent: Agent, pk: int) -> Person:
    """Raises NotThere also where the agent may not see the person."""
    found = people(agent).filter(pk=pk).first()
    if found is None:
        raise NotThere
    return found


def appointments(agent: Agent) -> QuerySet[Appointment]:
    return Appointment.objects.filter(visible(agent, Permission.SEE_PEOPLE, Appointment.REACH))


def appointments_now(person: Person, on: date) -> QuerySet[Appointment]:
    """The person's own, with those that begin later."""
    return (
        Appointment.objects.filter(Q(days__endswith=None) | Q(days__endswith__gt=on), person=person)
        .select_related("body", "delegated_by")
        .order_by("body__name", "role", "days")
    )


def administrators(on: date, role: Role = Role.SECURITY_ADMIN) -> QuerySet[Person]:
    """Who administers on that day: whom to ask."""
    held = Appointment.objects.filter(role=role, days__contains=on, person=OuterRef("pk"))
    return Person.objects.filter(Exists(held), is_active=True)


def colleagues(agent: Agent, on: date) -> QuerySet[Person]:
    """To whom the agent may give a role for a while: others who do business in the same body that day."""
    held = Appointment.objects.filter(
        body=agent.body, family="business", days__contains=on, person=OuterRef("pk")
    )
    return Person.objects.filter(Exists(held), is_active=True).exclude(pk=agent.person.pk)
