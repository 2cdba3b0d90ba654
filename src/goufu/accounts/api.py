"""The authentication of API requests, and the resource that describes a key's agent."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_noop
from ninja import Router, Schema
from ninja.security import HttpBearer

from goufu.accounts.actions.keys import note_use
from goufu.accounts.queries import bearer
from goufu.core.api import asked_by
from goufu.core.permissions import Permission
from goufu.registry.agents import Agent

router = Router(tags=["accounts"])


class ByKey(HttpBearer):
    """The authentication by `Authorization: Bearer gf_…`; sets the key's agent on the request."""

    def authenticate(self, request: HttpRequest, token: str) -> Agent | None:
        found = bearer(token)
        if found is None:
            return None
        note_use(found[0])
        request.agent = found[1]  # type: ignore[attr-defined]
        return found[1]


class Me(Schema):
    """The person and body of a key, with its roles and permissions."""

    person: str
    username: str
    body: int
    body_name: str
    roles: list[str]
    permissions: list[str]


@router.get("/me", response=Me, url_name="me", summary=gettext_noop("令牌代表谁、能做什么"))
def me(request: HttpRequest) -> Me:
    agent: Agent = asked_by(request)
    return Me(
        person=agent.person.name,
        username=agent.person.username,
        body=agent.body.pk,
        body_name=agent.body.name,
        roles=sorted(agent.roles),
        permissions=[permission for permission in Permission if agent.may(permission)],
    )
