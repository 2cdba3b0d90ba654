"""A supplier whose award is complained of finds the copy on its home, receives it, reads it and answers, on a desk and on a phone.

Then the office decides, confirms how the decision can be gone against, and the supplier receives it.
"""

from __future__ import annotations

from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from goufu.core.roles import Role
from goufu.procurement.models import Complaint
from goufu.procurement.tests.challenged import DAY, with_winner
from goufu.procurement.tests.procuring import on
from goufu.registry.agents import Agent
from goufu.registry.models import Body
from goufu.registry.tests.county import County, agent, sign_in
from goufu.ui.tests.browser import browser, needs_browser, page

__all__ = ["browser", "page"]
pytestmark = needs_browser


def sit_down(page: Page, server: LiveServer, by: Agent) -> None:
    """From here on the browser is this person's."""
    session = sign_in(by).cookies["sessionid"].value
    page.context.clear_cookies()
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": server.url}])


def press(page: Page, word: str) -> None:
    page.locator(".gf-btn").get_by_text(word, exact=True).click()


def test_a_party_answers_and_is_told_the_decision(
    page: Page, live_server: LiveServer, county: County
) -> None:
    made = with_winner(county)
    office = f"/procurements/complaints/{made.pk}/"
    with on(made.received_on):
        sit_down(page, live_server, county.treasurer)
        page.goto(office)
        press(page, "发出投诉书副本")  # the one next step
        expect(page.get_by_label("第1康养服务有限公司")).to_be_checked()
        press(page, "发出投诉书副本")
        expect(page.get_by_role("link", name="第1康养服务有限公司")).to_be_visible()
        winner = agent("中标人经办人", Body.objects.get(name="第1康养服务有限公司"), Role.PROVIDER_AGENT)
        sit_down(page, live_server, winner)
        page.goto("/")
        page.get_by_role("link", name="签收投诉书副本").click()
        expect(page.locator("body")).not_to_contain_text(made.matters)
        for _page in ("its own", "the step's"):
            press(page, "签收投诉书副本")
        expect(page.locator("body")).to_contain_text(made.matters)
        press(page, "书面说明")
        page.fill("[name=text]", "我公司报价真实，业绩材料都是原件。")
        press(page, "书面说明")
        expect(page.get_by_text("业绩材料都是原件")).to_be_visible()
    with on(made.received_on + DAY):
        sit_down(page, live_server, county.treasurer)
        page.goto(office)
        press(page, "作出处理决定")
        expect(page.get_by_text("待核对")).to_be_visible()
        page.fill("[name=number]", "云财采投〔2026〕1号")
        page.select_option("[name=finding]", "baseless")
        page.select_option("[name=effect]", "go_on")
        page.fill("[name=facts_text]", "没有违法。")
        page.fill("[name=basis_text]", "依据政府采购法第五十六条，驳回投诉。")
        page.fill("[name=reconsider_at]", "云岭市人民政府")
        press(page, "作出处理决定")
        expect(page.get_by_text("60日内向云岭市人民政府申请行政复议")).to_be_visible()
        assert Complaint.objects.get(pk=made.pk).state == "decided"
        sit_down(page, live_server, winner)
        page.goto("/")
        page.get_by_role("link", name="签收投诉处理决定").click()
        for _page in ("its own", "the step's"):
            press(page, "签收处理决定")
        expect(page.locator(".proc-clocks")).to_contain_text("申请行政复议")
        expect(page.locator("body")).to_contain_text("向云岭市人民政府申请行政复议")
