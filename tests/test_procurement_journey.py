"""From an approved project to a notice that the public reads, in a real browser: an officer, the head, and anybody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from journeys import Seat, arrived, follow, press, seats
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from goufu.procurement.models import Notice, Procurement
from goufu.procurement.tests.procuring import ADDRESS, BEGIN, approved_project, on, with_scoring
from goufu.registry.tests.county import make_county
from goufu.ui.tests.browser import WIDTHS, browser, is_wider_than_screen, needs_browser

__all__ = ["browser"]
pytestmark = needs_browser
ANNOUNCED = BEGIN - timedelta(days=40)
TYPED = {
    "申请人的资格要求": "符合政府采购法第二十二条的规定",
    "合同履行期限": "自合同签订之日起十二个月",
    "采购文件提供到": "2026-12-09",
    "怎样获取采购文件": "云岭县民政局三楼采购办公室，免费提供",
    "响应截止的日子": "2026-12-16",
    "响应截止的时刻": "09:30",
    "提交响应文件的地点": "云岭县公共资源交易中心",
    "开启地点": "云岭县公共资源交易中心",
    "联系方式": "云岭县民政局，人民路1号，李经办，0871-65550001",
    "保证金（元）": "0",
}
CHOSEN = {"组织形式": "dispersed", "评审方法": "weighted", "面向中小企业的预留": "none"}


@pytest.fixture(params=WIDTHS)
def seat(browser: Browser, request: pytest.FixtureRequest, live_server: LiveServer) -> Iterator[Seat]:
    with seats(browser, request.param, live_server.url) as sit_down:
        yield sit_down


def test_from_an_approved_project_to_a_public_notice(seat: Seat) -> None:
    county = make_county()
    with on(ANNOUNCED):
        project = approved_project(county)
        officer, head = seat(county.officer), seat(county.lead)
        plans(officer, project.pk)
        with_scoring(Procurement.objects.get(), county.officer)
        officer.reload()
        drafts(officer, "政府采购意向公告")
        publishes(head, "intention")
        sees_it_appear(officer, "intention", ANNOUNCED)
    with on(BEGIN):
        officer.goto(f"/procurements/{Procurement.objects.get().pk}/")
        judges(head)
        officer.reload()
        drafts(officer, "竞争性磋商公告")
        publishes(head, "consultation")
        expect(head.locator("main")).to_contain_text("本系统已发，指定媒体待发布")
        sees_it_appear(officer, "consultation", BEGIN)
        anybody = seat(None)
        anybody.goto(f"/procurements/notices/{Notice.objects.get(kind='consultation').pk}/")
        arrived(anybody, "失能老人上门护理服务 竞争性磋商公告")
        expect(anybody.locator("main")).to_contain_text("2026年12月16日 09:30前")
        expect(anybody.locator("main")).to_contain_text("在指定媒体发布")


def plans(page: Page, project: int) -> None:
    page.goto(f"/projects/{project}/")
    follow(page, "开始采购")
    arrived(page, "开始采购")
    press(page, "开始编制方案")
    arrived(page, "选采购方式")
    expect(page.get_by_role("heading", name="不能用的方式，为什么")).to_be_visible()
    press(page, "用这种方式")  # consultation is chosen already: it is what services are for
    arrived(page, "编制方案")
    page.get_by_label("采购活动打算开始的日子").fill(str(BEGIN))
    for label, value in CHOSEN.items():
        page.get_by_label(label).select_option(value)
    press(page, "保存")
    arrived(page, "失能老人上门护理服务")
    follow(page, "方案")
    arrived(page, "编制方案")
    expect(page.locator("main")).to_contain_text("最早 2026-12-11")
    for label, value in TYPED.items():
        page.get_by_label(label).fill(value)
    page.get_by_role("group", name="接受联合体或者允许分包").get_by_label("否").check()
    press(page, "保存")
    arrived(page, "失能老人上门护理服务")


def drafts(page: Page, kind: str) -> None:
    follow(page, f"起草{kind}")
    arrived(page, f"起草{kind}")
    press(page, "起草")
    arrived(page, kind)
    press(page, "保存")


def judges(page: Page) -> None:
    """The head, who didn't write the plan, finds on the home page that its file is to be looked through."""
    page.goto("/")
    follow(page, "判断资格条件是否又评分：失能老人上门护理服务")
    arrived(page, "失能老人上门护理服务")
    follow(page, "判断：资格条件是否又评分")
    arrived(page, "作一项判断")
    page.get_by_role("group", name="是不是").get_by_label("否").check()
    page.get_by_label("理由").fill("逐项看过评审标准，没有把资格条件列为评审因素")
    press(page, "记下")
    arrived(page, "失能老人上门护理服务")


def publishes(page: Page, kind: str) -> None:
    page.goto("/")
    page.goto(f"/procurements/notices/{Notice.objects.get(kind=kind).pk}/")
    follow(page, "发布公告")
    arrived(page, "发布公告")
    for box in page.get_by_role("checkbox").all():
        box.check()
    press(page, "发布公告")
    expect(page.locator("main")).to_contain_text("和内容相符")
    assert not is_wider_than_screen(page)


def sees_it_appear(page: Page, kind: str, day: date) -> None:
    page.goto(f"/procurements/notices/{Notice.objects.get(kind=kind).pk}/")
    follow(page, "登记媒体发布")
    page.get_by_label("在指定媒体哪一天发布").fill(str(day))
    page.get_by_label("网址").fill(ADDRESS)
    press(page, "登记媒体发布")
    expect(page.locator("main")).to_contain_text("在指定媒体发布")
