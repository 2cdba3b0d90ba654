"""One project in two tabs: whoever comes second sees both versions, and nothing is saved until he decides."""

from __future__ import annotations

from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from goufu.planning.actions.writing import save_project
from goufu.planning.models import Project
from goufu.registry.tests.county import County, sign_in
from goufu.ui.tests.browser import browser, needs_browser, page

__all__ = ["browser", "page"]
pytestmark = needs_browser


ELSEWHERE = {"unit": "户", "amount": Decimal(70_000), "need": "先摸清全县失能老人的底数"}


@pytest.fixture
def overtaken(page: Page, live_server: LiveServer, county: County, draft: Project) -> Page:
    """The officer's page on a project of which another version was saved since."""
    session = sign_in(county.officer).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page.goto(f"/projects/{draft.pk}/edit/")
    save_project(project=draft.pk, by=county.lead, version=draft.version, values=ELSEWHERE)
    return page


def test_the_second_tab_shows_both_versions_and_waits(overtaken: Page, draft: Project) -> None:
    page = overtaken
    page.fill("#id_need", "上门护理和康复指导")
    page.locator("#id_need").blur()
    row = page.locator("#differences tr", has_text="需求概况")
    expect(row).to_contain_text("先摸清全县失能老人的底数")
    expect(row).to_contain_text("上门护理和康复指导")
    expect(page.locator("#saved")).to_contain_text("王局长")

    page.fill("#id_unit", "户")  # taken over from the other version; not saved yet
    page.locator("#id_unit").blur()
    draft.refresh_from_db()
    assert (draft.unit, draft.need) == ("户", ELSEWHERE["need"])
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator("#differences")).to_have_count(0)
    draft.refresh_from_db()
    assert (draft.unit, draft.need, draft.amount) == ("户", "上门护理和康复指导", Decimal(60_000))


@pytest.mark.parametrize("button", ["保存", "去提交"])
def test_a_button_pressed_right_after_typing_waits_as_well(
    overtaken: Page, draft: Project, button: str
) -> None:
    overtaken.fill("#id_need", "上门护理和康复指导")
    overtaken.get_by_role(
        "button", name=button, exact=True
    ).click()  # leaving the field saves at the same time
    expect(overtaken.locator("#differences")).to_be_in_viewport()
    expect(overtaken.locator("#differences tr", has_text="需求概况")).to_contain_text(
        "先摸清全县失能老人的底数"
    )
    draft.refresh_from_db()
    assert draft.need == ELSEWHERE["need"]
    overtaken.get_by_role("button", name=button, exact=True).click()
    expect(overtaken.locator("#differences")).to_have_count(0)
    draft.refresh_from_db()
    assert draft.need == "上门护理和康复指导"
