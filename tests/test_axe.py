"""No page is closed to those who can't see, can't point, or read large: each as the role that sees most."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe import AXE, faults, pages
from cast import make_cast
from django.test import Client
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from goufu.ui.tests.browser import browser, needs_browser

__all__ = ["browser"]
pytestmark = [
    *needs_browser,
    pytest.mark.skipif(not AXE.exists(), reason="no axe-core here: make test brings it"),
]
PARTS = 6


def test_a_page_that_leads_elsewhere_is_not_taken_for_the_one_asked_for(
    browser: Browser, live_server: LiveServer
) -> None:
    with pytest.raises(AssertionError, match="/projects/ is not shown"):
        faults(browser, live_server.url, [("/projects/", Client())], "zh-hans")


@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_is_in_anybodys_way(browser: Browser, live_server: LiveServer, part: int) -> None:
    cast = make_cast()
    looked_at = []

    def shown() -> Iterator[tuple[str, Client]]:
        for each in pages(cast, part, PARTS):
            looked_at.append(each.name)
            yield each.path, cast.guests[each.roles[0]].browser

    found = faults(browser, live_server.url, shown(), "zh-hans")
    assert not found, "\n".join(found)
    assert len(looked_at) > 10
