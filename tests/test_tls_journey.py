"""`goufu run` that listens to the network: over TLS, by a name that isn't localhost, in a browser that trusts it."""

from __future__ import annotations

import base64
import hashlib
import http.client
import re
import socket
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from people import PATIENCE
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from test_sign_in_journey import a_device_with_passkeys

from goufu.config import tls
from goufu.config.tests.conftest import installation
from goufu.config.tests.running import COMMAND, Running, data_folder, environment, running
from goufu.registry.tests.county import code_now
from goufu.ui.tests.browser import CHROMIUM, FLAGS, strict_page

__all__ = ["installation"]
pytestmark = [
    pytest.mark.starts_programs,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium here"),
]
NAME = "goufu.county"
OWN_PASSWORD = "Yunling-2026-own"  # noqa: S105


@pytest.fixture(scope="module")
def program(installation: Path) -> Iterator[Running]:
    with data_folder(installation) as data:
        network = {"GOUFU_HOST": "0.0.0.0", "GOUFU_HOSTS": NAME}  # noqa: S104
        with running(data, **network) as program:
            assert f"https://{NAME}:{program.port}/" in program.said, program.messages
            yield program


@pytest.fixture
def connection(program: Running) -> Iterator[http.client.HTTPSConnection]:
    """A client that trusts the house's authority, and nobody else."""
    trusting = ssl.create_default_context(cafile=str(program.data / "tls_ca.pem"))
    sock = socket.create_connection(("127.0.0.1", program.port), timeout=10)
    connection = http.client.HTTPSConnection(NAME, program.port)
    connection.sock = trusting.wrap_socket(sock, server_hostname=NAME)
    yield connection
    connection.close()


def test_who_trusts_the_authority_is_answered_by_name_with_cookies_for_tls_only(
    connection: http.client.HTTPSConnection,
) -> None:
    connection.request("GET", "/account/login/")
    answer = connection.getresponse()
    assert answer.status == 200
    assert "Secure" in (answer.headers["Set-Cookie"] or "")
    # Nobody is locked out by an authority that is removed again.
    assert "Strict-Transport-Security" not in answer.headers
    answer.read()


def test_the_certificate_is_there_to_be_installed_with_its_fingerprint(
    connection: http.client.HTTPSConnection, program: Running
) -> None:
    authority = tls.authority_certificate(program.data)
    connection.request("GET", "/certificate/")
    page = connection.getresponse().read().decode()
    assert tls.fingerprint(authority) in page
    connection.request("GET", "/certificate/goufu-ca.crt")
    answer = connection.getresponse()
    assert answer.headers["Content-Type"] == "application/x-x509-ca-cert"
    assert x509.load_der_x509_certificate(answer.read()) == authority


def test_who_does_not_trust_it_and_who_speaks_plain_http_get_nothing(program: Running) -> None:
    with (
        socket.create_connection(("127.0.0.1", program.port), timeout=10) as sock,
        pytest.raises(ssl.SSLCertVerificationError),
    ):
        ssl.create_default_context().wrap_socket(sock, server_hostname=NAME)
    with socket.create_connection(("127.0.0.1", program.port), timeout=10) as sock:
        sock.sendall(b"GET /ready HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert b"HTTP" not in sock.recv(1000)


@pytest.fixture
def page(program: Running) -> Iterator[Page]:
    with (
        sync_playwright() as playwright,
        trusting_browser(playwright, program) as browser,
        strict_page(browser, 1280, f"https://{NAME}:{program.port}") as page,
    ):
        page.set_default_timeout(PATIENCE)
        yield page


@pytest.mark.django_db(transaction=True)
def test_over_plain_http_the_page_says_why_there_are_no_passkeys(
    live_server: LiveServer, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright runs a loop in this thread
    settings.ALLOWED_HOSTS = [NAME]
    with sync_playwright() as playwright, browser_that_finds_the_name(playwright) as browser:
        page = browser.new_page()
        page.goto(live_server.url.replace("localhost", NAME).replace("127.0.0.1", NAME) + "/account/login/")
        expect(page.get_by_text("网址不是 https 开头")).to_be_visible(timeout=PATIENCE)
        expect(page.get_by_role("button", name="用通行密钥登录")).to_be_disabled()


def browser_that_finds_the_name(playwright: Playwright, *flags: str) -> Browser:
    rules = f"--host-resolver-rules=MAP {NAME} 127.0.0.1"
    return playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS.split(), rules, *flags])


def trusting_browser(playwright: Playwright, program: Running) -> Browser:
    """It trusts the server's key as if the authority were installed."""
    found = x509.load_pem_x509_certificate((program.data / "tls/server.pem").read_bytes())
    key = found.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    pin = base64.b64encode(hashlib.sha256(key).digest()).decode()
    return browser_that_finds_the_name(playwright, f"--ignore-certificate-errors-spki-list={pin}")


def test_an_administrator_signs_in_with_a_passkey_over_a_name(page: Page, program: Running) -> None:
    """The first sign-in with a password that was given, then with a passkey alone: what a browser grants only to TLS."""
    said = subprocess.run(
        [*COMMAND, "people", "setup"],
        env=environment(program.data),
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    [password] = re.findall(r"\tsysadmin\t(\S+)", said)
    a_device_with_passkeys(page)
    page.goto("/account/login/")
    assert page.evaluate("isSecureContext && 'clipboard' in navigator && 'serviceWorker' in navigator")
    page.get_by_label("登录名").fill("sysadmin")
    page.get_by_label("密码", exact=True).fill(password)
    page.get_by_role("button", name="登录", exact=True).click()
    page.get_by_label("现在的密码").fill(password)
    page.get_by_label("新密码", exact=True).fill(OWN_PASSWORD)
    page.get_by_label("再输一遍新密码").fill(OWN_PASSWORD)
    page.get_by_role("button", name="换成新密码").click()
    page.get_by_role("link", name="设手机验证器").click()
    page.get_by_label("验证码").fill(code_now(page.locator(".account-secret").inner_text()))
    page.get_by_role("button", name="设好").click()
    page.get_by_role("link", name="已经收好，开始工作").click()
    page.goto("/account/second-factor/webauthn/add/")
    page.get_by_label("叫什么").fill("办公室电脑")
    page.get_by_role("button", name="添加").click()
    expect(page.get_by_text("恢复码").first).to_be_visible()
    page.goto("/account/")
    page.get_by_role("button", name="退出登录").click()
    page.get_by_role("button", name="用通行密钥登录").click()
    expect(page.locator(".gf-menu")).to_contain_text("系统管理员")
