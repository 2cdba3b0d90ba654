"""Writing a project and approving it without a mouse: keys alone, from the home page on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from people import PATIENCE
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from goufu.funds.models import BudgetLine
from goufu.funds.tests.money import YEAR
from goufu.planning.models import Project, ProjectState
from goufu.planning.tests.drafts import draft, line
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County, county, sign_in
from goufu.ui.tests.browser import browser, needs_browser, strict_page

__all__ = ["browser", "county", "draft", "line"]
pytestmark = needs_browser
MOST_TABS = 250
NAME = """
() => {
  const here = document.activeElement;
  const label = here.getAttribute("aria-label") || here.labels?.[0]?.innerText || here.innerText || here.value || "";
  return label.trim();
}
"""


@pytest.fixture
def page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    with strict_page(browser, 1280, live_server.url) as page:
        page.set_default_timeout(PATIENCE)
        yield page


def sit_down(page: Page, server: str, agent: Agent) -> None:
    cookie = sign_in(agent).cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie.value, "url": server}])
    page.goto("/")


def tab_to(page: Page, name: str) -> None:
    """Presses Tab until what has the focus begins with that name, and can be seen to have it."""
    for _press in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate(NAME).startswith(name):
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none", name
            return
    raise AssertionError(f"{name} is not reached with Tab on {page.url}")


def go(page: Page, name: str, heading: str) -> None:
    tab_to(page, name)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible(timeout=PATIENCE)


def test_a_project_is_found_written_submitted_and_approved(
    page: Page, live_server: LiveServer, county: County, draft: Project, line: BudgetLine
) -> None:
    sit_down(page, live_server.url, county.officer)
    begins_another(page)
    finds(page, draft.title)
    submits(page)
    assert Project.objects.get(pk=draft.pk).state == ProjectState.SUBMITTED
    sit_down(page, live_server.url, county.treasurer)
    approves(page, draft.title)
    assert Project.objects.get(pk=draft.pk).state == ProjectState.APPROVED


def begins_another(page: Page) -> None:
    """The skip link comes first, and leads past the menu."""
    page.keyboard.press("Tab")
    assert page.evaluate(NAME) == "跳到正文"
    page.keyboard.press("Enter")
    go(page, "新建项目", "新建项目")
    tab_to(page, "项目名称")
    page.keyboard.type("社区矫正社会工作服务")
    tab_to(page, "预算年度")
    page.keyboard.press("Control+A")
    page.keyboard.type(str(YEAR))
    go(page, "开始填写", "填写项目")
    tab_to(page, "需求概况")
    page.keyboard.type("为社区矫正对象提供个案辅导")
    page.keyboard.press("Tab")
    expect(page.locator("#saved")).to_contain_text("已保存", timeout=PATIENCE)
    assert Project.objects.latest("pk").need == "为社区矫正对象提供个案辅导"


def finds(page: Page, title: str) -> None:
    page.goto("/projects/")
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type("上门护理")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="查找", level=1)).to_be_visible(timeout=PATIENCE)
    go(page, title, title)


def submits(page: Page) -> None:
    go(page, "提交", "提交项目")
    tab_to(page, "提交")
    page.keyboard.press("Enter")
    expect(page.get_by_text("已提交，等财政部门审核。")).to_be_visible(timeout=PATIENCE)


def approves(page: Page, title: str) -> None:
    go(page, title, title)
    go(page, "批准", "批准项目")
    for tick in page.get_by_role("checkbox").all():
        tab_to(page, tick.evaluate("each => each.labels[0].innerText.trim()"))
        page.keyboard.press("Space")
        assert tick.is_checked()
    tab_to(page, "批准")
    page.keyboard.press("Enter")
    expect(page.get_by_text("已批准。")).to_be_visible(timeout=PATIENCE)


def test_the_slash_is_a_sign_where_one_writes(page: Page, live_server: LiveServer, county: County) -> None:
    sit_down(page, live_server.url, county.officer)
    page.goto("/projects/new/")
    page.get_by_label("项目名称").focus()
    page.keyboard.type("甲/乙")
    expect(page.get_by_label("项目名称")).to_have_value("甲/乙")
    page.set_viewport_size({"width": 360, "height": 900})
    page.locator("h1").click()
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()


@pytest.mark.parametrize("width", [1280, 1024])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_head_is_one_line_beside_an_office_desk(
    page: Page, live_server: LiveServer, county: County, language: str, width: int
) -> None:
    page.context.add_cookies(
        [{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url}]
    )
    page.set_viewport_size({"width": width, "height": 900})
    sit_down(page, live_server.url, county.treasurer)
    page.goto("/projects/")
    assert page.locator("header.gf-bar").evaluate("head => head.offsetHeight") < 60
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
