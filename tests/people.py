"""Signing somebody in, in a browser, as people do: user name, password, and the code that the app shows."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from goufu.registry.agents import Agent
from goufu.registry.models import Person
from goufu.registry.tests.county import code_now, give_second_factor

PASSWORD = "Yunling-2026-own"  # noqa: S105, of people who are made up
PATIENCE = 30_000  # milliseconds, on a busy machine


def sign_in_as(page: Page, agent: Agent) -> None:
    """Gives the agent's person a password and an app, and signs in with both. Ends on the home page."""
    person = agent.person
    person.set_password(PASSWORD)
    person.save()
    give_second_factor(person)
    enter_password(page, person, PASSWORD)
    page.get_by_label("验证码").fill(code_now())
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.locator(".gf-menu")).to_contain_text(person.name, timeout=PATIENCE)


def enter_password(page: Page, person: Person, password: str) -> None:
    page.goto("/account/login/")
    page.get_by_label("登录名").fill(person.username)
    page.get_by_label("密码", exact=True).fill(password)
    page.get_by_role("button", name="登录", exact=True).click()
