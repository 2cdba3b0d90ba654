"""Who is locked out after wrong passwords and codes, and who is not."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth as webauthn
from django.contrib.auth import get_user
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from goufu.accounts.known_browsers import COOKIE
from goufu.accounts.lockout import is_locked
from goufu.journal.models import Entry
from goufu.registry.models import Person
from goufu.registry.tests.county import County, code_now, give_second_factor

PASSWORD = "Yunling-2026-own"  # noqa: S105
LOCKED, WRONG = "暂时锁定", "登录名或密码不对"


@pytest.fixture
def officer(county: County) -> Person:
    return with_password(county.officer.person)


def with_password(person: Person) -> Person:
    person.set_password(PASSWORD)
    person.save()
    return person


def sign_in(client: Client, person: Person | str, password: str = PASSWORD, address: str = "10.1.2.3") -> str:
    """What the page says, '' when the person is in."""
    name = person if isinstance(person, str) else person.username
    answer = client.post("/account/login/", {"login": name, "password": password}, REMOTE_ADDR=address)
    return "" if answer.status_code == 302 else answer.content.decode()


def known(person: Person) -> Client:
    """A browser in which the person has signed in and out."""
    client = Client()
    assert sign_in(client, person) == ""
    client.post("/account/logout/")
    return client


def fail(person: Person | str, times: int, address: str = "10.1.2.3") -> None:
    for _ in range(times):
        sign_in(Client(), person, "wrong", address)


def test_others_never_lock_a_known_browser(officer: Person) -> None:
    mine = known(officer)
    fail(officer, 20)
    assert LOCKED in sign_in(Client(), officer)
    assert sign_in(mine, officer) == ""


def test_what_is_typed_wrong_in_a_known_browser_counts_for_it_alone(officer: Person) -> None:
    mine = known(officer)
    for _ in range(5):
        assert WRONG in sign_in(mine, officer, "wrong")
    assert LOCKED in sign_in(mine, officer)
    assert is_locked(officer)
    assert sign_in(Client(), officer) == ""


@pytest.mark.parametrize("whose", ["another account's", "forged"])
def test_a_cookie_that_is_not_of_this_account_helps_nobody(
    officer: Person, county: County, whose: str
) -> None:
    other = known(with_password(county.lead.person))
    if whose == "forged":
        other.cookies[COOKIE] = known(officer).cookies[COOKIE].value[:-1] + "x"
    fail(officer, 5)
    assert LOCKED in sign_in(other, officer)


def test_several_people_of_one_browser_are_all_known(officer: Person, county: County) -> None:
    client = known(officer)
    sign_in(client, with_password(county.lead.person))
    client.post("/account/logout/")
    fail(officer, 5)
    fail(county.lead.person, 5)
    assert sign_in(client, officer) == ""
    client.post("/account/logout/")
    assert sign_in(client, county.lead.person) == ""


def test_the_cookie_is_for_the_server_alone(officer: Person) -> None:
    cookie = known(officer).cookies[COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 180 * 24 * 3600


@pytest.mark.parametrize(
    ("address", "locked"),
    [("10.1.2.250", True), ("10.1.3.3", False), ("2001:db8:0:ffff::1", True), ("2001:db8:1::1", False)],
)
def test_a_name_is_locked_in_a_range_of_addresses(officer: Person, address: str, locked: bool) -> None:
    fail(officer, 5, "2001:db8::1" if ":" in address else "10.1.2.3")
    assert (LOCKED in sign_in(Client(), officer, address=address)) is locked


def test_guesses_from_everywhere_are_stopped_slowly(officer: Person, settings: Settings) -> None:
    settings.SIGN_IN_TRIES = 1
    mine = known(officer)
    for number in range(20):
        fail(officer, 1, f"10.2.{number}.1")
    assert LOCKED in sign_in(Client(), officer, address="10.3.1.1")
    assert sign_in(mine, officer) == ""


def test_one_person_s_mistakes_lock_nobody_else_of_the_office(officer: Person, county: County) -> None:
    fail(officer, 130)
    assert sign_in(Client(), with_password(county.lead.person)) == ""


def test_who_tries_many_names_is_stopped_and_known_browsers_are_not(
    officer: Person, county: County, settings: Settings
) -> None:
    settings.SIGN_IN_TRIES = 1
    mine = known(officer)
    for number in range(60):
        assert WRONG in sign_in(Client(), f"guess-{number}")
    assert LOCKED in sign_in(Client(), with_password(county.lead.person))
    assert sign_in(mine, officer) == ""
    assert sign_in(Client(), county.lead.person, address="10.9.9.9") == ""


def test_who_signs_in_rightly_counts_for_nothing(officer: Person, settings: Settings) -> None:
    for _ in range(7):
        assert sign_in(Client(), officer) == ""


def test_the_lock_ends(officer: Person) -> None:
    fail(officer, 6)
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(until) - clock_timestamp() > interval '14 minutes' FROM core_tries")
        assert cursor.fetchone() == (True,)
        cursor.execute("UPDATE core_tries SET until = clock_timestamp()")
    assert not is_locked(officer)
    assert WRONG in sign_in(Client(), officer, "wrong")
    assert sign_in(Client(), officer) == ""


def test_wrong_codes_elsewhere_lock_no_known_browser(officer: Person) -> None:
    mine = known(officer)
    give_second_factor(officer)
    for _ in range(6):
        thief = Client()
        sign_in(thief, officer)
        thief.post(reverse("mfa_authenticate"), {"code": "000000"}, REMOTE_ADDR="10.1.2.3")
    sign_in(mine, officer)
    assert mine.post(reverse("mfa_authenticate"), {"code": code_now()}).status_code == 302
    assert get_user(mine) == officer


def test_a_passkey_is_never_locked(officer: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """The signature isn't checked here: allauth has its tests, and a browser's journey uses a real one."""
    key = Authenticator.objects.create(user=officer, type="webauthn", data={"name": "key", "credential": {}})
    monkeypatch.setattr(webauthn, "begin_authentication", lambda user: {})
    monkeypatch.setattr(webauthn, "parse_authentication_response", lambda said: None)
    monkeypatch.setattr(webauthn, "complete_authentication", lambda user, said: key)
    monkeypatch.setattr(webauthn, "extract_user_from_response", lambda said: officer)
    client = Client()
    sign_in(client, officer)
    for _ in range(6):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    fail(officer, 6)
    assert client.post(reverse("mfa_authenticate"), {"credential": '{"id": "key"}'}).status_code == 302
    assert get_user(client) == officer
    for _ in range(12):  # allauth's own limit is ten a minute for an address
        straight = Client()
        assert (
            straight.post(reverse("mfa_login_webauthn"), {"credential": '{"id": "key"}'}).status_code == 302
        )
        assert get_user(straight) == officer


class TestNoConfirmation:
    """A deactivated account answers its right password as a wrong one, and works as long on it."""

    @pytest.fixture
    def gone(self, officer: Person) -> Person:
        Person.objects.filter(pk=officer.pk).update(is_active=False)
        return officer

    def test_the_same_answer(self, gone: Person, client: Client) -> None:
        right, wrong = (sign_in(Client(), gone, password) for password in (PASSWORD, "wrong"))
        assert WRONG in right
        assert "已经停用" in right
        assert _without_tokens(right) == _without_tokens(wrong)
        assert [entry.action for entry in Entry.objects.all()] == ["accounts.person.sign_in_failed"] * 2

    def test_the_same_count(self, gone: Person) -> None:
        for _ in range(5):
            assert WRONG in sign_in(Client(), gone)
        assert LOCKED in sign_in(Client(), gone)

    def test_the_same_work(self, gone: Person, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
        gone.refresh_from_db()
        with_password(gone)
        encoded: list[str] = []
        encode = PBKDF2PasswordHasher.encode

        def counted(
            self: PBKDF2PasswordHasher, password: str, salt: str, iterations: int | None = None
        ) -> str:
            encoded.append(password)
            return str(encode(self, password, salt, iterations))

        monkeypatch.setattr(PBKDF2PasswordHasher, "encode", counted)
        work = set()
        for name, password in ((gone, PASSWORD), (gone, "wrong"), ("nobody", PASSWORD)):
            encoded.clear()
            with CaptureQueriesContext(connection) as queries:
                sign_in(Client(), name, password)
            work.add((len(encoded), len(queries)))
        assert len(work) == 1
        assert work.pop()[0] == 1


def _without_tokens(page: str) -> list[str]:
    return [line for line in page.splitlines() if "csrfmiddlewaretoken" not in line]
