"""What takes too long for every change (`make audit`, some twenty minutes).

axe over every page as every role, in both languages (tests/test_axe.py has one role a page), and the journeys to an award at the
widths at which tests/test_award_journey.py doesn't walk them.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe import AXE, ROLES, faults, pages
from cast import make_cast
from django.conf import settings
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer
from test_award_journey import walk

from goufu.procurement.tests.states import STATES, Pages
from goufu.registry.tests.county import County, make_county
from goufu.ui.tests.browser import browser, needs_browser

__all__ = ["browser"]
pytestmark = needs_browser


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
@pytest.mark.parametrize("role", ROLES)
def test_nothing_is_in_anybodys_way(
    browser: Browser, live_server: LiveServer, role: str, language: str
) -> None:
    assert AXE.exists(), "make audit brings axe-core"
    cast = make_cast()
    guest = cast.guests[role].browser
    shown = ((each.path, guest) for each in pages(cast) if role in each.roles)
    found = faults(browser, live_server.url, shown, language)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_nothing_is_in_the_way_in_the_midst_of_something(
    browser: Browser, live_server: LiveServer, state: Callable[[County], Pages], language: str
) -> None:
    assert AXE.exists(), "make audit brings axe-core"
    found = faults(browser, live_server.url, state(make_county()), language)
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("method", "width"), [("consultation", 360), ("open_tender", 1280)])
def test_the_way_to_an_award_at_the_other_width(
    browser: Browser, live_server: LiveServer, method: str, width: int
) -> None:
    walk(method, width, browser, live_server)
