"""The list of projects in a real browser: what is ticked is counted and added up, and its step is the blue one."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from goufu.funds.models import BudgetLine
from goufu.funds.tests.money import YEAR
from goufu.planning.actions.deciding import submit_project
from goufu.planning.actions.writing import draft_project
from goufu.planning.models import Project
from goufu.planning.tests.writing import complete
from goufu.registry.tests.county import County, sign_in
from goufu.ui.tests.browser import browser, needs_browser, page

__all__ = ["browser", "page"]
pytestmark = needs_browser


def test_what_is_ticked_is_added_up_and_returned_with_one_reason(
    page: Page, live_server: LiveServer, county: County, draft: Project, line: BudgetLine
) -> None:
    other = draft_project(by=county.officer, values={"title": "老年人助浴服务", "year": YEAR})
    complete(other, line, county.officer, amount="30030")
    for each in (draft, other):
        submit_project(project=each.pk, by=county.officer)
    session = sign_in(county.treasurer).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page.goto("/projects/")
    expect(page).to_have_url(re.compile(r"state=submitted$"))
    bar, approve = page.locator("#choose"), page.locator("#choose [name=verb]").first
    expect(approve).to_have_class("gf-btn line")
    page.check(f"[name=chosen][value='{other.pk}']")
    expect(bar).to_contain_text("选中 1 个　合计 30,030.00 元")
    expect(approve).to_have_class("gf-btn")
    page.check("[data-choose-all]")
    total = Decimal(30030) + Project.objects.get(pk=draft.pk).amount  # type: ignore[operator]
    expect(bar).to_contain_text(f"选中 2 个　合计 {total:,.2f} 元")
    page.click("#choose [type=reset]")
    expect(bar).to_contain_text("选中 0 个")
    expect(approve).to_have_class("gf-btn line")
    page.check(f"[name=chosen][value='{draft.pk}']")
    page.click("#choose [name=verb][value=return]")
    page.fill("[name=reason]", "绩效目标要写清")
    page.click("form .gf-btn[type=submit]")
    expect(page.locator("p[role=status]")).to_contain_text("办成了 1 个")
    assert [*Project.objects.order_by("pk").values_list("state", flat=True)] == ["returned", "submitted"]


@pytest.mark.parametrize("page", [360], indirect=True)
def test_on_a_phone_a_project_takes_few_lines_with_its_state_beside_its_name(
    page: Page, live_server: LiveServer, county: County, draft: Project
) -> None:
    session = sign_in(county.officer).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page.goto("/projects/")
    row, name, state = (
        page.locator(f".gf-table tbody tr{part}").bounding_box()
        for part in ("", " td:first-child a", " .gf-state")
    )
    assert row and name and state
    assert row["height"] < 8 * 20  # eight columns
    assert abs(name["y"] - state["y"]) < 12
    assert name["x"] + name["width"] <= state["x"]
