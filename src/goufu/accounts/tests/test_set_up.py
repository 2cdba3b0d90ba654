"""What comes before any work: an own password, and a second factor for whoever holds a role."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from django.test import Client
from django.urls import reverse

from goufu.accounts.sessions import SECOND_FACTOR
from goufu.journal.models import Entry
from goufu.registry.agents import Agent
from goufu.registry.models import Person
from goufu.registry.tests.county import County, code_now, give_second_factor

SignedIn = Callable[[Agent], Client]
ACCOUNT = "/account/"


def test_whoever_has_given_both_factors_works(county: County, signed_in: SignedIn) -> None:
    answer = signed_in(county.officer).get(ACCOUNT)
    assert answer.status_code == 200
    assert "采购经办人" in answer.content.decode()


def test_whoever_holds_a_role_is_led_to_a_second_factor_and_nowhere_else(
    county: County, client: Client
) -> None:
    client.force_login(county.officer.person)
    for address in (ACCOUNT, "/check/"):
        answer = client.get(address)
        assert answer.headers["Location"].startswith(reverse("mfa_index"))
    assert "任选一种" in client.get(reverse("mfa_index")).content.decode()


def test_whoever_has_a_second_factor_and_has_not_given_it_is_asked(county: County, client: Client) -> None:
    give_second_factor(county.officer.person)
    client.force_login(county.officer.person)
    asked = client.get(ACCOUNT).headers["Location"]
    assert asked.startswith(reverse("mfa_reauthenticate"))
    for page in ("mfa_index", "mfa_deactivate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes"):
        assert client.get(reverse(page)).headers["Location"].startswith(reverse("mfa_reauthenticate"))
    assert client.post(asked, {"code": code_now()}).headers["Location"] == ACCOUNT
    assert client.get(ACCOUNT).status_code == 200


def test_an_app_is_set_up_with_its_code_and_recovery_codes_are_shown_once(
    transactional_db: None, county: County, client: Client
) -> None:
    client.force_login(county.officer.person)
    page = client.get(reverse("mfa_activate_totp"))
    secret = client.session[SECRET_SESSION_KEY]
    assert secret in page.content.decode()
    assert 'src="data:image/svg+xml' in page.content.decode()
    wrong = client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert "验证码不对" in wrong.content.decode()
    done = client.post(reverse("mfa_activate_totp"), {"code": code_now(secret)})
    assert done.headers["Location"] == reverse("mfa_view_recovery_codes")
    assert "只显示这一次" in client.get(done.headers["Location"]).content.decode()
    assert client.get(ACCOUNT).status_code == 200
    assert "不能再看" in client.get(done.headers["Location"]).content.decode()


def test_what_the_second_factor_rests_on_is_stored_encrypted(county: County) -> None:
    give_second_factor(county.officer.person)
    [stored] = Authenticator.objects.values_list("data", flat=True)
    assert stored["secret"].startswith("gAAAA")


def test_whoever_takes_the_last_factor_away_is_led_to_set_up(county: County, signed_in: SignedIn) -> None:
    client = signed_in(county.officer)
    assert client.get(reverse("mfa_deactivate_totp")).status_code == 200
    client.post(reverse("mfa_deactivate_totp"))
    assert client.get(ACCOUNT).headers["Location"].startswith(reverse("mfa_index"))
    assert Entry.objects.filter(action="accounts.person.second_factor_removed").exists()


def test_a_second_factor_is_not_changed_without_proving_again_who_one_is(
    county: County, signed_in: SignedIn
) -> None:
    client = signed_in(county.officer)
    session = client.session
    session[SECOND_FACTOR] -= 301
    session.save()
    asked = client.get(reverse("mfa_deactivate_totp")).headers["Location"]
    assert asked.startswith(reverse("account_reauthenticate"))
    assert "再输入一次密码" in client.get(asked).content.decode()


@pytest.mark.django_db
def test_whoever_has_no_role_reads_whom_to_ask(client: Client) -> None:
    client.force_login(Person.objects.create(username="new", name="新人"))
    assert "还没有岗位" in client.get(ACCOUNT).content.decode()


def test_a_given_password_is_changed_before_anything_else(county: County, client: Client) -> None:
    person = county.officer.person
    person.set_password("Geliehen-2026-x")
    person.must_change_password = True
    person.save()
    client.force_login(person)
    change = reverse("account_change_password")
    assert client.get(ACCOUNT).headers["Location"].startswith(change)
    assert client.get(reverse("mfa_index")).headers["Location"].startswith(change)
    assert "一次性密码" in client.get(change).content.decode()
    given = {"oldpassword": "Geliehen-2026-x", "password1": "short", "password2": "short"}
    assert "至少" in client.post(change, given).content.decode()
    given |= {"password1": "Yunling-2026-own", "password2": "Yunling-2026-own"}
    assert client.post(change, given).status_code == 302
    person.refresh_from_db()
    assert not person.must_change_password
    assert client.get(ACCOUNT).headers["Location"].startswith(reverse("mfa_index"))
    assert Entry.objects.filter(action="accounts.person.password_changed", person=person.pk).exists()
