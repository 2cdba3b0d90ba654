"""Agents: people working for a body, with the roles held there. Every query and action has one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from goufu.core.principal import Rights
from goufu.core.roles import Role
from goufu.registry.models import Appointment, Body, Person


@dataclass(frozen=True, slots=True)
class Agent(Rights):
    """A person working for a body, with the roles held there."""

    person: Person
    body: Body
    roles: frozenset[Role]


def agents_of(person: Person, day: date) -> list[Agent]:
    """The person's agents: one for each body in which a role is held on that day, ordered by body name; one query."""
    held = (
        Appointment.objects.filter(person=person, days__contains=day, body__is_active=True)
        .select_related("body__place")
        .order_by()  # each request asks this: ordered here, it would take half as long again
    )
    bodies: dict[int, Body] = {}
    roles: dict[int, set[Role]] = {}
    for appointment in held:
        bodies.setdefault(appointment.body_id, appointment.body)
        roles.setdefault(appointment.body_id, set()).add(Role(appointment.role))
    ordered = sorted(bodies.values(), key=lambda body: (body.name, body.pk))
    return [Agent(person, body, frozenset(roles[body.pk])) for body in ordered]
