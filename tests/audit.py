"""axe over every page as every role, in both languages: `make audit`, some twenty minutes; tests/test_axe.py has one role a page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe import AXE, ROLES, faults, pages
from cast import make_cast
from django.conf import settings
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

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
