"""Writing a project in a real browser: entries are searched, focus stays where it is, amounts are said again."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from goufu.planning.models import Project
from goufu.planning.tests.test_marks_in_a_browser import change, writing
from goufu.ui.tests.browser import browser, needs_browser, page

__all__ = ["browser", "page", "writing"]
pytestmark = needs_browser


def test_an_entry_is_searched_and_taken_by_the_keyboard(writing: Page, draft: Project) -> None:
    page = writing
    page.get_by_label("搜索名称或者编码：目录条目").focus()
    page.keyboard.type("失能")
    page.keyboard.press("Control+A")
    entry = draft.entry
    assert entry
    page.keyboard.type(entry.code.lower())
    assert page.locator("#id_entry option:visible").count() >= 1
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.keyboard.press("Enter")
    assert page.locator("#id_entry").input_value() == str(entry.pk)
    expect(page.locator("#id_entry")).to_be_focused()


def test_the_place_one_is_at_is_kept_when_the_page_saves_itself(writing: Page) -> None:
    page = writing
    fold = page.locator('#law [data-fold="missing"]')
    fold.locator("summary").click()
    page.fill("[name=duty_basis]", "")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        fold.locator("summary").focus()
    expect(page.locator("#law")).to_contain_text("还要填 1 项")
    expect(page.locator('#law [data-fold="missing"] summary')).to_be_focused()
    assert fold.get_attribute("open") is not None


def test_an_amount_is_said_again_and_the_submission_is_offered_when_it_can_succeed(writing: Page) -> None:
    page = writing
    submit = page.get_by_role("button", name="去提交")
    expect(submit).to_be_visible()
    change(page, "amount", "6.1万")
    expect(page.locator("#id_amount_echo")).to_have_text("6.1 万元　陆万壹仟元整")
    expect(submit).to_have_count(0)
    expect(page.locator("#submit")).to_contain_text("还不能提交，还缺：")
    change(page, "amount", "60000")
    expect(submit).to_be_visible()


def test_the_choice_of_columns_fits_the_screen_and_ticked_rows_are_counted(writing: Page) -> None:
    page = writing
    page.goto("/projects/")
    page.locator(".gf-columns summary").click()
    form = page.locator(".gf-columns form").bounding_box()
    assert form
    assert form["x"] >= 0
    assert form["x"] + form["width"] <= page.evaluate("innerWidth")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.keyboard.press("Escape")
    page.locator("[data-choose-all]").check()
    expect(page.locator("[data-chosen]")).to_have_text("选中 1 个　合计 60,000.00 元")
