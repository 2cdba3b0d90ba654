"""Signing in as an officer does it, in a real browser: the first time, every day, and with a passkey."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from people import PATIENCE, enter_password, sign_in_as
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from goufu.accounts.actions import administration as actions
from goufu.registry.models import Person
from goufu.registry.tests.county import County, code_now, make_county
from goufu.ui.tests.browser import WIDTHS, browser, needs_browser, strict_page

__all__ = ["browser"]
OWN_PASSWORD = "Yunling-2026-own"  # noqa: S105
pytestmark = needs_browser


@pytest.fixture
def county(transactional_db: None) -> County:
    return make_county()


@pytest.fixture(params=WIDTHS)
def page(browser: Browser, request: pytest.FixtureRequest, live_server: LiveServer) -> Iterator[Page]:
    """Passkeys belong to a name, not to a number."""
    with strict_page(browser, request.param, live_server.url.replace("127.0.0.1", "localhost")) as page:
        yield page


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
    page.get_by_label("单位").fill("云岭县民政局")
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
