"""What is chosen on the form in a real browser: a provider out of the registry, and the class that an entry has."""

from __future__ import annotations

from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from goufu.planning.models import Project
from goufu.planning.tests.test_providers import CHOSEN, home, name_provider
from goufu.registry.models import Body
from goufu.registry.tests.county import County, sign_in
from goufu.ui.tests.browser import browser, needs_browser

__all__ = ["browser", "home"]
pytestmark = needs_browser


def test_a_provider_is_offered_and_the_class_is_asked_only_without_an_entry(
    browser: Browser, live_server: LiveServer, county: County, draft: Project, home: Body
) -> None:
    name_provider(county, draft, "康乐养老服务有限公司")
    session = sign_in(county.officer).cookies["sessionid"].value
    context = browser.new_context(locale="zh-CN", base_url=live_server.url)
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"/projects/{draft.pk}/edit/")
    expect(page.locator("#unregistered")).to_contain_text("未登记")
    page.fill("#id_provider", "康乐养老服务中心")
    expect(page.locator("#suggestions-provider option")).to_have_attribute("value", CHOSEN)
    page.fill("#id_provider", CHOSEN)
    page.locator("#id_provider").blur()
    expect(page.locator("#unregistered")).not_to_contain_text("未登记")
    expect(page.locator("#id_service_class")).to_be_disabled()
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.select_option("#id_entry", "")
    expect(page.locator("#id_service_class")).to_be_enabled()
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.select_option("#id_service_class", "auxiliary")
    context.close()
    draft.refresh_from_db()
    assert (draft.provider_body, draft.entry, draft.service_class) == (home, None, "auxiliary")
