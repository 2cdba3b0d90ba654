"""A purchase from the budget to the approval, in a real browser: four people on a new installation, on a uploaded and on a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.utils import timezone
from people import PATIENCE, sign_in_as
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer
from rustpy_xlsxwriter import FastExcel

from goufu.catalogue.loading import load_central
from goufu.funds.models import BudgetLine
from goufu.planning.models import Project, ProjectState
from goufu.registry.agents import Agent, agents_of
from goufu.registry.models import Person
from goufu.registry.tests.example import load
from goufu.ui.tests.browser import WIDTHS, browser, is_wider_than_screen, needs_browser, open_page

__all__ = ["browser"]
pytestmark = needs_browser
YEAR = timezone.localdate().year + 1
BUDGET = {
    "预算年度": YEAR,
    "单位": "云岭县民政局（示例）",
    "项目编码": "53999927331T000000001",
    "项目名称": "社区居家养老服务",
    "支出功能分类": "2081006",
    "部门经济分类": "30227",
    "资金性质": "111",
    "金额（万元）": 120.5,
    "是否政府采购": "是",
    "是否政府购买服务": "是",
}
WRITTEN = {
    "需求概况": "为全县失能老人提供上门护理、康复指导和健康监测",
    "职责依据": "县民政局三定规定第三条：承担老年人福利和养老服务工作",
    "服务对象": "失能老人",
    "执行的基本公共服务标准": "国家基本公共服务标准（2023年版）老有所养",
    "数量": "300",
    "计量单位": "人",
    "单价（元）": "200",
    "单价怎么得来": "每人每年 12 次，比照上年合同",
    "预算金额（元）": "6万元",
    "当年安排（元）": "60,000",
    "合同期限（月）": "12",
    "社区居家养老服务（元）": "60000",
}
CHOSEN = {
    "服务类别": "公共服务（A类）",
    "服务领域": "养老服务",
    "采购方式": "限额以下自行采购",
    "拟面向的承接主体": "社会服务机构",
}
Seat = Callable[[str], Page]


@pytest.fixture(params=WIDTHS)
def seat(browser: Browser, request: pytest.FixtureRequest, live_server: LiveServer) -> Iterator[Seat]:
    """A browser in which somebody has signed in; no page of it may complain, or be wider than its screen."""
    complaints: list[str] = []
    pages: list[Page] = []

    def sit_down(username: str) -> Page:
        page = open_page(browser, request.param, live_server.url, complaints)
        page.set_default_timeout(PATIENCE)
        pages.append(page)
        sign_in_as(page, settled(username))
        return page

    yield sit_down
    for page in pages:
        page.context.close()
    assert complaints == []


def settled(username: str) -> Agent:
    """Who has been here before: the first password is changed (tests/test_sign_in_journey.py shows how)."""
    person = Person.objects.get(username=username)
    person.must_change_password = False
    [agent] = agents_of(person, timezone.localdate())
    return agent


def arrived(page: Page, heading: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(heading, timeout=PATIENCE)
    assert not is_wider_than_screen(page), heading


def press(page: Page, name: str, within: Locator | None = None) -> None:
    (within or page.locator("main")).get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    page.locator("main").get_by_role("link", name=name, exact=True).first.click()


def test_from_the_budget_to_the_approval(seat: Seat, tmp_path: Path) -> None:
    load_central()
    load()
    treasurer = seat("chen")
    brings_the_budget(treasurer, tmp_path)
    officer = seat("li")
    writes(officer)
    is_refused_and_understands(officer)
    corrects_and_submits(officer)
    approves(treasurer)
    reads_the_journal(seat("sun"))


def brings_the_budget(page: Page, folder: Path) -> None:
    file = folder / "预算.xlsx"
    FastExcel(str(file)).sheet("预算", [BUDGET]).save()
    page.goto("/budget/import/")
    arrived(page, "导入预算")
    page.get_by_label("选择 Excel 或 CSV 表格").set_input_files(file)
    press(page, "上传核对")
    expect(page.get_by_text("社区居家养老服务").first).to_be_visible(timeout=PATIENCE)
    assert not is_wider_than_screen(page)
    press(page, "确认导入")
    expect(page.get_by_text("已经导入 1 条预算指标")).to_be_visible(timeout=PATIENCE)
    assert BudgetLine.objects.get().approved == 1205000


def writes(page: Page) -> None:
    page.goto("/projects/")
    arrived(page, "项目")
    follow(page, "新建项目")
    arrived(page, "新建项目")
    page.get_by_label("项目名称").fill("老年人助餐点改造及三十年运营服务")
    page.get_by_label("预算年度").fill(str(YEAR))
    press(page, "开始填写")
    arrived(page, "填写项目")
    for name, value in CHOSEN.items():
        page.get_by_label(name).select_option(label=value)
    for name, value in WRITTEN.items():
        page.get_by_label(name).last.fill(value)
    for asked in ("是否涉密", "今年第一次安排"):
        page.get_by_role("group", name=asked).get_by_label("否").check()
    for asked in ("是否基本公共服务", "是否开展需求调查", "是否开展事前绩效评估"):
        page.get_by_role("group", name=asked).get_by_label("是").check()
    page.locator("#id_target-0-name").fill("服务老人")
    page.locator("#id_target-0-aim").fill("不少于300人")
    page.locator("#id_target-0-counting_note").fill("做完服务单并经老人或家属确认，计 1 人")
    page.locator("#id_target-0-counting_note").blur()
    expect(page.locator("#law")).to_contain_text("不能这样做", timeout=PATIENCE)
    expect(page.locator("#saved")).to_contain_text("已保存", timeout=PATIENCE)
    assert not is_wider_than_screen(page)


def is_refused_and_understands(page: Page) -> None:
    expect(page.locator("#submit")).to_contain_text("还不能提交", timeout=PATIENCE)
    expect(page.get_by_role("button", name="去提交")).to_have_count(0)
    press(page, "保存")
    expect(page.locator("main").get_by_text("已经保存")).to_be_visible(timeout=PATIENCE)
    page.goto(f"/projects/{Project.objects.get().pk}/submit/")
    arrived(page, "提交项目")
    press(page, "提交")
    refused = page.get_by_role("alert")
    expect(refused).to_contain_text("没有办成", timeout=PATIENCE)
    expect(refused).to_contain_text("说到的期限不得超过三年")
    assert not is_wider_than_screen(page)
    refused.get_by_role("link", name="管理办法第二十四条").click()
    expect(page.locator("#article-24")).to_be_visible(timeout=PATIENCE)
    page.go_back()
    page.goto(f"/projects/{Project.objects.get().pk}/")
    arrived(page, "老年人助餐点改造及三十年运营服务")


def corrects_and_submits(page: Page) -> None:
    follow(page, "填写")
    arrived(page, "填写项目")
    page.get_by_label("项目名称").fill("老年人助餐服务")
    page.get_by_label("项目名称").blur()
    page.locator("#suggested button").first.click(timeout=PATIENCE)
    expect(page.get_by_label("目录条目", exact=True)).not_to_have_value("")
    expect(page.locator("#law")).not_to_contain_text("不能这样做", timeout=PATIENCE)
    press(page, "去提交")
    arrived(page, "提交项目")
    press(page, "提交")
    expect(page.get_by_text("已提交，等财政部门审核。")).to_be_visible(timeout=PATIENCE)
    arrived(page, "老年人助餐服务")
    assert (Project.objects.get().state, BudgetLine.objects.get().reserved) == (ProjectState.SUBMITTED, 60000)


def approves(page: Page) -> None:
    page.goto("/")
    follow(page, "老年人助餐服务　云岭县民政局（示例）")
    arrived(page, "老年人助餐服务")
    follow(page, "批准")
    arrived(page, "批准项目")
    for tick in page.get_by_role("checkbox").all():
        tick.check()
    press(page, "批准")
    expect(page.get_by_text("已批准。")).to_be_visible(timeout=PATIENCE)


def reads_the_journal(page: Page) -> None:
    page.goto("/journal/")
    row = page.get_by_role("row", name="批准了项目")
    row.get_by_role("link").first.click()
    expect(page.locator("main")).to_contain_text("批准了项目", timeout=PATIENCE)
    expect(page.locator("main")).to_contain_text("陈财政")
    assert not is_wider_than_screen(page)
