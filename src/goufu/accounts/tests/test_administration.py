"""What administrators may do for somebody's sign-in, and not for their own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from goufu.accounts.actions import administration
from goufu.core.action import history
from goufu.core.errors import NotAllowed, Refusal
from goufu.journal.models import Entry
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County, give_second_factor

PHONE = "13812345678"
IDENTITY = "11010519491231002X"  # the worked example of the national standard
SignedIn = Callable[[Agent], Client]


def test_nobody_does_to_himself_what_another_should(county: County) -> None:
    system, security = county.system.person.pk, county.security.person.pk
    with pytest.raises(Refusal, match="自己"):
        administration.reset_password(person=system, by=county.system)
    with pytest.raises(Refusal, match="自己"):
        administration.reset_second_factor(person=security, reason="手机丢了啊", by=county.security)
    with pytest.raises(Refusal, match="自己"):
        administration.unlock_person(person=security, by=county.security)


def test_no_administrator_alone_can_take_an_account_over(county: County) -> None:
    officer = county.officer.person.pk
    with pytest.raises(NotAllowed):
        administration.reset_second_factor(person=officer, reason="手机丢了啊", by=county.system)
    with pytest.raises(NotAllowed):
        administration.reset_password(person=officer, by=county.security)


def test_a_second_factor_is_reset_and_sessions_end(county: County, signed_in: SignedIn) -> None:
    client = signed_in(county.officer)
    with pytest.raises(Refusal, match="理由") as refused:
        administration.reset_second_factor(person=county.officer.person.pk, reason="丢了", by=county.security)
    assert refused.value.field == "reason"
    [factor] = Authenticator.objects.filter(user=county.officer.person)
    own = SocialAccount.objects.create(user=county.officer.person, provider="county", uid="7")
    administration.reset_second_factor(
        person=county.officer.person.pk, reason="手机丢失了", by=county.security
    )
    assert not Authenticator.objects.filter(user=county.officer.person).exists()
    assert history(county.officer.person).get().facts["authenticator.removed"] == [
        {"rows": [f"totp（第{factor.pk}号）"]}
    ]
    assert history(county.officer.person).get().facts["socialaccount.removed"] == [
        {"rows": [f"county（第{own.pk}号）"]}
    ]
    assert client.get("/account/").status_code == 302


def test_whoever_has_a_second_factor_keeps_it_when_the_password_is_reset(county: County) -> None:
    give_second_factor(county.officer.person)
    administration.reset_password(person=county.officer.person.pk, by=county.system)
    assert Authenticator.objects.filter(user=county.officer.person).exists()


def test_a_reset_password_is_not_in_the_journal(county: County) -> None:
    password = administration.reset_password(person=county.officer.person.pk, by=county.system)
    county.officer.person.refresh_from_db()
    logged = str(list(Entry.objects.values_list("facts", flat=True)))
    assert Entry.objects.get().action == "accounts.person.password_reset"
    assert password not in logged
    assert county.officer.person.password not in logged
