"""A real browser for tests: on a desk and on a phone, and strict about what the pages do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright
from pytest_django.live_server_helper import LiveServer

# The same engine without the windows around it costs a third of the time.
BROWSERS = [Path("/usr/bin/chromium-headless-shell"), Path("/usr/bin/chromium")]
CHROMIUM = next(filter(Path.exists, BROWSERS), None)
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync --lang=zh-CN"
)
WIDTHS = (1280, 360)
LOOKS = 250  # at requests under way, five seconds in all
needs_browser = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium here"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright runs a loop in this thread
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS.split())
        yield browser
        browser.close()


@pytest.fixture(params=WIDTHS)
def page(browser: Browser, request: pytest.FixtureRequest, live_server: LiveServer) -> Iterator[Page]:
    with strict_page(browser, request.param, live_server.url) as page:
        yield page


@contextmanager
def strict_page(browser: Browser, width: int, server: str) -> Iterator[Page]:
    """A page that fails the test when the console complains, the policy is broken or another host is asked."""
    complaints: list[str] = []
    page = open_page(browser, width, server, complaints)
    under_way: set[Request] = set()
    page.on("request", lambda asked: under_way.add(asked))
    page.on("requestfinished", lambda asked: under_way.discard(asked))
    page.on("requestfailed", lambda asked: under_way.discard(asked))
    yield page
    # A page that saves while one types may still be at it; the server would answer after the test.
    for _look in range(LOOKS):
        if not under_way:
            break
        page.wait_for_timeout(20)
    wide = is_wider_than_screen(page)
    page.context.close()
    assert complaints == [], complaints
    assert not wide, "the page is wider than the screen"


def open_page(browser: Browser, width: int, server: str, complaints: list[str]) -> Page:
    """A page in a browser of its own, without anybody's session; what it should not do goes into `complaints`."""
    context = browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN", base_url=server)
    page = context.new_page()
    page.on("console", lambda said: complaints.extend(_complaint(said)))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda asked: complaints.extend(_elsewhere(asked.url, server)))
    return page


def is_wider_than_screen(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


def _complaint(said: ConsoleMessage) -> list[str]:
    """A form that is answered with what is wrong in it (422) is no fault of the page."""
    meant = said.type not in ("error", "warning") or "status of 422" in said.text
    return [] if meant else [said.text]


def _elsewhere(asked: str, server: str) -> list[str]:
    return [] if asked.startswith((server, "data:", "blob:")) else [asked]
