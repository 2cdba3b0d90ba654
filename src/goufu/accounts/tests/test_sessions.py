"""A session ends when nobody uses it, and after some hours whatever happens; using it costs a write a minute at most."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries

from goufu.accounts.sessions import (
    SEEN_AT,
    SIGNED_IN_AT,
    just_proved,
    second_factor_given,
    second_factor_is_given,
)
from goufu.registry.agents import Agent
from goufu.registry.models import Person
from goufu.registry.tests.county import County

SignedIn = Callable[[Agent], Client]
MINUTE, HOUR = 60, 3600


def earlier(client: Client, note: str, seconds: int) -> None:
    session = client.session
    session[note] -= seconds
    session.save()


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


@pytest.mark.parametrize(
    ("note", "seconds", "stays"),
    [
        (SEEN_AT, 30 * MINUTE - 5, True),
        (SEEN_AT, 30 * MINUTE, False),
        (SIGNED_IN_AT, 12 * HOUR - 5, True),
        (SIGNED_IN_AT, 12 * HOUR, False),
    ],
)
def test_it_ends_after_half_an_hour_unused_and_after_twelve_hours(
    county: County, signed_in: SignedIn, note: str, seconds: int, stays: bool
) -> None:
    client = signed_in(county.officer)
    earlier(client, note, seconds)
    assert is_in(client) is stays
    assert (SESSION_KEY in client.session) is stays
    assert is_in(client) is stays


def test_using_it_prolongs_it(county: County, signed_in: SignedIn) -> None:
    client = signed_in(county.officer)
    for _ in range(3):
        earlier(client, SEEN_AT, 20 * MINUTE)
        assert is_in(client)


def test_a_page_soon_after_writes_nothing(
    county: County, signed_in: SignedIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in(county.officer)
    with django_assert_max_num_queries(8) as asked:
        assert is_in(client)
    assert not [each for each in asked.captured_queries if each["sql"].startswith(("UPDATE", "INSERT"))]


@pytest.mark.parametrize(("seconds", "written"), [(59, 0), (60, 1)])
def test_when_it_was_used_is_written_once_a_minute(
    county: County, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch, seconds: int, written: int
) -> None:
    client = signed_in(county.officer)
    before = client.session[SEEN_AT]
    monkeypatch.setattr("goufu.accounts.sessions.time.time", lambda: before + seconds)
    assert is_in(client)
    assert client.session[SEEN_AT] == before + seconds * written


@pytest.mark.parametrize(("seconds", "just"), [(0, True), (5 * MINUTE - 1, True), (5 * MINUTE, False)])
def test_a_second_factor_was_just_given_for_five_minutes(
    monkeypatch: pytest.MonkeyPatch, seconds: int, just: bool
) -> None:
    session = SessionBase()
    monkeypatch.setattr("goufu.accounts.sessions.time.time", lambda: 1_000_000)
    assert not just_proved(session)
    second_factor_is_given(session)
    monkeypatch.setattr("goufu.accounts.sessions.time.time", lambda: 1_000_000 + seconds)
    assert just_proved(session) is just


@pytest.mark.parametrize(
    ("record", "trusted", "given"),
    [
        ({"method": "password"}, set(), False),
        ({"method": "mfa", "type": "totp"}, set(), True),
        ({"method": "socialaccount", "provider": "county"}, {"county"}, True),
        ({"method": "socialaccount", "provider": "county"}, {"other"}, False),
        ({"method": "password", "provider": "county"}, {"county"}, False),
    ],
)
def test_a_second_factor_is_one_of_ours_or_of_a_trusted_provider(
    settings: Any, rf: RequestFactory, record: dict[str, str], trusted: set[str], given: bool
) -> None:
    settings.PROVIDERS_WITH_SECOND_FACTOR = trusted
    request = rf.get("/")
    request.session = SessionBase()
    record_authentication(request, Person(pk=1), **record)
    assert second_factor_given(request, Person(pk=1)) is given


@pytest.mark.parametrize("note", [SIGNED_IN_AT, SEEN_AT])
def test_a_session_of_before_such_notes_is_over(county: County, signed_in: SignedIn, note: str) -> None:
    client = signed_in(county.officer)
    session = client.session
    del session[note]
    session.save()
    assert not is_in(client)


def test_it_ends_with_the_browser_and_no_script_reads_it(county: County, client: Client) -> None:
    person = county.officer.person
    person.set_password("Yunling-2026-own")
    person.save()
    client.post("/account/login/", {"login": person.username, "password": "Yunling-2026-own"})
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["max-age"] == cookie["expires"] == ""
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
