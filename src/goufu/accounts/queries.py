"""Queries of API keys."""

from __future__ import annotations

from datetime import date
from functools import cache

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model, QuerySet

from goufu import wall_clock
from goufu.accounts.models import ApiKey
from goufu.core.roles import Role
from goufu.journal.tree import sm3
from goufu.registry.agents import Agent
from goufu.registry.models import Body, Person, Place

# What is read of a token's key and of its person.
_KEY = ["id", "last_used_on"]
_PERSON = ["id", "username", "name"]


def digest_of(text: str) -> str:
    """The stored digest of a token. Tokens are random and long, so a single unsalted digest is enough."""
    return sm3(text.encode()).hex()


def keys_of(agent: Agent) -> QuerySet[ApiKey]:
    """The agent's own keys in that body, newest first."""
    return ApiKey.objects.filter(person=agent.person, body=agent.body)


def valid_keys(day: date) -> QuerySet[ApiKey]:
    """The keys that are neither revoked nor expired on that day, whether or not their people still hold roles."""
    return ApiKey.objects.filter(is_revoked=False, expires_on__gte=day)


def bearer(text: str) -> tuple[ApiKey, Agent] | None:
    """The key of a token and its agent today; None when it is unknown, expired, revoked or without a role.

    One query on each request, so that what is revoked ends at once. It is written out: Django would take longer to
    compose it than PostgreSQL takes to answer. Key and person have only the fields that it reads.
    """
    with connection.cursor() as cursor:
        cursor.execute(_bearer_query(), {"digest": digest_of(text), "day": wall_clock.today()})
        row = cursor.fetchone()
    if row is None:
        return None
    (*key, roles), row = row[:3], row[3:]
    person, row = row[: len(_PERSON)], row[len(_PERSON) :]
    fields = _columns(Body)
    body = Body.from_db(DEFAULT_DB_ALIAS, fields, row[: len(fields)])
    body.place = Place.from_db(DEFAULT_DB_ALIAS, _columns(Place), row[len(fields) :])
    agent = Agent(Person.from_db(DEFAULT_DB_ALIAS, _PERSON, person), body, frozenset(map(Role, roles)))
    return ApiKey.from_db(DEFAULT_DB_ALIAS, _KEY, key), agent


def _columns(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


@cache
def _bearer_query() -> str:
    """The query of a token's key, person, body and roles: those that agents_of gives."""
    listed = {"p": _PERSON, "b": _columns(Body), "l": _columns(Place)}
    columns = ", ".join(f'{table}."{name}"' for table, names in listed.items() for name in names)
    return f"""
        SELECT k.id, k.last_used_on, array_agg(a.role), {columns}
        FROM accounts_apikey k
        JOIN registry_person p ON p.id = k.person_id AND p.is_active
        JOIN registry_body b ON b.id = k.body_id AND b.is_active
        JOIN registry_place l ON l.id = b.place_id
        JOIN registry_appointment a ON a.person_id = p.id AND a.body_id = b.id AND a.days @> %(day)s::date
        WHERE k.digest = %(digest)s AND NOT k.is_revoked AND k.expires_on >= %(day)s
        GROUP BY k.id, p.id, b.id, l.id"""  # noqa: S608, names of our own columns
