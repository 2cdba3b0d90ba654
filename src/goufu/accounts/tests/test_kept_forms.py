"""A form that is sent after the session has ended is kept for the person who typed it, and for nobody else."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from goufu.accounts.kept_forms import LONGEST
from goufu.accounts.models import ApiKey
from goufu.accounts.sessions import SEEN_AT
from goufu.registry.agents import Agent
from goufu.registry.models import Person
from goufu.registry.tests.county import County, code_now, give_second_factor

PASSWORD = "Yunling-2026-own"  # noqa: S105
KEYS, KEPT = "/account/keys/", "/account/kept-form/"
SENT = {"name": "财务系统\n第二行", "days": "30"}
SIGN_IN = "/account/login/?next=/account/kept-form/"

Browser = Callable[[Agent], Client]


def sign_in(client: Client, person: Person, ahead: int = 0) -> str:
    """The page to which it leads."""
    client.post("/account/login/", {"login": person.username, "password": PASSWORD, "next": KEPT})
    done = client.post("/account/second-factor/authenticate/", {"code": code_now(ahead=ahead)})
    return str(done.headers["Location"])


def prepared(agent: Agent) -> Person:
    agent.person.set_password(PASSWORD)
    agent.person.save()
    give_second_factor(agent.person)
    return agent.person


@pytest.fixture
def officer(county: County) -> Person:
    return prepared(county.officer)


@pytest.fixture
def browser(officer: Person) -> Client:
    """One in which the officer's session has just ended, and which checks tokens against forgery."""
    client = Client(enforce_csrf_checks=False)
    sign_in(client, officer)
    session = client.session
    session[SEEN_AT] -= 3600
    session.save()
    return client


def test_it_is_shown_after_sign_in_and_sent_again_by_a_button(officer: Person, browser: Client) -> None:
    assert browser.post(KEYS, SENT).headers["Location"] == SIGN_IN
    assert not ApiKey.objects.exists()
    assert sign_in(browser, officer, ahead=1) == KEPT
    page = browser.get(KEPT).content.decode()
    assert "您填的内容还在" in page
    assert f'action="{KEYS}"' in page
    fields = re.findall(r'<textarea name="(\w+)"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    assert {name: unescape(value) for name, value in fields} == SENT
    assert "新令牌" in browser.post(KEYS, dict(fields)).content.decode()
    assert ApiKey.objects.get().name.startswith("财务系统")
    assert browser.get(KEPT).headers["Location"] == "/"


def test_nothing_is_sent_by_itself(officer: Person, browser: Client) -> None:
    browser.post(KEYS, SENT)
    sign_in(browser, officer, ahead=1)
    browser.get(KEPT)
    browser.get(KEPT)
    assert not ApiKey.objects.exists()
    assert browser.post(KEPT).headers["Location"] == "/"
    assert browser.get(KEPT).headers["Location"] == "/"


def test_nobody_else_sees_it(officer: Person, county: County, browser: Client) -> None:
    other = prepared(county.lead)
    browser.post(KEYS, SENT)
    sign_in(browser, other)
    assert browser.get(KEPT).headers["Location"] == "/"
    assert "kept_form" not in browser.session


def test_the_database_has_it_encrypted_and_without_secrets(officer: Person, browser: Client) -> None:
    browser.post("/account/password/", {"oldpassword": PASSWORD, "password1": "x", "note": "别的"})
    stored = dict(browser.session.items())
    assert stored["kept_form"]
    assert "别的" not in str(stored)
    assert sign_in(browser, officer, ahead=1) == KEPT
    page = browser.get(KEPT).content.decode()
    assert "别的" in page
    assert PASSWORD not in page
    assert "password1" not in page


def test_a_session_that_is_gone_altogether_is_the_last_person_s(officer: Person, browser: Client) -> None:
    """After a night nothing is left of it but the browser's own cookie."""
    Session.objects.all().delete()
    browser.post(KEYS, SENT)
    sign_in(browser, officer, ahead=1)
    assert "您填的内容还在" in browser.get(KEPT).content.decode()


def test_a_sign_out_is_no_form_to_keep_whether_the_session_is_over_or_not(
    officer: Person, browser: Client
) -> None:
    said = {"note": "别的"}
    for is_over in (True, False):
        if not is_over:
            sign_in(browser, officer, ahead=1)
        assert browser.post("/account/logout/", said).headers["Location"] == "/account/login/", is_over
        assert "kept_form" not in browser.session


def test_an_unknown_browser_s_form_is_not_kept(officer: Person) -> None:
    client = Client()
    assert client.post(KEYS, SENT).headers["Location"] == f"/account/login/?next={KEYS}"
    assert settings.SESSION_COOKIE_NAME not in client.cookies


def test_what_is_too_long_is_not_kept(officer: Person, browser: Client) -> None:
    answer = browser.post(KEYS, {"name": "x" * LONGEST})
    assert answer.headers["Location"] == f"/account/login/?next={KEYS}"


def test_files_are_not_kept_and_it_is_said(officer: Person, browser: Client) -> None:
    browser.post(KEYS, {**SENT, "file": SimpleUploadedFile("a.csv", b"a,b")})
    sign_in(browser, officer, ahead=1)
    page = browser.get(KEPT).content.decode()
    assert "选的文件没有留下" in page
    assert ">重新提交</button>" not in page


def test_what_a_part_of_a_page_sends_is_kept_too(officer: Person, browser: Client) -> None:
    answer = browser.post(
        KEYS, SENT, headers={"hx-request": "true", "hx-current-url": f"http://testserver{KEYS}"}
    )
    assert answer.headers["HX-Redirect"] == SIGN_IN


def test_a_forged_form_is_not_kept(officer: Person, browser: Client) -> None:
    forged = Client(enforce_csrf_checks=True)
    forged.cookies = browser.cookies
    assert forged.post(KEYS, SENT).status_code == 403
    sign_in(browser, officer, ahead=1)
    assert browser.get(KEPT).headers["Location"] == "/"
