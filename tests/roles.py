"""Clients of the made-up county, one for each role: what no single room's test asks with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import resolve_url
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from goufu.accounts.models import ApiKey
from goufu.accounts.queries import digest_of
from goufu.config.tests.addresses import Address
from goufu.core.roles import Role
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County, make_county, sign_in

ANONYMOUS = "anonymous"
ELSEWHERE = "elsewhere"  # a purchasing officer of another body than the one whose things are asked for
ROLES = (ANONYMOUS, *Role.values, ELSEWHERE)
SIGN_IN = "sign-in"
NO_METHOD = "405"

_IN_THE_COUNTY = {
    Role.PURCHASING_OFFICER: "officer",
    Role.PURCHASING_LEAD: "lead",
    Role.FINANCE_OFFICER: "treasurer",
    Role.AUDITOR: "auditor",
    Role.SYSTEM_ADMIN: "system",
    Role.SECURITY_ADMIN: "security",
    Role.AUDIT_ADMIN: "audit",
    ELSEWHERE: "teacher",
}


def agent_of(role: str, county: County) -> Agent | None:
    """Who has this role in the county; nobody for the anonymous."""
    if role == ANONYMOUS:
        return None
    assert role in _IN_THE_COUNTY, (
        f"Add somebody with the role {role} to the county, and her name to {__file__}."
    )
    agent: Agent = getattr(county, _IN_THE_COUNTY[role])
    return agent


@dataclass(frozen=True)
class Visitors:
    """Everybody who asks: by role, in a browser and over the API."""

    county: County
    browsers: Mapping[str, Client]
    programs: Mapping[str, Client]

    def clients(self, address: str) -> Mapping[str, Client]:
        return self.programs if address.startswith("api:") else self.browsers

    def ask(self, address: Address, methods: Sequence[str]) -> dict[str, dict[str, str]]:
        """What each role is answered, by method. Nothing that is made or done for it lasts."""
        with transaction.atomic():
            path = address.path(self.county)
            answers = {method: self._answers(method, path, self.clients(address.name)) for method in methods}
            transaction.set_rollback(True)
        return answers

    def _answers(self, method: str, path: str, clients: Mapping[str, Client]) -> dict[str, str]:
        if (first := _answer(method, path, clients[ANONYMOUS])) == NO_METHOD:
            return dict.fromkeys(clients, first)  # nobody was asked who he is
        return {role: _answer(method, path, client) for role, client in clients.items()}


def _answer(method: str, path: str, client: Client) -> str:
    cache.clear()  # what is asked here is not how often one may ask
    cookies = client.cookies.copy()
    with transaction.atomic():
        response = client.get(path) if method == "GET" else _sent(client, path)
        response.getvalue()  # to the end, so that a download is closed
        answer = said(response)
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer


@pytest.fixture(scope="module")
def visitors(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Visitors]:
    """One county for all tests of a file."""
    with django_db_blocker.unblock(), transaction.atomic():
        county = make_county()
        agents = {role: agent_of(role, county) for role in ROLES}
        yield Visitors(
            county,
            {role: sign_in(agent) if agent else Client() for role, agent in agents.items()},
            {role: _program(agent) if agent else Client() for role, agent in agents.items()},
        )
        transaction.set_rollback(True)


def _sent(client: Client, path: str) -> HttpResponse:
    """An empty form, over the API an empty object."""
    is_api = path.startswith("/api/")
    return client.post(path, {}, content_type="application/json") if is_api else client.post(path)


def _program(agent: Agent) -> Client:
    text, today = f"gf_{agent.person.username}", timezone.localdate()
    ApiKey.objects.create(
        person=agent.person,
        body=agent.body,
        name="测试",
        digest=digest_of(text),
        issued_on=today,
        expires_on=today + timedelta(days=1),
    )
    return Client(headers={"authorization": f"Bearer {text}"})


def said(answer: HttpResponse) -> str:
    """The answer as the table writes it: its status, or that one must sign in first."""
    where = answer.headers.get("Location", "")
    if answer.status_code == 302 and where.startswith(f"{resolve_url(settings.LOGIN_URL)}?"):
        return SIGN_IN
    return str(answer.status_code)
