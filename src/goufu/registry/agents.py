"""Agents: people working for a body, with the roles held there. Every query and action has one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Field, Model

from goufu.core.composed import without_length
from goufu.core.principal import Rights
from goufu.core.roles import Role
from goufu.prepared import prepared_cursor
from goufu.registry.models import Body, Person, Place


@dataclass(frozen=True, slots=True)
class Agent(Rights):
    """A person working for a body, with the roles held there."""

    person: Person
    body: Body
    roles: frozenset[Role]


def agents_of(person: Person, day: date) -> list[Agent]:
    """The person's agents: one for each body in which a role is held on that day, ordered by body name; one query."""
    with prepared_cursor() as cursor:
        cursor.execute(_query_of_person(), {"person": person.pk, "day": day})
        rows = cursor.fetchall()
    agents = [agent_from_row(person, row) for row in rows]
    return sorted(agents, key=lambda agent: (agent.body.name, agent.body.pk))


def roles_held(
    condition: str, *, columns: Sequence[tuple[str, type[Model], str]] = (), joins: str = ""
) -> str:
    """The query of the roles held on %(day)s in bodies at work: a row a body, with the columns, then what agent_from_row reads.

    Each request asks it. It is written out, since Django would take longer to compose it than PostgreSQL takes to answer, and
    casts its columns, so that it can be prepared (`prepared_cursor`): planning it takes four times as long as answering.

    Args:
        condition: which of the appointments, `a`.
        columns: further ones, each of a table with a row an agent: its name here, its model, the column's name.
        joins: of the tables that `condition` and `columns` name.
    """
    own = [(table, model, name) for table, model in (("b", Body), ("l", Place)) for name in _columns(model)]
    keys = ", ".join([*(f"{table}.{name}" for table, _model, name in columns), "b.id", "l.id"])
    asked = [*map(_cast, columns), "array_agg(a.role)::text[]", *map(_cast, own)]
    return f"""
        SELECT {", ".join(asked)}
        FROM registry_appointment a
        JOIN registry_body b ON b.id = a.body_id AND b.is_active
        JOIN registry_place l ON l.id = b.place_id
        {joins}
        WHERE a.days @> %(day)s::date AND {condition}
        GROUP BY {keys}"""  # noqa: S608, names of our own columns


def agent_from_row(person: Person, row: Sequence[Any]) -> Agent:
    """The agent of a row of `roles_held`, without its further columns."""
    roles, *values = row
    end = len(_columns(Body))
    body = Body.from_db(DEFAULT_DB_ALIAS, _columns(Body), values[:end])
    body.place = Place.from_db(DEFAULT_DB_ALIAS, _columns(Place), values[end:])
    return Agent(person, body, frozenset(map(Role, roles)))


@cache
def _query_of_person() -> str:
    return roles_held("a.person_id = %(person)s")


def _cast(column: tuple[str, type[Model], str]) -> str:
    table, model, name = column
    field: Field[Any, Any] = next(each for each in model._meta.concrete_fields if each.attname == name)
    return without_length(f'{table}."{name}"', field)


@cache
def _columns(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]
