"""The pictures of the design page, docs/design/*.png: `python -m pytest tests/pictures.py` takes them anew."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from django.contrib.auth.models import Group
from django.urls import path
from playwright.sync_api import Browser, Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from goufu.config.urls import urlpatterns as house
from goufu.registry.tests.county import County, county, sign_in
from goufu.ui.tests import demo as pages
from goufu.ui.tests.browser import WIDTHS, browser, needs_browser
from goufu.ui.tests.conftest import demo, projects

__all__ = ["browser", "county", "demo", "projects"]
pytestmark = needs_browser
FOLDER = Path(__file__).parents[1] / "docs/design"
HEIGHT = 860


@pytest.fixture
def site(demo: None, settings: Settings) -> None:
    """The demonstration in the place of the rooms, so that the head has its rooms."""
    site = ModuleType("site")
    rooms = [path(f"{room}/", pages.listed) for room in ("projects", "budget", "catalogue", "bodies")]
    site.urlpatterns = [*rooms, *pages.urlpatterns, *house]  # type: ignore[attr-defined]
    settings.ROOT_URLCONF = site


@pytest.fixture
def take(browser: Browser, live_server: LiveServer, county: County) -> Callable[..., None]:
    """Takes a picture of an address for each width, signed in as the purchasing officer."""
    client = sign_in(county.officer)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}

    def take(
        name: str, address: str, then: Callable[[Page], object] = lambda page: None, part: str = ""
    ) -> None:
        for width in WIDTHS:
            context = browser.new_context(
                viewport={"width": width, "height": HEIGHT}, locale="zh-CN", base_url=live_server.url
            )
            context.add_cookies([cookie])  # type: ignore[list-item]
            page = context.new_page()
            page.goto(address)
            then(page)
            (page.locator(part) if part else page).screenshot(path=FOLDER / f"{name}-{width}.png")
            context.close()

    return take


@pytest.mark.usefixtures("site", "projects")
def test_pictures(take: Callable[..., None]) -> None:
    take("table", "/projects/?sort=-amount")
    take("form", "/new", lambda page: page.get_by_role("button", name="保存").click())
    take("project", "/project/7")
    take("home", "/work")
    take("refusal", "/project/7", part=".gf-refusal")
    Group.objects.all().delete()
    take("empty", "/projects/")
