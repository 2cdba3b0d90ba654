"""What every room's API shares: who asks, and what an answer to a refusal looks like."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.security import HttpBearer

from goufu.registry.actions.tokens import note_use
from goufu.registry.agents import Agent
from goufu.registry.errors import NotThere
from goufu.registry.permissions import Permission
from goufu.registry.tokens import bearer

router = Router(tags=["registry"])


class ByToken(HttpBearer):
    """`Authorization: Bearer gf_…`; the request then carries the agent that the token stands for."""

    def authenticate(self, request: HttpRequest, token: str) -> Agent | None:
        found = bearer(token)
        if found is None:
            return None
        note_use(found[0])
        request.agent = found[1]  # type: ignore[attr-defined]
        return found[1]


def asked_by(request: HttpRequest, permission: Permission | None = None) -> Agent:
    """The agent of a request with a token. Raises NotThere without the permission, as pages do."""
    agent: Agent = request.agent  # type: ignore[attr-defined]
    if permission and not agent.may(permission):
        raise NotThere
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


class Me(Schema):
    person: str
    username: str
    body: int
    body_name: str
    roles: list[str]
    permissions: list[str]


@router.get("/me", response=Me, url_name="me", summary="令牌代表谁、能做什么")
def me(request: HttpRequest) -> Me:
    agent = asked_by(request)
    return Me(
        person=agent.person.name,
        username=agent.person.username,
        body=agent.body.pk,
        body_name=agent.body.name,
        roles=sorted(agent.roles),
        permissions=[permission for permission in Permission if agent.may(permission)],
    )
