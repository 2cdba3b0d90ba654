"""A body's own sign-in (OIDC): it opens accounts that are there, and makes none. The provider is made up, in this process."""

from __future__ import annotations

from typing import Any
from unittest.mock import Mock

import pytest
from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from django.http import HttpRequest
from django.test import Client, RequestFactory
from pytest_django import Settings

from goufu.journal.models import Entry
from goufu.registry import sessions
from goufu.registry.models import Person

APP = SocialApp(
    provider="openid_connect", provider_id="yunling", settings={"username_claim": "preferred_username"}
)


def said(claims: dict[str, Any]) -> SocialLogin:
    """What allauth hands over when the provider has said who it is."""
    account = SocialAccount(provider="yunling", uid=claims["sub"], extra_data={"userinfo": claims})
    account._provider = Mock(app=APP)
    account.get_provider_account = lambda: Mock(get_user_data=lambda: claims)
    login = SocialLogin(user=Person(), account=account, provider=Mock(app=APP))
    login.state = {}
    return login


@pytest.fixture
def request_(client: Client, rf: RequestFactory) -> HttpRequest:
    request = rf.get("/account/oidc/yunling/login/callback/")
    request.session = client.session
    request.agents, request.agent = [], None  # type: ignore[attr-defined]
    return request


def arrive(request: HttpRequest, claims: dict[str, Any]) -> SocialLogin:
    login = said(claims)
    login.lookup()
    with context.request_context(request):
        get_adapter().pre_social_login(request, login)
    return login


def test_it_opens_the_account_with_the_name_that_the_provider_says(
    newcomer: Person, request_: HttpRequest
) -> None:
    login = arrive(request_, {"sub": "17", "preferred_username": "Newcomer", "phone_number": "13812345678"})
    assert login.user == newcomer
    account = SocialAccount.objects.get()
    assert (account.user_id, account.uid, account.extra_data) == (newcomer.pk, "17", {})


def test_from_then_on_the_provider_s_own_number_counts(newcomer: Person, request_: HttpRequest) -> None:
    arrive(request_, {"sub": "17", "preferred_username": "newcomer"})
    again = arrive(request_, {"sub": "17", "preferred_username": "renamed", "phone_number": "13812345678"})
    assert again.user == newcomer
    assert SocialAccount.objects.get().extra_data == {}


@pytest.mark.parametrize("name", ["nobody", "", None])
def test_it_makes_no_account(newcomer: Person, request_: HttpRequest, name: str | None) -> None:
    with pytest.raises(ImmediateHttpResponse) as answer:
        arrive(request_, {"sub": "18", "preferred_username": name})
    assert answer.value.response.status_code == 403
    assert "还没有您的账号" in answer.value.response.content.decode()
    assert Person.objects.count() == 1
    assert not SocialAccount.objects.exists()
    assert Entry.objects.get().facts["provider"] == "yunling"


def test_a_deactivated_person_is_not_let_in(newcomer: Person, request_: HttpRequest) -> None:
    Person.objects.update(is_active=False)
    with pytest.raises(ImmediateHttpResponse):
        arrive(request_, {"sub": "17", "preferred_username": "newcomer"})


@pytest.mark.parametrize(("trusted", "given"), [(set(), False), ({"yunling"}, True), ({"other"}, False)])
def test_a_second_factor_is_asked_unless_the_provider_s_is_trusted(
    newcomer: Person, request_: HttpRequest, settings: Settings, trusted: set[str], given: bool
) -> None:
    settings.PROVIDERS_WITH_SECOND_FACTOR = trusted
    record_authentication(request_, newcomer, "socialaccount", provider="yunling", uid="17")
    assert sessions.second_factor_given(request_, newcomer) is given
