"""Asking: everybody of the cast, in a browser and over the API, without leaving a trace."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any

import pytest
from cast import Cast, make_cast
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse
from django.shortcuts import resolve_url
from django.test import Client
from pytest_django import DjangoDbBlocker

from goufu.config.tests.addresses import Address, common, sent
from goufu.core import middleware
from goufu.registry.tests.county import County

SIGN_IN = "sign-in"
NO_METHOD = "405"
SAFE = ("GET", "HEAD")


@dataclass(frozen=True)
class Asked:
    """A thing that was made to be asked for: where it is, and what is sent to it."""

    name: str
    path: str
    body: Mapping[str, Any]
    last_entry: int  # of the journal, when nobody had asked yet
    before: str  # the savepoint at which nobody had asked yet

    @property
    def is_api(self) -> bool:
        return self.name.startswith("api:")

    def answer(self, client: Client, method: str, **headers: str) -> HttpResponse:
        """To an address of the API a JSON object is sent, to a page a form."""
        if method in SAFE:
            return client.generic(method, self.path, headers=headers)
        if method == "POST" and not self.is_api:
            return client.post(self.path, self.body, headers=headers)
        return client.generic(
            method, self.path, json.dumps(self.body), content_type="application/json", headers=headers
        )


@dataclass(frozen=True)
class Visitors:
    """Everybody who asks: by role, in a browser and over the API."""

    cast: Cast

    @property
    def county(self) -> County:
        return self.cast.county

    def clients(self, address: str) -> Mapping[str, Client]:
        guests = self.cast.guests.items()
        if address.startswith("api:"):
            return {name: guest.program for name, guest in guests}
        return {name: guest.browser for name, guest in guests}

    @contextmanager
    def in_room(self, room: str, county: County | None = None) -> Iterator[None]:
        """Things of that county that all addresses of a room are about are made once for the block, and gone afterwards."""
        with transaction.atomic():
            common(room)(county or self.county)
            yield
            transaction.set_rollback(True)

    @contextmanager
    def at(self, address: Address, county: County | None = None) -> Iterator[Asked]:
        """The address of a thing of that county, made for it and gone afterwards."""
        with noted(address.name), transaction.atomic():
            county = county or self.county
            path, body = address.path(county), sent(address.name, county)
            yield Asked(address.name, path, body, _last_entry(), transaction.savepoint())
            transaction.set_rollback(True)

    def ask(self, asked: Asked, method: str, who: Iterable[str]) -> dict[str, str]:
        """What each is answered. Nothing that is done for it lasts."""
        clients, answers = self.clients(asked.name), {}
        for name in who:
            with noted(f"{method} as {name}"):
                answers[name] = answered(asked, method, clients[name])
        return answers


@contextmanager
def noted(words: str) -> Iterator[None]:
    """An error within the block says what was asked when it came."""
    try:
        yield
    except Exception as error:
        error.add_note(words)
        raise


def answered(asked: Asked, method: str, client: Client, **headers: str) -> str:
    """The answer as the table writes it. Whoever is refused, and changes something all the same, is told on."""
    cookies = SimpleCookie(client.cookies)
    response = asked.answer(client, method, **headers)
    response.getvalue()  # to the end, so that a download is closed
    answer = said(response)
    is_refused = response.status_code >= 400 or answer == SIGN_IN
    if (is_refused or method in SAFE) and _last_entry() != asked.last_entry:
        answer += " and changed something"
    transaction.savepoint_rollback(asked.before)  # how often one may ask, too
    client.cookies = cookies
    return answer


def _last_entry() -> int:
    """The number of the journal's last entry: no change goes without one."""
    with connection.cursor() as cursor:  # asked before and after each of thousands
        cursor.execute("SELECT coalesce(max(id), 0) FROM journal_entry")
        [last] = cursor.fetchone()
    return int(last)


def said(answer: HttpResponse) -> str:
    """The answer as the table writes it: its status, or that one must sign in first."""
    where = answer.headers.get("Location", "")
    if answer.status_code == 302 and where.startswith(f"{resolve_url(settings.LOGIN_URL)}?"):
        return SIGN_IN
    return str(answer.status_code)


@pytest.fixture(scope="module")
def visitors(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Visitors]:
    """One cast for all tests of a file. A refusal is counted, its page is drawn by tests of its own."""
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            middleware, "render", lambda request, page, context, status: HttpResponse(status=status)
        )
        yield Visitors(make_cast())
        transaction.set_rollback(True)
