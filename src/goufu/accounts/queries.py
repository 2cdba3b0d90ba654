"""Queries of API keys."""

from __future__ import annotations

from datetime import date
from functools import cache

from django.db import DEFAULT_DB_ALIAS
from django.db.models import QuerySet

from goufu import wall_clock
from goufu.accounts.models import ApiKey
from goufu.journal.tree import sm3
from goufu.prepared import prepared_cursor
from goufu.registry.agents import Agent, agent_from_row, roles_held
from goufu.registry.models import Person

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

    One query on each request, so that what is revoked ends at once. Key and person have only the fields that it reads.
    """
    with prepared_cursor() as cursor:
        cursor.execute(_bearer_query(), {"digest": digest_of(text), "day": wall_clock.today()})
        row = cursor.fetchone()
    if row is None:
        return None
    end = len(_KEY) + len(_PERSON)
    key = ApiKey.from_db(DEFAULT_DB_ALIAS, _KEY, row[: len(_KEY)])
    person = Person.from_db(DEFAULT_DB_ALIAS, _PERSON, row[len(_KEY) : end])
    return key, agent_from_row(person, row[end:])


@cache
def _bearer_query() -> str:
    return roles_held(
        "k.digest = %(digest)s AND NOT k.is_revoked AND k.expires_on >= %(day)s AND p.is_active",
        columns=[("k", ApiKey, name) for name in _KEY] + [("p", Person, name) for name in _PERSON],
        joins="JOIN registry_person p ON p.id = a.person_id"
        " JOIN accounts_apikey k ON k.person_id = p.id AND k.body_id = b.id",
    )
