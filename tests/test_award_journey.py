"""From an approved project to the result, each party in a browser of its own: who buys, who sells, who holds keys, who judges."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from beginnings import (
    ANNOUNCED,
    INTENTION,
    KINDS,
    TITLE,
    delegates,
    denies,
    drafts,
    judges,
    plans,
    publishes,
    sees_it_appear,
    writes_file,
)
from django.utils import timezone
from journeys import Seat, arrived, follow, press, seats
from people import PATIENCE
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from goufu import wall_clock
from goufu.procurement.models import Notice
from goufu.procurement.review.recomputing import differences
from goufu.procurement.tests.bidding import at, bidder
from goufu.procurement.tests.delegating import agency
from goufu.procurement.tests.keyholders import keyed, rehearsed
from goufu.procurement.tests.procuring import ADDRESS, BEGIN, approved_project, on
from goufu.procurement.tests.reviewing import CARE, LAW, rows
from goufu.registry.tests.county import County, make_county
from goufu.sealing.keys import key_file
from goufu.ui.tests.browser import browser, needs_browser

__all__ = ["browser"]
pytestmark = needs_browser
PASSPHRASE = "三把 钥匙 两把 就开"  # noqa: S105, of people who are made up
QUICK = 10  # of scrypt: what a key's file costs to open is tried elsewhere
PRICES = ("560000", "545000", "572000")
FIRST_FACTOR, OBJECTIVE, LAST_FACTOR = "服务方案的得分", "人员配备的得分", "质量保障的得分"
FEE = "代理服务收费标准及金额"
RESULT = {
    "供应商地址": "云岭县建设路8号",
    "服务范围": "六个乡镇",
    "服务要求": "每周上门两次",
    "服务标准": "见采购文件",
    FEE: "无",
    "采购文件": "见附件",
}


class Story:
    """One procurement on its way, and the browsers of all who have part in it."""

    def __init__(self, method: str, county: County, sit_down: Seat) -> None:
        self.county, self.sit_down = county, sit_down
        self.is_tender = method == "open_tender"
        self.kind = KINDS[method]
        self.officer, self.lead = sit_down(county.officer), sit_down(county.lead)
        # The purchaser runs the tender itself; the consultation an agency, which drafts by one and publishes by another.
        self.host, self.publisher = self.officer, self.lead
        with on(ANNOUNCED):
            self._planned()
        with on(BEGIN):
            self._announced()
        self.bidders = [bidder(county, number) for number in range(3 if self.is_tender else 2)]
        self.providers = [sit_down(each) for each in self.bidders]
        # The officer, who holds the purchaser's key, has lost it.
        self.custodians = {each.agent.person.name: sit_down(each.agent) for each in self.holders[1:]}
        self.panel: list[Page] = []

    def _planned(self) -> None:
        """From the approved project to its intention; that custodians make and rehearse keys has tests of its own."""
        project = approved_project(self.county)
        self.procurement = plans(self.officer, project.pk, self.kind)
        writes_file(self.officer, self.procurement)
        self.holders = keyed(self.procurement, self.county)
        rehearsed(self.procurement, self.holders)
        if not self.is_tender:
            firm = agency(self.county)
            self.host, self.publisher = self.sit_down(firm.clerk), self.sit_down(firm.second)
            delegates(self.officer, self.lead, self.host, self.procurement, firm.body)
        self._tells("intention", INTENTION, ANNOUNCED, self.publisher)

    def _announced(self) -> None:
        if self.is_tender:
            self.officer.goto(self.page())
            for fact in ("技术服务标准是否统一", "是否技术复杂", "是否社会影响较大"):
                denies(self.officer, fact, "各户的照护需要不同，护理本身不复杂")
        judges(self.lead)
        self._tells(self.kind.notice, self.kind.title, BEGIN, self.lead)  # the purchaser decides to begin
        self.procurement.refresh_from_db()

    def _tells(self, kind: str, title: str, day: date, publisher: Page) -> None:
        self.host.goto(self.page())
        drafts(self.host, title)
        publishes(publisher, kind)
        sees_it_appear(self.host, kind, day)

    @property
    def deadline(self) -> datetime:
        assert self.procurement.bid_deadline_at
        return self.procurement.bid_deadline_at

    def page(self, part: str = "") -> str:
        return f"/procurements/{self.procurement.pk}/{part}"


@pytest.mark.parametrize(("method", "width"), [("consultation", 1280), ("open_tender", 360)])
def test_from_an_approved_project_to_the_result(
    method: str, width: int, browser: Browser, live_server: LiveServer
) -> None:
    walk(method, width, browser, live_server)


def walk(method: str, width: int, browser: Browser, live_server: LiveServer) -> None:
    """All of it at a width; `make audit` walks each method at the other one, too."""
    with seats(browser, width, live_server.url) as sit_down:
        story = Story(method, make_county(), sit_down)
        with on(BEGIN + timedelta(days=1)):
            for page, price in zip(story.providers, PRICES, strict=False):
                takes_part(story, page)
                seals(story, page, price)
        with at(story.deadline - timedelta(hours=20)):
            rehearses_again(story)
            draws(story)
        with at(story.deadline + timedelta(minutes=5)):
            opens(story)
        with at(story.deadline + timedelta(hours=4)):
            reviews(story)
            if not story.is_tender:
                calls(story, story.deadline + timedelta(hours=5))
                quotes_finally(story)
        with at(story.deadline + timedelta(hours=5, minutes=5)):
            if not story.is_tender:
                opens(story, is_final=True)
            scores_and_reports(story)
        with on(story.deadline.date() + timedelta(days=1)):
            awards(story)
            announces(story)
            everybody_is_told(story)


def takes_part(story: Story, page: Page) -> None:
    page.goto("/")
    follow(page, "找采购")
    arrived(page, "找采购")
    follow(page, TITLE)
    arrived(page, TITLE)
    follow(page, "参加")
    arrived(page, f"参加采购：{TITLE}")
    for box in page.get_by_role("checkbox").all():
        box.check()
    press(page, "参加")
    arrived(page, TITLE)


def seals(story: Story, page: Page, price: str) -> None:
    for kind, way, priced in (("资格和技术", "封标", False), ("报价", "接着封“报价”", True)):
        follow(page, way)
        arrived(page, "封标")
        expect(page.locator("#kind option:checked")).to_have_text(kind)
        paper = {"name": f"{kind}.txt", "mimeType": "text/plain", "buffer": kind.encode()}
        page.get_by_label("文件", exact=True).set_input_files([paper])  # type: ignore[list-item]
        if priced:
            page.get_by_label("报价（元）").fill("9,999,999")
            expect(page.locator("#price-said")).to_contain_text("9,999,999.00 元，高于最高限价")
            page.get_by_label("报价（元）").fill(price)
            expect(page.locator("#price-said")).to_have_text(f"{int(price):,}.00 元")
        press(page, "封好，送出")
        arrived(page, "回执")
        expect(page.locator("main")).to_contain_text("都送到了，等开启" if priced else "还没有送完")


def rehearses_again(story: Story) -> None:
    story.host.goto(story.page())
    follow(story.host, "开启前再演练")
    arrived(story.host, "开标钥匙")
    follow(story.host, "开启前再演练")
    arrived(story.host, "开启前再演练")
    press(story.host, "开启前再演练")
    arrived(story.host, "开标钥匙")
    for name, page in story.custodians.items():
        page.goto("/")
        follow(page, f"演练开标钥匙：{TITLE}")
        arrived(page, "开标钥匙")
        follow(page, "打开演练信封")
        arrived(page, "打开演练信封")
        uses_key(story, name, page)
        expect(page.locator("main")).to_contain_text("演练成功")


def uses_key(story: Story, name: str, page: Page) -> None:
    """A custodian takes the file of a colleague's key first, is told so, and then the one of his own."""
    for holder in sorted(story.holders, key=lambda each: each.agent.person.name == name)[-2:]:
        data = key_file(holder.key, PASSPHRASE, wall_clock.now(), QUICK)
        page.get_by_label("钥匙文件").set_input_files(
            {"name": "钥匙.gkey", "mimeType": "text/plain", "buffer": data}
        )
        page.get_by_label("口令").fill(PASSPHRASE)
        press(page, "用钥匙打开")
        told = page.locator("#made" if holder.agent.person.name == name else "#fault")
        expect(told).to_be_visible(timeout=PATIENCE)
        assert told.inner_text().startswith(("打开了", "这个文件是钥匙"))
    press(page, "交上")


def draws(story: Story) -> None:
    """The finance office brings the provincial library's list; who holds the review draws from it."""
    treasurer = story.custodians[story.county.treasurer.person.name]
    treasurer.goto("/procurements/experts/")
    arrived(treasurer, "评审专家名单")
    heads = "专家编号,姓名,工作单位,评审专业"
    lines = [",".join([each["code"], each["name"], each["employer"], *each["fields"]]) for each in rows()]
    data = "\n".join([heads, *lines]).encode()
    treasurer.get_by_label("名单的日期").fill("2026-11-01")
    treasurer.get_by_label("Excel 或 CSV 表格").set_input_files(
        {"name": "专家.csv", "mimeType": "text/csv", "buffer": data}
    )
    press(treasurer, "保存名单")
    expect(treasurer.locator("main")).to_contain_text("已保存 12 位专家")
    page = story.host
    page.goto(story.page())
    follow(page, "评审和定标")
    arrived(page, "评审和定标")
    follow(page, "定抽取专家的种子")
    arrived(page, "定抽取专家的种子")
    for line, (field, count) in enumerate(((CARE, 4 if story.is_tender else 2), (LAW, 1)), start=1):
        page.get_by_label(f"第 {line} 个专业").select_option(field)
        page.get_by_label("抽几个人").nth(line - 1).fill(str(count))
    press(page, "定下种子")
    arrived(page, "评审和定标")
    follow(page, "抽取评审专家")
    arrived(page, "抽取评审专家")
    press(page, "抽取")
    arrived(page, "评审和定标")


def opens(story: Story, *, is_final: bool = False) -> None:
    host, heading = story.host, f"{'开启最后报价' if is_final else '开启'} {TITLE}"
    host.goto(story.page("review/" if is_final else ""))
    follow(host, "开启最后报价" if is_final else "开启")
    arrived(host, heading)
    follow(host, "宣布开始")
    arrived(host, "宣布开始")
    press(host, f"开始 {TITLE}")
    arrived(host, heading)
    for name, page in story.custodians.items():
        page.goto("/")
        follow(page, f"用开标钥匙：{TITLE}")
        arrived(page, heading)
        follow(page, "用钥匙")
        arrived(page, "用钥匙")
        uses_key(story, name, page)
        arrived(page, heading)
    host.reload()
    press(host, "合钥匙")
    first = "最后报价" if is_final else "资格和技术"
    press(host, f"打开 1 号的“{first}”")
    expect(host.locator("main")).to_contain_text(f"打开 2 号的“{first}”")
    press(host, f"打开 2 号的“{first}”" if is_final else f"都打开，还有 {2 * len(story.bidders) - 1} 个")
    press(host, "结束，出具记录")
    expect(host.locator("main")).to_contain_text("开启结束，记录已成为文件")
    watching = story.providers[0]
    watching.goto(story.page("opening/"))
    arrived(watching, heading)
    expect(watching.locator("main")).to_contain_text("535,000.00" if is_final else "545,000.00")


def reviews(story: Story) -> None:
    office = story.host
    office.goto(story.page())
    follow(office, "评审和定标")
    arrived(office, "评审和定标")
    if story.is_tender:
        for each in story.bidders:
            follow(office, f"审查资格：{each.body.name}")
            arrived(office, f"审查资格：{each.body.name}")
            passes(office)
    press(office, "发登录码")
    arrived(office, "登录码")
    codes = office.locator("main code").all_inner_texts()
    for code in codes:
        sits_down(story, code)
    head = story.panel[0]
    for _bid in range(len(story.bidders) * (1 if story.is_tender else 2)):
        head.locator("main .gf-next .gf-btn").click()
        passes(head)


def scores_and_reports(story: Story) -> None:
    head = story.panel[0]
    for number, page in enumerate(story.panel):
        scores(story, page, number)
    follow(head, "写评审报告")
    arrived(head, "评审报告")
    press(head, "写出评审报告")
    arrived(head, "评审")
    for page in story.panel:
        page.reload()
        follow(page, "签署评审报告")
        arrived(page, "签署评审报告")
        press(page, "签署")
        arrived(page, "评审")
    story.officer.goto(story.page())
    follow(story.officer, "评审和定标")
    press(story.officer, "登记收到评审报告")
    arrived(story.officer, "评审和定标")


def passes(page: Page) -> None:
    page.get_by_role("group", name="是否通过").get_by_label("是").check()
    press(page, "记下")
    expect(page.locator("main")).to_contain_text("已记下")


def sits_down(story: Story, code: str) -> None:
    page = story.sit_down(None)
    page.goto("/procurements/panel/")
    arrived(page, "评审人员登录")
    page.get_by_label("采购编号").fill(story.procurement.number)
    page.get_by_label("登录码").fill(code)
    press(page, "进入评审")
    arrived(page, "评审")
    press(page, "我声明没有利害关系")
    expect(page.locator("main")).to_contain_text("已记下您的声明")
    story.panel.append(page)


def calls(story: Story, until: datetime) -> None:
    """The panel's head asks for the final quotations; nobody else can."""
    head = story.panel[0]
    follow(head, "要求最后报价")
    arrived(head, f"要求最后报价：{TITLE}")
    head.get_by_label("截止的时刻").fill(f"{timezone.localtime(until):%H:%M}")
    press(head, "要求提交")
    expect(head.locator("main")).to_contain_text("等最后报价")


def quotes_finally(story: Story) -> None:
    for page, price in zip(story.providers, PRICES, strict=False):
        page.goto("/")
        follow(page, f"提交最后报价：{TITLE}")
        arrived(page, "封标")
        paper = {"name": "最后报价.txt", "mimeType": "text/plain", "buffer": price.encode()}
        page.get_by_label("文件", exact=True).set_input_files([paper])  # type: ignore[list-item]
        page.get_by_label("报价（元）").fill(str(int(price) - 10_000))
        press(page, "封好，送出")
        arrived(page, "回执")
        expect(page.locator("main")).to_contain_text("已收到")


def scores(story: Story, page: Page, number: int) -> None:
    """Everybody scores each bid alone; the head has the objective factor too."""
    page.reload()
    follow(page, f"打分：{story.bidders[0].body.name}")
    last = len(story.bidders) - 1
    for place in range(len(story.bidders)):
        arrived(page, "打分")
        page.get_by_label(FIRST_FACTOR).fill(str(36 - place - number))
        if number == 0:
            page.get_by_label(OBJECTIVE).fill("27")
        page.get_by_label(LAST_FACTOR).fill(str(17 - place))
        press(page, "保存" if place == last else "保存，下一家")
        expect(page.locator("main")).to_contain_text("已保存")
    arrived(page, "评审")
    press(page, "交齐评分")
    expect(page.locator("main")).to_contain_text("已交齐")


def awards(story: Story) -> None:
    head = story.lead
    head.goto(story.page())
    follow(head, "评审和定标")
    arrived(head, "评审和定标")
    follow(head, "确定中标、成交供应商")
    arrived(head, "确定中标、成交供应商")
    press(head, "确定")
    arrived(head, "评审和定标")
    story.host.goto(story.page("review/"))
    press(story.host, "发通知书")
    arrived(story.host, "评审和定标")
    assert list(differences(story.procurement)) == []


def announces(story: Story) -> None:
    page, kind = story.host, "中标（成交）结果公告"
    page.goto(story.page())
    follow(page, f"起草{kind}")
    arrived(page, f"起草{kind}")
    press(page, "起草")
    arrived(page, kind)
    for label, text in RESULT.items():
        if label == FEE and not story.is_tender:  # the delegation tells it
            expect(page.get_by_label(label, exact=True)).to_have_count(0)
            continue
        page.get_by_label(label, exact=True).fill(text)
    press(page, "保存")
    notice = Notice.objects.get(kind="result")
    address = f"/procurements/notices/{notice.pk}/"
    story.publisher.goto(story.page())
    follow(story.publisher, "看公告，发布")
    follow(story.publisher, "发布公告")
    arrived(story.publisher, "发布公告")
    for box in story.publisher.get_by_role("checkbox").all():
        box.check()
    press(story.publisher, "发布公告")
    expect(story.publisher.locator("main")).to_contain_text("和内容相符")
    page.goto(address)
    follow(page, "登记媒体发布")
    page.get_by_label("网址").fill(ADDRESS)
    press(page, "登记媒体发布")
    expect(page.locator("main")).to_contain_text("在指定媒体发布")
    anybody = story.sit_down(None)
    anybody.goto(address)
    arrived(anybody, f"{TITLE} {kind}")
    expect(anybody.locator("main")).to_contain_text(story.bidders[0].body.name)
    if not story.is_tender:
        expect(anybody.locator("main")).to_contain_text("9,200.00 元")


def everybody_is_told(story: Story) -> None:
    for number, page in enumerate(story.providers):
        page.goto("/")
        follow(page, f"看{'结果告知' if number else '中标（成交）通知书'}：{TITLE}")
        page.get_by_role("button", name="签收，看内容").click()
        expect(page.locator("main")).to_contain_text("确定你单位" if number == 0 else "你单位没有")
