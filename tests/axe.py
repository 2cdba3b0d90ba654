"""Access for everybody, as far as a program can judge it: axe-core over real pages, at a desk's and a phone's width."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from urllib.parse import urlsplit

from cast import ANONYMOUS, Cast
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page
from roles import Visitors, thing_of
from test_permissions import table as permissions
from test_query_ceilings import FEW, grow
from test_query_ceilings import table as lists

from goufu.config.tests.addresses import addresses
from goufu.ui.tests.browser import WIDTHS, is_wider_than_screen

AXE = Path(__file__).parents[1] / ".venv/axe.min.js"
STANDARDS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
ROLES = (
    "purchasing_lead", "finance_officer", "system_admin", "security_admin", "audit_admin", "auditor", "purchasing_officer",
    "provider_agent", "agency_agent", "roleless", ANONYMOUS,
)  # fmt: skip  # who sees most comes first
RUN = """
async (standards) => {
  const found = await axe.run(document, {runOnly: standards, resultTypes: ["violations"]});
  return found.violations.flatMap(({id, help, nodes}) =>
    nodes.map(({target, html}) => `${id}: ${help}: ${target.join(" ")}: ${html.slice(0, 200)}`));
}
"""


@dataclass(frozen=True)
class Shown:
    """A page: its name, where it is, and who may see it."""

    name: str
    path: str
    roles: tuple[str, ...]


def pages(cast: Cast, part: int = 0, parts: int = 1) -> Iterator[Shown]:
    """A part of all pages that are whole pages, with a few things in each list.

    To be looked at one by one: when the next is asked for, what this one is about may go a step further. A thing is made once
    for pages about it that follow each other.
    """
    visitors = Visitors(cast)
    ours = [
        name
        for name in sorted(permissions().keys() & addresses().keys())[part::parts]
        if not name.startswith("api:")
    ]
    for row in lists():
        if row.address in ours:
            grow(row, visitors, FEW)
    for thing, about_it in groupby(ours, thing_of):
        open_to = {name: roles for name in about_it if (roles := _roles(name))}
        given = thing(cast.county) if thing and open_to else {}
        for name, roles in open_to.items():
            yield from _shown(cast, name, addresses()[name].of(given), roles)


def _roles(name: str) -> tuple[str, ...]:
    answers = permissions()[name].get("GET", {})
    return tuple(role for role in ROLES if answers.get(role) == "200")


def _shown(cast: Cast, name: str, path: str, roles: tuple[str, ...]) -> Iterator[Shown]:
    answer = cast.guests[roles[0]].browser.get(path)
    content = answer.getvalue()  # to the end, so that a download is closed
    is_page = answer.headers.get("Content-Type", "").startswith("text/html")
    if is_page and b"<html" in content:
        yield Shown(name, path, roles)


def faults(browser: Browser, server: str, shown: Iterable[tuple[str, Client]], language: str) -> list[str]:
    """What axe finds on pages, each as somebody; and which of them are wider than the screen."""
    found: list[str] = []
    with browser.new_context(locale=language, base_url=server) as context:
        context.add_init_script(path=AXE)  # is there, whatever is opened
        page = context.new_page()
        for path, client in shown:
            _become(context, client, server, language)
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                if width == WIDTHS[0]:
                    opened = page.goto(path)
                    is_there = opened and opened.ok and urlsplit(opened.url).path == urlsplit(path).path
                    assert is_there, f"{path} is not shown to whom it should be"
                found += [f"{path} at {width}, {language}: {each}" for each in _violations(page)]
                if is_wider_than_screen(page):
                    found.append(f"{path} at {width}, {language}: wider than the screen")
    return found


def _become(context: BrowserContext, client: Client, server: str, language: str) -> None:
    """Gives the browser the session of the client, and nobody else's."""
    cookies = {settings.LANGUAGE_COOKIE_NAME: language} | {
        name: each.value for name, each in client.cookies.items()
    }
    context.clear_cookies()
    context.add_cookies([{"name": name, "value": value, "url": server} for name, value in cookies.items()])


def _violations(page: Page) -> list[str]:
    violations: list[str] = page.evaluate(RUN, list(STANDARDS))
    return violations
