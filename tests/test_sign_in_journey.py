"""Signing in as an officer does it, in a real browser: the first time, every day, and with a passkey."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from people import PATIENCE, enter_password, sign_in_as
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from goufu.accounts.actions import administration as actions
from goufu.registry.models import Person
from goufu.registry.tests.county import County, code_now, make_county

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
)
OWN_PASSWORD = "Yunling-2026-own"  # noqa: S105

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="no chromium here"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright runs a loop in this thread
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS.split())
        yield browser
        browser.close()


@pytest.fixture
def county(transactional_db: None) -> County:
    return make_county()


@pytest.fixture(params=[1280, 360])
def page(browser: Browser, request: pytest.FixtureRequest, live_server: LiveServer) -> Iterator[Page]:
    """A page that fails the test when the console complains, the policy is broken or another host is asked."""
    complaints: list[str] = []
    server = live_server.url.replace("127.0.0.1", "localhost")  # passkeys belong to a name, not to a number
    context = browser.new_context(
        viewport={"width": request.param, "height": 900}, locale="zh-CN", base_url=server
    )
    page = context.new_page()
    page.on("console", lambda said: complaints.extend(_complaint(said)))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda asked: complaints.extend(_elsewhere(asked.url, server)))
    yield page
    width = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    context.close()
    assert complaints == []
    assert width <= 0, "the page is wider than the screen"


def _complaint(said: ConsoleMessage) -> list[str]:
    """A form that is answered with what is wrong in it (422) is no fault of the page."""
    meant = said.type not in ("error", "warning") or "status of 422" in said.text
    return [] if meant else [said.text]


def _elsewhere(asked: str, server: str) -> list[str]:
    return [] if asked.startswith((server, "data:", "blob:")) else [asked]


def test_the_first_sign_in_leads_from_a_given_password_to_work(page: Page, county: County) -> None:
    person = county.officer.person
    given = actions.reset_password(person=person.pk, by=county.system)
    enter_password(page, person, given)
    expect(page.get_by_role("heading", level=1)).to_have_text("修改密码", timeout=PATIENCE)
    page.get_by_label("现在的密码").fill(given)
    page.get_by_label("新密码", exact=True).fill(OWN_PASSWORD)
    page.get_by_label("再输一遍新密码").fill(OWN_PASSWORD)
    page.get_by_role("button", name="换成新密码").click()

    expect(page.get_by_text("还差一步")).to_be_visible(timeout=PATIENCE)
    page.goto("/account/")
    expect(page.get_by_text("还差一步")).to_be_visible()
    page.get_by_role("link", name="设手机验证器").click()
    expect(page.get_by_role("img", name="验证器用的二维码")).to_be_visible()
    secret = page.locator(".account-secret").inner_text()
    page.get_by_label("验证码").fill(code_now(secret))
    page.get_by_role("button", name="设好").click()
    expect(page.get_by_text("只显示这一次")).to_be_visible()
    page.get_by_role("link", name="已经收好，开始工作").click()
    page.goto("/account/")
    expect(page.get_by_role("heading", level=1)).to_have_text("我的账号")


def test_every_day_it_is_password_and_code(page: Page, county: County) -> None:
    sign_in_as(page, county.officer)
    page.goto("/account/")
    expect(page.get_by_text("采购经办人")).to_be_visible()
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("登录")


def test_a_wrong_password_is_told_and_the_name_stays(page: Page, county: County) -> None:
    enter_password(page, county.officer.person, "not it")
    expect(page.get_by_role("alert")).to_contain_text("登录名或密码不对")
    expect(page.get_by_label("登录名")).to_have_value(county.officer.person.username)


def test_a_passkey_is_added_and_signs_in_alone(page: Page, county: County) -> None:
    a_device_with_passkeys(page)
    sign_in_as(page, county.officer)
    page.goto("/account/second-factor/webauthn/add/")
    page.get_by_label("叫什么").fill("办公室电脑")
    page.get_by_role("button", name="添加").click()
    expect(page.get_by_text("恢复码").first).to_be_visible(timeout=PATIENCE)
    page.goto("/account/second-factor/webauthn/")
    expect(page.get_by_text("办公室电脑")).to_be_visible()
    page.goto("/account/")
    page.get_by_role("button", name="退出登录").click()
    page.get_by_role("button", name="用通行密钥登录").click()
    expect(page.locator(".gf-menu")).to_contain_text(county.officer.person.name, timeout=PATIENCE)
    page.goto("/account/")
    expect(page.get_by_role("heading", level=1)).to_have_text("我的账号")


def a_device_with_passkeys(page: Page) -> None:
    """As a laptop with a fingerprint reader is."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    tools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
            }
        },
    )


def test_an_administrator_enrols_somebody_and_another_gives_the_role(page: Page, county: County) -> None:
    sign_in_as(page, county.system)
    page.goto("/people/")
    page.get_by_role("link", name="登记一个人").first.click()
    page.get_by_label("登录名").fill("zhou")
    page.get_by_label("姓名").fill("周新")
    page.get_by_label("手机号码").fill("1381234567")
    page.get_by_role("button", name="登记").click()
    expect(page.locator(".gf-errors")).to_contain_text("11位")
    page.get_by_label("手机号码").fill("13812345678")
    page.get_by_role("button", name="登记").click()
    expect(page.locator(".account-password")).to_be_visible()
    zhou = Person.objects.get(username="zhou")

    page.goto("/account/")
    page.get_by_role("button", name="退出登录").click()
    sign_in_as(page, county.security)
    page.goto(f"/people/{zhou.pk}/")
    expect(page.get_by_text("138****5678")).to_be_visible()
    page.get_by_role("link", name="授予岗位").click()
    page.get_by_label("岗位").select_option(label="采购经办人")
    page.get_by_label("单位").fill("云岭县民政局")
    page.get_by_role("button", name="授予").click()
    expect(page.get_by_text("在任")).to_be_visible()
