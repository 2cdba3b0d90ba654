"""Somebody at work: a person in a body, with the roles held there today. Whatever is asked or done is asked by one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Model, Q

from goufu.journal.actions import Actor
from goufu.registry.models import Appointment, Body, Person
from goufu.registry.permissions import Permission, Reach, reaches
from goufu.registry.roles import Role


@dataclass(frozen=True, slots=True)
class Agent:
    """A person working for a body."""

    person: Person
    body: Body
    roles: frozenset[Role]

    @property
    def actor(self) -> Actor:
        return Actor(self.person.pk, self.person.name, self.body.pk, self.body.name)

    def may(self, permission: Permission) -> bool:
        """Whether anywhere at all: for navigation and buttons; on one thing `may_on` answers."""
        return bool(reaches(self.roles, permission))

    def may_on(self, permission: Permission, thing: Model) -> bool:
        """Whether on this thing. Its class says in REACH how it belongs to a body."""
        fields: dict[str, str] = thing.REACH  # type: ignore[attr-defined]
        return any(self._reached(reach, fields, thing) for reach in reaches(self.roles, permission))

    def _reached(self, reach: Reach, fields: dict[str, str], thing: Model) -> bool:
        if reach is Reach.ALL:
            return True
        if reach is Reach.OWN:
            return bool(_value(thing, fields["body"]) == self.body.pk)
        if reach is Reach.BELOW:
            return str(_value(thing, fields["path"])).startswith(self.body.path)
        if reach is Reach.OFFICE:
            return bool(_value(thing, fields["office"]) == self.body.pk)
        return str(_value(thing, fields["place"])).startswith(self.body.place.prefix)


def visible(agent: Agent | None, permission: Permission, fields: dict[str, str]) -> Q:
    """The condition on a query's rows that leaves those the agent may see; nobody sees nothing."""
    none = Q(pk__in=[])
    if agent is None:
        return none
    found = none
    for reach in reaches(agent.roles, permission):
        if reach is Reach.ALL:
            return Q()
        found |= _condition(reach, fields, agent.body)
    return found


def _condition(reach: Reach, fields: dict[str, str], body: Body) -> Q:
    if reach is Reach.OWN:
        return Q(**{fields["body"]: body.pk})
    if reach is Reach.BELOW:
        return Q(**{f"{fields['path']}__startswith": body.path})
    if reach is Reach.OFFICE:
        return Q(**{fields["office"]: body.pk})
    return Q(**{f"{fields['place']}__startswith": body.place.prefix})


def _value(thing: object, path: str) -> object:
    for part in path.split("__"):
        thing = getattr(thing, part)
    return thing


def agents_of(person: Person, on: date) -> list[Agent]:
    """The bodies in which the person holds roles on that day, in the order of their names; one query."""
    held = (
        Appointment.objects.filter(person=person, days__contains=on, body__is_active=True)
        .select_related("body__place")
        .order_by("body__name", "body_id")
    )
    bodies: dict[int, Body] = {}
    roles: dict[int, set[Role]] = {}
    for appointment in held:
        bodies.setdefault(appointment.body_id, appointment.body)
        roles.setdefault(appointment.body_id, set()).add(Role(appointment.role))
    return [Agent(person, body, frozenset(roles[number])) for number, body in bodies.items()]
