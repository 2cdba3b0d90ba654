"""The pictures of the pages: `python -m pytest tests/pictures.py` takes them anew.

Those of docs/design are of the tests' own pages, those of docs/pictures of the demonstration (`-k demonstration`), which is
made first where `make demo` has not made it yet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest
from django.contrib.auth.models import Group
from django.urls import path
from playwright.sync_api import Browser, Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from test_demo import serving, sit_down

from goufu.config.folders import CHECKOUT
from goufu.config.tests.running import data_folder
from goufu.config.urls import urlpatterns as house
from goufu.registry.tests.county import County, county, sign_in
from goufu.ui.tests import demo as pages
from goufu.ui.tests.browser import WIDTHS, browser, needs_browser, open_page
from goufu.ui.tests.conftest import demo, projects

__all__ = ["browser", "county", "demo", "projects"]
pytestmark = needs_browser
FOLDER = Path(__file__).parents[1] / "docs/design"
OF_THE_DEMONSTRATION = Path(__file__).parents[1] / "docs/pictures"
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


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of a copy of the demonstration that `make demo` has made."""
    made = CHECKOUT / "var-demo"
    with data_folder(made if made.exists() else None) as folder, serving(folder) as (address, _said):
        yield address


OFFICER, TREASURER, AUDITOR = (
    ("云岭县民政局", "采购经办人"),
    ("云岭县财政局", "财政经办人"),
    ("云岭县财政局", "监督人员"),
)


@pytest.mark.parametrize(
    ("name", "width", "seat", "way"),
    [
        ("check", 1280, None, ("/check/?title=城区路灯改造及三十年运营政府购买服务",)),
        ("home", 1280, OFFICER, ()),
        ("phone", 360, OFFICER, ()),
        ("projects", 1280, TREASURER, ("/projects/",)),
        ("project", 1280, TREASURER, ("/projects/?state=submitted", "#list tbody a")),
        ("checked-list", 1280, OFFICER, ("/demo/", "li:last-child > a[href^='/check/lists/']")),
        ("log", 1280, AUDITOR, ("/journal/",)),
    ],
)
def test_pictures_of_the_demonstration(
    name: str,
    width: int,
    seat: tuple[str, str] | None,
    way: tuple[str, ...],
    browser: Browser,
    address: str,
) -> None:
    page = open_page(browser, width, address, [])
    page.set_viewport_size({"width": width, "height": HEIGHT})
    if seat:
        sit_down(page, *seat)
    for step in way:
        if step.startswith("/"):
            page.goto(step)
        else:
            page.locator(step).first.click()
    page.wait_for_load_state("networkidle")
    page.screenshot(path=OF_THE_DEMONSTRATION / f"{name}.png")
    page.context.close()
