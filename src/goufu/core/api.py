"""What every room's API shares: who asks, and what the answer to a refusal looks like."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Schema

from goufu.core.errors import NotFound
from goufu.core.permissions import Permission


def asked_by(request: HttpRequest, permission: Permission | None = None) -> Any:
    """The agent (registry.agents.Agent) of a request with a key. Raises NotFound without the permission, as pages do."""
    agent = request.agent  # type: ignore[attr-defined]
    if permission and not agent.may(permission):
        raise NotFound
    return agent


class StepIn(Schema):
    """A step; `version`: of the thing as it was read, `once`: a number of the sender's that keeps it from being done twice."""

    version: int | None = None
    once: UUID | None = None

    def said(self) -> dict[str, Any]:
        """What the action is told beside the thing, the agent, the version and the token."""
        return self.dict(exclude={"version", "once"})


class ReasonIn(StepIn):
    """A step that wants a reason."""

    reason: str = Field("", max_length=2_000)


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
