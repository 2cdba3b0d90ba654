"""What journeys with several people share: a browser for each, and the words by which people find their way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from people import PATIENCE
from playwright.sync_api import Browser, Page, expect

from goufu.registry.agents import Agent
from goufu.registry.tests.county import sign_in
from goufu.ui.tests.browser import is_wider_than_screen, open_page

Seat = Callable[[Agent | None], Page]


@contextmanager
def seats(browser: Browser, width: int, server: str) -> Iterator[Seat]:
    """Gives a browser in which somebody is signed in, or nobody; no page of it may complain."""
    complaints: list[str] = []
    pages: list[Page] = []

    def sit_down(who: Agent | None) -> Page:
        page = open_page(browser, width, server, complaints)
        page.set_default_timeout(PATIENCE)
        pages.append(page)
        if who:
            session = sign_in(who).cookies[settings.SESSION_COOKIE_NAME].value
            page.context.add_cookies(
                [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": server}]
            )
        return page

    yield sit_down
    for page in pages:
        page.context.close()
    assert complaints == []


def arrived(page: Page, heading: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(heading, timeout=PATIENCE)
    assert not is_wider_than_screen(page), heading


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    page.locator("main").get_by_role("link", name=name, exact=True).first.click()
