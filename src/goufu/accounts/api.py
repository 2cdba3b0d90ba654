"""The authentication of API requests, and the resource that describes a key's agent."""

from __future__ import annotations

import time
from collections import Counter
from datetime import date
from threading import Lock
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_noop
from ninja import Router, Schema
from ninja.security import HttpBearer
from ninja.throttling import BaseThrottle

from goufu.accounts.actions.keys import note_use
from goufu.accounts.queries import bearer
from goufu.core.api import asked_by
from goufu.core.permissions import Permission
from goufu.core.work import WorkItem, groups_of
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
        request.key = found[0].pk  # type: ignore[attr-defined]
        return found[1]


class ThrottleOfKeys(BaseThrottle):
    """At most settings.API_PER_MINUTE requests of one key in each minute of the clock and process.

    A program that runs wild leaves room for others; counting in the database would cost each request a write.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._minute = 0
        self._counted: Counter[int] = Counter()

    def allow_request(self, request: HttpRequest) -> bool:
        key: int | None = getattr(request, "key", None)
        if key is None:
            return True
        minute = int(time.time()) // 60
        with self._lock:
            if minute != self._minute:
                self._minute, self._counted = minute, Counter()
            self._counted[key] += 1
            return self._counted[key] <= int(settings.API_PER_MINUTE)

    def wait(self) -> float:
        return 60 - int(time.time()) % 60


class Me(Schema):
    """The person and body of a key, with its roles and permissions."""

    person: str
    username: str
    body: int
    body_name: str
    roles: list[str]
    permissions: list[str]


class WaitingItem(Schema):
    """Something that waits, and the page where it is done. `due`: its last day, with its article; `since`: the day from which it waits."""

    what: str
    url: str
    note: str
    due: date | None
    article: str
    since: date | None
    event: str
    flag: str


class WaitingGroup(Schema):
    """What waits of one kind: how much, and the first of it in order."""

    title: str
    count: int
    items: list[WaitingItem]
    url: str


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


@router.get(
    "/me/waiting",
    response=list[WaitingGroup],
    url_name="waiting",
    summary=gettext_noop("等着令牌代表的人办的，和首页一样"),
)
def waiting(request: HttpRequest) -> list[dict[str, Any]]:
    return [
        {
            "title": str(group.title),
            "count": group.count,
            "items": [_told(each) for each in group.items],
            "url": group.url,
        }
        for group in groups_of(asked_by(request))
    ]


def _told(item: WorkItem) -> dict[str, Any]:
    return {name: getattr(item, name) for name in WaitingItem.model_fields}
