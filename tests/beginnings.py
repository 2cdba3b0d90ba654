"""The beginning of journeys: an approved project becomes a procurement, planned, delegated and announced, on its pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from journeys import arrived, follow, press
from playwright.sync_api import Page, expect

from goufu.documents.tests.papers import pdf
from goufu.procurement.models import Delegation, Notice, Procurement
from goufu.procurement.tests.delegating import FEE, LAST
from goufu.procurement.tests.procuring import ADDRESS, BEGIN
from goufu.registry.models import Body
from goufu.ui.tests.browser import is_wider_than_screen

TITLE = "失能老人上门护理服务"
ANNOUNCED = BEGIN - timedelta(days=40)
INTENTION = "政府采购意向公告"
CHOSEN = {"组织形式": "dispersed", "评审方法": "weighted", "面向中小企业的预留": "none"}
TYPED = {
    "最高限价（元）": "580000",
    "小微企业价格扣除比例（%）": "10",
    "申请人的资格要求": "符合政府采购法第二十二条的规定",
    "合同履行期限": "自合同签订之日起十二个月",
    "采购文件提供到": "2026-12-09",
    "怎样获取采购文件": "云岭县民政局三楼采购办公室，免费提供",
    "响应截止的时刻": "09:30",
    "提交响应文件的地点": "云岭县公共资源交易中心",
    "开启地点": "云岭县公共资源交易中心",
    "联系方式": "云岭县民政局，人民路1号，李经办，0871-65550001",
    "保证金（元）": "0",
}
# Of the scoring table, as procuring.FACTORS has them: title, points, where to look, grades.
FACTORS = (
    ("服务方案", "40", "服务方案一章", "31—40 逐项写明人员、频次和应急办法\n16—30 缺其中一项说明\n0—15 缺其中两项以上说明"),
    ("人员配备", "30", "人员证书", "0—30 持证护理员每名得3分，最多10名"),
    ("质量保障", "20", "质量保障一章", "11—20 写明回访频次和不合格的处理时限\n0—10 只写明其中一项内容"),
)  # fmt: skip
OBJECTIVE = 2
FILE = {"采购需求": "每户每周上门两次，每次两小时", "申请人的资格要求": "符合规定", "合同草案": "按月支付"}


@dataclass(frozen=True)
class Kind:
    """A method as its pages call it: what is picked, the last day of bids, and its notice."""

    picked: str
    last_day: str
    notice: str
    title: str


KINDS = {
    "consultation": Kind("consultation:service_purchase", "2026-12-16", "consultation", "竞争性磋商公告"),
    "open_tender": Kind("open_tender:", "2026-12-28", "tender", "招标公告"),
}


def plans(page: Page, project: int, kind: Kind = KINDS["consultation"]) -> Procurement:
    """The officer makes a procurement of the project, picks its method and writes the plan in two sittings."""
    page.goto(f"/projects/{project}/")
    follow(page, "开始采购")
    arrived(page, "开始采购")
    press(page, "开始编制方案")
    arrived(page, "选采购方式")
    expect(page.get_by_role("heading", name="不能用的方式，为什么")).to_be_visible()
    # A consultation is chosen already: it is what services are for.
    page.locator(f'input[value="{kind.picked}"]').check()
    press(page, "用这种方式")
    arrived(page, "编制方案")
    page.get_by_label("采购活动打算开始的日子").fill(str(BEGIN))
    for label, value in CHOSEN.items():
        page.get_by_label(label).select_option(value)
    press(page, "保存")
    arrived(page, TITLE)
    follow(page, "方案")
    arrived(page, "编制方案")
    for label, value in (TYPED | {"响应截止的日子": kind.last_day}).items():
        page.get_by_label(label).fill(value)
    page.get_by_role("group", name="接受联合体或者允许分包").get_by_label("否").check()
    press(page, "保存")
    arrived(page, TITLE)
    return Procurement.objects.get()


def writes_file(page: Page, made: Procurement) -> None:
    """The procurement file with its scoring table."""
    page.goto(f"/procurements/{made.pk}/file/")
    follow(page, "写评审标准")
    arrived(page, "评审标准")
    page.locator('[name="price_points"]').fill("10")
    for line, said in enumerate(FACTORS, start=1):
        for part, text in zip(("title", "points", "looks_at", "grades"), said, strict=True):
            page.locator(f'[name="{part}-{line}"]').fill(text)
    page.locator(f'[name="is_objective-{OBJECTIVE}"]').check()
    press(page, "保存")
    page.goto(f"/procurements/{made.pk}/file/")
    follow(page, "写采购文件")
    arrived(page, "写采购文件")
    for label, text in FILE.items():
        page.get_by_label(label).fill(text)
    press(page, "保存")
    arrived(page, "采购文件")


def delegates(officer: Page, lead: Page, clerk: Page, made: Procurement, agency: Body) -> None:
    """The officer writes down what an agency is to do and brings the agreement; the head signs, the agency takes it."""
    officer.goto(f"/procurements/{made.pk}/")
    follow(officer, "委托代理机构")
    arrived(officer, "委托代理机构")
    officer.locator('[name="agency"]').select_option(str(agency.pk))
    for box in officer.get_by_role("group", name="委托的事项").get_by_role("checkbox").all():
        box.check()
    officer.get_by_label("到哪天止").fill(str(LAST))
    officer.get_by_role("group", name="代理费由谁付").get_by_label("中标、成交供应商").check()
    officer.get_by_label("收费标准").fill(FEE)
    officer.locator('[name="fee"]').fill("9200")
    press(officer, "写好委托")
    arrived(officer, f"委托{agency.name}")
    officer.get_by_text("上传文件").click()
    agreement = {"name": "协议.pdf", "mimeType": "application/pdf", "buffer": pdf("委托代理协议")}
    officer.locator("main input[type=file]").set_input_files(agreement)  # type: ignore[arg-type]
    press(officer, "上传")
    expect(officer.locator("main")).to_contain_text("协议已经上传")
    address = f"/procurements/delegations/{Delegation.objects.get().pk}/"
    for page, word in ((lead, "签署委托"), (clerk, "接受委托")):
        page.goto(address)
        follow(page, word)
        arrived(page, word)
        press(page, word)
        arrived(page, f"委托{agency.name}")


def drafts(page: Page, kind: str) -> None:
    follow(page, f"起草{kind}")
    arrived(page, f"起草{kind}")
    press(page, "起草")
    arrived(page, kind)
    press(page, "保存")


def judges(page: Page) -> None:
    """The head, who didn't write the plan, finds on the home page that its file is to be looked through."""
    page.goto("/")
    follow(page, f"判断资格条件是否又评分：{TITLE}")
    arrived(page, TITLE)
    denies(page, "资格条件是否又评分", "逐项看过评审标准，没有把资格条件列为评审因素")


def denies(page: Page, fact: str, reason: str) -> None:
    """Judges on the procurement's page that something does not hold."""
    follow(page, f"判断：{fact}")
    arrived(page, "作一项判断")
    page.get_by_role("group", name="是不是").get_by_label("否").check()
    page.get_by_label("理由").fill(reason)
    press(page, "记下")
    arrived(page, TITLE)


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
