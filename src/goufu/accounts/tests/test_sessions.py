"""A session ends when nobody uses it, and after some hours whatever happens; using it costs a write a minute at most."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from goufu.accounts.sessions import SEEN_AT, SIGNED_IN_AT
from goufu.registry.agents import Agent
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


def test_a_session_of_before_such_notes_is_over(county: County, signed_in: SignedIn) -> None:
    client = signed_in(county.officer)
    session = client.session
    del session[SIGNED_IN_AT]
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
