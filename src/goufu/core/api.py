"""What every room's API shares: who asks, and what the answer to a refusal looks like."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Schema

from goufu.core.errors import NotFound
from goufu.core.permissions import Permission


def asked_by(request: HttpRequest, permission: Permission | None = None) -> Any:
    """The agent (registry.agents.Agent) of a request with a key. Raises NotFound without the permission, as pages do."""
    agent = request.agent  # type: ignore[attr-defined]
    if permission and not agent.may(permission):
        raise NotFound
    return agent


class Cited(Schema):
    """An article as the rulebook refers to it."""

    instrument: str
    number: str
    words: str


class CardOut(Schema):
    """What one rule says that is not met."""

    rule: str
    title: str
    message: str
    remedy: str
    articles: list[Cited]


class RefusalOut(Schema):
    """Not done, and nothing was changed; `field` is the one that is wrong, '' for the whole."""

    what: str
    remedy: str
    field: str = ""
    articles: list[str] = []
    cards: list[CardOut] = []


class DoneOut(Schema):
    """The same request had come before (same `once`): what came of it then."""

    already_done: bool = True
    object_type: str
    object_id: str
