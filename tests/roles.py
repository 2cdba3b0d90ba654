"""Clients of the made-up county, one for each role: what no single room's test asks with."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from goufu.registry.agents import Agent
from goufu.registry.models import ApiToken
from goufu.registry.roles import Role
from goufu.registry.tests.county import County
from goufu.registry.tokens import digest_of

ANONYMOUS = "anonymous"
ELSEWHERE = "elsewhere"  # a purchasing officer of another body than the one whose things are asked for
ROLES = (ANONYMOUS, *Role.values, ELSEWHERE)
SIGN_IN = "sign-in"

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
    assert role in _IN_THE_COUNTY, f"Add somebody with the role {role} to the county, and her name to {__file__}."
    agent: Agent = getattr(county, _IN_THE_COUNTY[role])
    return agent


def client_for(role: str, county: County, address: str) -> Client:
    """A client that has signed in: with a token where the address is one of the API."""
    agent = agent_of(role, county)
    if agent is None:
        return Client()
    if address.startswith("api:"):
        return Client(headers={"authorization": f"Bearer {a_token(agent)}"})
    client = Client()
    client.force_login(agent.person)
    return client


def a_token(agent: Agent) -> str:
    text, today = f"gf_{agent.person.username}", timezone.localdate()
    ApiToken.objects.get_or_create(
        digest=digest_of(text),
        defaults={
            "person": agent.person,
            "body": agent.body,
            "name": "测试",
            "issued_on": today,
            "expires_on": today + timedelta(days=1),
        },
    )
    return text


def said(answer: HttpResponse) -> str:
    """The answer as the table writes it: its status, or that one must sign in first."""
    where = answer.headers.get("Location", "")
    if answer.status_code == 302 and where.startswith(f"{settings.LOGIN_URL}?"):
        return SIGN_IN
    return str(answer.status_code)
