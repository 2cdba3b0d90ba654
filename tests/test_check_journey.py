"""The check as an officer walks through it, in a real browser: on a uploaded and on a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings
from python_calamine import CalamineWorkbook
from rustpy_xlsxwriter import FastExcel
from workers import worker

from goufu.ui.tests.browser import browser, needs_browser, page

__all__ = ["browser", "page"]
LINES = [
    {"项目": "失能老人上门护理服务", "采购单位": "云岭县民政局", "预算金额（万元）": 186, "事由": "居家照护"},
    {
        "项目": "城区路灯改造及三十年运营服务",
        "采购单位": "云岭县城管局",
        "预算金额（万元）": 500,
        "事由": "亮化",
    },
    {"项目": "社区矫正社会工作服务", "采购单位": "云岭县司法局", "预算金额（万元）": 40, "事由": "帮教"},
]
PATIENCE = 30_000  # milliseconds, for the worker on a busy machine

pytestmark = [*needs_browser, pytest.mark.starts_programs]


@pytest.fixture
def drop(page: Page, settings: Settings, tmp_path: Path) -> Iterator[Callable[[], None]]:
    """Gives the page a list and waits for the result."""
    settings.DATA = tmp_path

    def give() -> None:
        file = tmp_path / "2027年购买计划.xlsx"
        FastExcel(str(file)).sheet("计划", LINES).save()
        page.goto("/check/")
        page.get_by_label("选择文件").set_input_files(file)
        expect(page.locator("#result")).to_be_visible(timeout=PATIENCE)

    with worker("long"):
        yield give


def test_a_title_is_refused_with_its_article_and_the_rule_opens(page: Page) -> None:
    page.goto("/")
    page.get_by_label("项目名称").press_sequentially("城区路灯改造及三十年运营服务")
    answer = page.locator("#answer")
    expect(answer.locator(".check-read")).to_contain_text(
        "三十年运营", timeout=PATIENCE
    )  # all that was typed
    expect(answer.locator(".check-verdict")).to_contain_text("不得购买")
    expect(page.locator("#spoken")).to_contain_text("不得购买")
    expect(answer.get_by_role("link", name="管理办法第十条第三项").first).to_be_visible()
    answer.get_by_role("link", name="工程和服务不得打包购买").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("工程和服务不得打包购买")
    page.get_by_label("项目名称").fill("云岭县污水处理厂运营管理服务")
    page.keyboard.press("Enter")
    expect(page.get_by_text("这些事实符合这条规则")).to_be_visible(timeout=PATIENCE)


def test_a_list_is_read_filtered_opened_and_taken_home(
    page: Page, drop: Callable[[], None], tmp_path: Path
) -> None:
    drop()
    expect(page.get_by_text("3 行，4 列里识别出")).to_be_visible()
    page.locator("#result").get_by_role("link", name="不得购买", exact=True).click()
    expect(page.get_by_text("只看：不得购买")).to_be_visible()
    expect(page.get_by_text("失能老人上门护理服务")).to_have_count(0)

    title = page.get_by_role("button", name="城区路灯改造及三十年运营服务")
    title.focus()
    page.keyboard.press("Space")
    expect(page.get_by_text("原表这一行")).to_be_visible()
    expect(page.get_by_text("亮化")).to_be_visible()
    expect(title).to_be_focused()
    title.press("Enter")
    expect(page.get_by_text("原表这一行")).to_have_count(0)

    page.get_by_role("link", name="按规则").click()
    expect(page.get_by_role("link", name="1 行").first).to_be_visible()

    with page.expect_download() as download:
        page.get_by_role("link", name="下载结果 Excel").click()
    assert download.value.suggested_filename == "2027年购买计划-计划-预审结果.xlsx"
    taken = tmp_path / "taken.xlsx"
    download.value.save_as(taken)
    rows = CalamineWorkbook.from_path(taken).get_sheet_by_index(0).to_python()
    assert "结论" in rows[0]
    assert any("不得购买" in row for row in rows[1:])


def test_a_column_is_corrected_and_the_list_checked_again(page: Page, drop: Callable[[], None]) -> None:
    drop()
    page.get_by_text("看看识别出的列").click()
    page.get_by_label("D 事由：当作").select_option(label="需求概况")
    page.get_by_role("button", name="按改正后的列重新检查").click()
    expect(page.locator("#result")).to_be_visible(timeout=PATIENCE)
    page.get_by_text("看看识别出的列").click()
    expect(page.get_by_text("由使用者指定")).to_be_visible()
