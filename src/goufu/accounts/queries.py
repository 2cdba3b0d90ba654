"""Queries of API keys."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from goufu import wall_clock
from goufu.accounts.models import ApiKey
from goufu.journal.tree import sm3
from goufu.registry.agents import Agent, agents_of


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
    """The key of a token and its agent today; None when it is unknown, expired, revoked or without a role."""
    today = wall_clock.today()
    token = (
        valid_keys(today)
        .filter(digest=digest_of(text), person__is_active=True)
        .select_related("person")
        .first()
    )
    if token is None:
        return None
    agents = (agent for agent in agents_of(token.person, today) if agent.body.pk == token.body_id)
    agent = next(agents, None)
    return (token, agent) if agent else None
