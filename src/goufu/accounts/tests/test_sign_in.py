"""Signing in and out through the pages: both factors, what the journal says, and the lock after too many failures."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from threading import Barrier, BrokenBarrierError

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.cache import cache
from django.db import connections
from django.db.models import QuerySet
from django.test import Client
from django.urls import NoReverseMatch, reverse
from pytest_django import Settings

from goufu import wall_clock
from goufu.accounts.actions import administration
from goufu.accounts.lockout import is_locked
from goufu.journal.models import Entry
from goufu.journal.replay import replay
from goufu.journal.told_entries import begin_proof
from goufu.registry.models import Person
from goufu.registry.tests.county import County, code_now, give_second_factor

PASSWORD = "Yunling-2026-own"  # noqa: S105
LOGIN = "/account/login/"


@pytest.fixture(autouse=True)
def counted_anew(db: None) -> Iterator[None]:
    """The count of failures outlives a test that has transactions of its own."""
    cache.clear()
    yield


@pytest.fixture
def officer(county: County) -> Person:
    person = county.officer.person
    person.username = "li"
    person.set_password(PASSWORD)
    person.save()
    return person


def sign_in(client: Client, password: str = PASSWORD, username: str = "li", **more: str) -> str:
    """The page that answers, or the address to which it leads."""
    answer = client.post(LOGIN, {"login": username, "password": password, **more})
    return answer.headers.get("Location") or answer.content.decode()


def log_entries() -> list[str]:
    return [
        action.removeprefix("accounts.person.")
        for action in Entry.objects.order_by("id").values_list("action", flat=True)
        if action.startswith("accounts.person.")
    ]


def test_a_hash_that_django_renews_at_a_sign_in_is_told(
    officer: Person, client: Client, settings: Settings
) -> None:
    begin_proof()
    before = officer.password
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.ScryptPasswordHasher",
        *settings.PASSWORD_HASHERS,
    ]
    sign_in(client)
    officer.refresh_from_db()
    assert officer.password != before
    assert replay(only=["registry_person"]).faults == []


def test_name_password_and_code_let_in(officer: Person, client: Client) -> None:
    give_second_factor(officer)
    assert sign_in(client, next="/account/") == reverse("mfa_authenticate")
    assert client.get("/account/").status_code == 302
    page = client.get(reverse("mfa_authenticate")).content.decode()
    assert "六位数字" in page
    refused = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "验证码不对" in refused.content.decode()
    assert client.post(reverse("mfa_authenticate"), {"code": code_now()}).headers["Location"] == "/account/"
    assert client.get("/account/").status_code == 200
    assert log_entries() == ["second_factor_failed", "signed_in"]


def test_the_time_of_a_sign_in_is_the_wall_clocks(officer: Person, client: Client) -> None:
    """In a demonstration the clock isn't the machine's."""
    give_second_factor(officer)
    moment = datetime(2031, 5, 6, 7, 8, tzinfo=wall_clock.CHINA)
    sign_in(client)
    with wall_clock.telling(wall_clock.standing(moment)):
        client.post(reverse("mfa_authenticate"), {"code": code_now()})
    officer.refresh_from_db()
    assert officer.last_login == moment


def test_a_code_is_taken_once(officer: Person) -> None:
    give_second_factor(officer)
    for client, status in ((Client(), 302), (Client(), 200)):
        sign_in(client)
        assert client.post(reverse("mfa_authenticate"), {"code": code_now()}).status_code == status


def test_a_recovery_code_lets_in_once(officer: Person) -> None:
    give_second_factor(officer)
    [code, *_] = RecoveryCodes.activate(officer).get_unused_codes()
    for client, status in ((Client(), 302), (Client(), 200)):
        sign_in(client)
        assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == status


@pytest.mark.parametrize(("locks", "let_in"), [(False, 2), (True, 1)])
def test_a_recovery_code_lets_in_one_of_two_at_once(
    transactional_db: None, officer: Person, monkeypatch: pytest.MonkeyPatch, locks: bool, let_in: int
) -> None:
    """Without the row's lock both have found the code unused before either marks it."""
    give_second_factor(officer)
    [code, *_] = RecoveryCodes.activate(officer).get_unused_codes()
    both, mark = Barrier(2), RecoveryCodes._mark_code_used

    def mark_when_both_have_looked(codes: RecoveryCodes, number: int) -> None:
        with suppress(BrokenBarrierError):
            both.wait(timeout=2)
        mark(codes, number)

    monkeypatch.setattr(RecoveryCodes, "_mark_code_used", mark_when_both_have_looked)
    if not locks:
        monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_: rows)

    def give(client: Client) -> int:
        try:
            return client.post(reverse("mfa_authenticate"), {"code": code}).status_code
        finally:
            connections.close_all()

    clients = [Client(), Client()]
    for client in clients:
        sign_in(client)
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(give, clients)).count(302) == let_in


def test_recovery_codes_alone_are_no_second_factor(officer: Person, client: Client) -> None:
    RecoveryCodes.activate(officer)
    sign_in(client)
    assert client.get("/account/").headers["Location"].startswith(reverse("mfa_index"))


def test_a_name_is_found_whatever_its_case(officer: Person, client: Client) -> None:
    assert sign_in(client, username=" LI ") == "/"


@pytest.mark.parametrize(("username", "password"), [("li", "wrong"), ("nobody", PASSWORD)])
def test_wrong_name_and_wrong_password_are_told_alike(
    officer: Person, client: Client, username: str, password: str
) -> None:
    page = sign_in(client, password, username)
    assert "登录名或密码不对" in page
    assert username in page
    assert password not in page
    entry = Entry.objects.get()
    assert (entry.action, entry.person, entry.person_name) == (
        "accounts.person.sign_in_failed",
        None,
        "未登录",
    )
    assert entry.facts["username"] == username
    assert password not in str(entry.facts)


def test_what_somebody_typed_as_a_name_is_cut_short(client: Client) -> None:
    for length in (40, 41, 10_000):
        sign_in(client, username="x" * length)
    assert [entry.facts["username"] for entry in Entry.objects.all()] == ["x" * 40]


def test_a_deactivated_person_stays_out(officer: Person, client: Client) -> None:
    Person.objects.filter(pk=officer.pk).update(is_active=False)
    assert "已经停用" in sign_in(client)
    assert client.get("/account/").status_code == 302


def test_signing_out_is_told(officer: Person, client: Client) -> None:
    sign_in(client)
    client.post("/account/logout/")
    assert client.get("/account/").status_code == 302
    assert log_entries() == ["signed_in", "signed_out"]


def test_another_session_ends_when_the_password_is_changed(officer: Person) -> None:
    give_second_factor(officer)
    here, there = Client(), Client()
    for ahead, client in enumerate((here, there)):
        sign_in(client)
        client.post(reverse("mfa_authenticate"), {"code": code_now(ahead=ahead)})
        assert client.get("/account/").status_code == 200
    new = {"oldpassword": PASSWORD, "password1": "Quite-new-2026!", "password2": "Quite-new-2026!"}
    here.post(reverse("account_change_password"), new)
    assert here.get("/account/").status_code == 200
    assert there.get("/account/").status_code == 302


@pytest.mark.parametrize("weak", ["short-2x", "1234567890123", "qwertyuiop", "newcomer-26"])
def test_a_weak_password_is_refused(newcomer: Person, client: Client, weak: str) -> None:
    newcomer.set_password(PASSWORD)
    newcomer.save()
    sign_in(client, username="newcomer")
    given = {"oldpassword": PASSWORD, "password1": weak, "password2": weak}
    page = client.post(reverse("account_change_password"), given)
    assert page.status_code == 200
    assert "account-error" in page.content.decode()


def test_the_sixth_try_is_refused_even_with_the_right_password(officer: Person, client: Client) -> None:
    for _ in range(5):
        assert "登录名或密码不对" in sign_in(client, "wrong")
    assert is_locked(officer)
    page = sign_in(client)
    assert "暂时锁定" in page
    assert "安全管理员" in page
    assert log_entries() == ["sign_in_failed"] * 5 + ["locked_out"]


def test_another_host_s_name_does_not_help(officer: Person) -> None:
    for number in range(5):
        host = "localhost" if number % 2 else "127.0.0.1"
        sign_in(Client(headers={"host": host}), "wrong")
    assert "暂时锁定" in sign_in(Client())


def test_wrong_codes_lock_too(officer: Person, client: Client) -> None:
    give_second_factor(officer)
    sign_in(client)
    for _ in range(5):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    page = client.post(reverse("mfa_authenticate"), {"code": code_now()}).content.decode()
    assert "暂时锁定" in page
    assert is_locked(officer)


def test_a_security_administrator_unlocks(officer: Person, county: County, client: Client) -> None:
    for _ in range(6):
        sign_in(client, "wrong")
    administration.unlock_person(person=officer.pk, by=county.security)
    assert not is_locked(officer)
    assert sign_in(client) == "/"
    assert log_entries()[-2:] == ["unlocked", "signed_in"]


def test_all_processes_count_together(transactional_db: None, officer: Person) -> None:
    """Each thread has its own connection and cache object, as another process has."""

    def fail(number: int) -> None:
        try:
            sign_in(Client(), "wrong")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(fail, range(8)))
    assert "暂时锁定" in sign_in(Client())
    assert Entry.objects.filter(action="accounts.person.sign_in_failed").count() == 5


def test_pages_that_are_not_used_are_not_there(client: Client) -> None:
    for name in ("account_signup", "account_email", "account_reset_password", "socialaccount_connections"):
        with pytest.raises(NoReverseMatch):
            reverse(name)
    assert client.get("/account/signup/").status_code == 404


def test_no_page_of_sign_in_is_kept_by_a_browser(officer: Person, client: Client) -> None:
    assert "no-store" in client.get(LOGIN).headers["Cache-Control"]


def test_codes_are_needed_for_a_passkey_page_too(officer: Person, client: Client) -> None:
    sign_in(client)
    page = client.get(reverse("mfa_add_webauthn")).content.decode()
    assert 'id="passkey-data"' in page
    assert 'src="/static/mfa/js/webauthn.js"' in page
    assert not Authenticator.objects.exists()


def test_who_comes_by_fewer_proxies_than_usual_signs_in_all_the_same(
    officer: Person, client: Client, settings: Settings
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    client.defaults["HTTP_X_FORWARDED_FOR"] = "192.0.2.7"
    assert "密码不对" in sign_in(client, "wrong")
