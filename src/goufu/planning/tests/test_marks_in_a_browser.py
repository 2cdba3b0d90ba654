"""A change that can't be saved is marked at its field at once, as after a full save."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from goufu.planning.models import Project
from goufu.registry.tests.county import County, sign_in
from goufu.ui.tests.browser import browser, needs_browser, page

__all__ = ["browser", "page"]
pytestmark = needs_browser

FIELD = """field => {
  const shown = field.querySelector('fieldset') ?? field.querySelector('input, select, textarea');
  return [field.className, shown.getAttribute('aria-describedby') ?? '', field.querySelector('.gf-wrong')?.outerHTML,
    [...field.querySelectorAll('input, select, textarea')].map(each => each.getAttribute('aria-invalid'))];
}"""


@pytest.fixture
def writing(page: Page, live_server: LiveServer, county: County, draft: Project) -> Page:
    """The officer's page on the draft."""
    session = sign_in(county.officer).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page.goto(f"/projects/{draft.pk}/edit/")
    return page


def change(page: Page, name: str, value: str) -> None:
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.fill(f"[name={name}]", value)
        page.locator(f"[name={name}]").blur()


WRONG_AND_RIGHT = [
    ("amount", "六万来块", "60000"),
    ("term_months", "-1", "12"),
    ("target-0-aim", "很多", "≥300人"),
    ("target-1-name", "", "满意度"),
]


def test_the_marks_are_those_of_a_full_save_and_go_when_it_is_mended(writing: Page) -> None:
    for name, wrong, right in WRONG_AND_RIGHT:
        is_marked_as_by_a_full_save_until_it_is_mended(writing, name, wrong, right)


def is_marked_as_by_a_full_save_until_it_is_mended(page: Page, name: str, wrong: str, right: str) -> None:
    field = page.locator(f".gf-field:has([name={name}])")
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    change(page, name, wrong)
    expect(field.locator(".gf-wrong")).to_be_visible()
    assert page.locator(f"[name={name}]").get_attribute("aria-invalid") == "true"
    marked = field.evaluate(FIELD)

    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator(".gf-errors")).to_be_visible()
    assert field.evaluate(FIELD) == marked

    change(page, name, right)
    expect(page.locator("#saved")).to_contain_text("已保存")
    expect(page.locator(".gf-wrong, .gf-errors, [aria-invalid]")).to_have_count(0)


def test_a_closed_target_opens_where_it_is_wrong(writing: Page) -> None:
    page = writing
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    page.fill("[name=target-1-aim]", "很多")
    page.evaluate("document.querySelectorAll('.plan-target').forEach(each => each.open = false)")
    change(page, "amount", "61000")
    expect(page.locator(".gf-field:has([name=target-1-aim]) .gf-wrong")).to_be_visible()
    expect(page.locator(".gf-wrong")).to_have_count(1)
