"""The demonstration pages by keyboard and without scripts, on a desk and on a phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from goufu.ui.tests.browser import browser, needs_browser, page

__all__ = ["browser", "page"]
pytestmark = [*needs_browser, pytest.mark.usefixtures("demo", "projects")]


def tab_to(page: Page, name: str) -> None:
    """By the tabulator alone, as somebody without a mouse."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText.trim()").startswith(name):
            return
    raise AssertionError(f"the keyboard doesn't reach {name}")


def test_the_keyboard_skips_the_head_and_shows_where_it_is(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_text("跳到正文")).to_be_focused()
    expect(page.get_by_text("跳到正文")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_a_list_is_sorted_filtered_and_read_on_by_keyboard(page: Page) -> None:
    page.goto("/")
    tab_to(page, "预算（元）")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"\?sort=amount$"))
    expect(page.locator("[aria-sort=ascending]")).to_have_text("预算（元）")
    page.get_by_label("名称", exact=True).fill("老人")
    page.keyboard.press("Enter")
    expect(page.locator(".gf-tools [role=status]")).to_have_text("共 24 条")
    expect(page.get_by_label("名称", exact=True)).to_have_value("老人")
    assert "sort=amount" in page.url
    page.go_back()
    expect(page.locator(".gf-tools [role=status]")).to_have_text("共 120 条")


def test_an_answer_from_another_address_is_a_page_of_its_own(page: Page, live_server: LiveServer) -> None:
    """As when the session has ended and the list's address leads to the sign-in."""
    page.goto("/")
    away = {"status": 302, "headers": {"Location": f"{live_server.url}/new"}}
    page.route("**/?sort=*", lambda route: route.fulfill(**away))
    page.get_by_role("link", name="预算（元）").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("写项目")
    expect(page).to_have_url(f"{live_server.url}/new")


def test_a_wrong_filter_is_told_without_losing_it(page: Page) -> None:
    page.goto("/")
    page.get_by_label("预算不少于").fill("1.234")
    page.get_by_role("button", name="筛选").click()
    expect(page.locator(".gf-wrong")).to_contain_text("精确到了分以下")
    expect(page.get_by_label("预算不少于")).to_have_value("1.234")


def test_columns_are_chosen_in_a_menu_that_escape_closes(page: Page) -> None:
    page.goto("/")
    menu = page.get_by_text("显示的列")
    menu.press("Enter")
    expect(page.get_by_label("购买主体")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_label("购买主体")).to_be_hidden()
    expect(menu).to_be_focused()
    menu.press("Enter")
    page.get_by_label("购买主体").check()
    page.get_by_role("button", name="显示", exact=True).click()
    expect(page.get_by_text("云岭县民政局").first).to_be_visible()


def test_what_is_wrong_in_a_form_is_read_first_and_leads_to_the_field(page: Page) -> None:
    page.goto("/new")
    page.get_by_label("项目名称").fill("护理")
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".gf-errors")).to_be_focused()
    page.get_by_role("link", name="预算金额").click()
    expect(page.get_by_label("预算金额")).to_be_focused()
    expect(page.get_by_label("项目名称")).to_have_value("护理")


def test_a_dangerous_button_asks_again(page: Page) -> None:
    page.goto("/new")
    expect(page.get_by_role("button", name="确定撤回")).to_be_hidden()
    page.get_by_text("撤回", exact=True).press("Enter")
    expect(page.get_by_role("button", name="确定撤回")).to_be_visible()


def test_a_chart_is_drawn_and_its_figures_stand_beneath(page: Page) -> None:
    page.goto("/project/7")
    drawing = page.locator(".gf-chart > div > *").first
    expect(drawing).to_be_visible()
    page.locator(".gf-chart").hover()
    expect(page.get_by_role("cell", name="186.00")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator(".gf-chart")).to_be_hidden()
    expect(page.locator(".gf-bar")).to_be_hidden()
    expect(page.locator(".gf-printed")).to_be_visible()
    page.emulate_media(media="screen")


def test_a_phone_shows_each_row_as_a_card(page: Page) -> None:
    page.goto("/")
    name = page.evaluate(
        "getComputedStyle(document.querySelector('td[data-label^=预算]'), '::before').content"
    )
    narrow = page.viewport_size == {"width": 360, "height": 900}
    assert ("预算" in name) == narrow


LEFT_EDGES = """cells => [...new Set(cells.map(cell => {
    const said = document.createRange();
    said.selectNodeContents(cell);
    return Math.round(said.getBoundingClientRect().left);
}))]"""


def test_on_a_phone_all_values_of_a_row_stand_below_each_other(page: Page) -> None:
    page.goto("/")
    page.set_viewport_size({"width": 360, "height": 900})
    cells = page.locator(".gf-table tbody td[data-label]:not(:first-child), .gf-table tfoot td[data-label]")
    cells.evaluate_all(
        "cells => cells.filter(cell => cell.matches('.num')).forEach(cell => cell.dataset.label = '预算金额（万元）')"
    )
    assert len(cells.evaluate_all(LEFT_EDGES)) == 1


def test_everything_works_without_scripts(browser: Browser, live_server: LiveServer) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=live_server.url)
    page = context.new_page()
    page.goto("/")
    page.get_by_label("名称", exact=True).fill("老人")
    page.get_by_role("button", name="筛选").click()
    expect(page.get_by_text("共 24 条")).to_be_visible()
    page.get_by_role("button", name="万元").click()
    expect(page.get_by_role("link", name="预算（万元）")).to_be_visible()
    assert "q=" in page.url
    context.close()
