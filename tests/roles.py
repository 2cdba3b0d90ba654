"""Asking: everybody of the cast, in a browser and over the API, without leaving a trace."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from itertools import groupby
from typing import Any

import pytest
from cast import Cast, make_cast
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import resolve_url
from django.test import Client
from pytest_django import DjangoDbBlocker

from goufu.config.tests.addresses import Address, Arguments, addresses, arguments, common, room_of, sent
from goufu.core import middleware
from goufu.prepared import prepared_cursor
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

    def faults(
        self, names: Iterable[str], wrong: Callable[[Asked], Iterable[str]], county: County | None = None
    ) -> list[str]:
        """What is wrong at each of these addresses, of things of that county.

        What all addresses of a room are about is made once for them, and so is a thing that several are about.
        """
        county, found = county or self.county, []
        for room, in_room in by_room(names).items():
            with _undone():
                common(room)(county)
                for thing, about_it in groupby(in_room, thing_of):
                    with noted(f"a thing made by {thing}"), _undone():
                        given = thing(county) if thing else {}
                        for name in about_it:
                            with self._at(addresses()[name], given, county) as asked:
                                found += wrong(asked)
        return found

    @contextmanager
    def _at(self, address: Address, given: Mapping[str, Any], county: County) -> Iterator[Asked]:
        """The address of the thing that was made. What is done there is gone afterwards."""
        with noted(address.name), _undone():
            path, body = address.of(given), sent(address.name, county)
            yield Asked(address.name, path, body, _last_entry(), transaction.savepoint())

    def ask(self, asked: Asked, method: str, who: Iterable[str]) -> dict[str, str]:
        """What each is answered. Nothing that is done for it lasts."""
        clients, answers = self.clients(asked.name), {}
        for name in who:
            with noted(f"{method} as {name}"):
                answers[name] = answered(asked, method, clients[name])
        return answers


def by_room(names: Iterable[str]) -> dict[str, list[str]]:
    """Addresses by the room whose things they are about; those about one thing follow each other."""
    order = {thing: place for place, thing in enumerate(dict.fromkeys(arguments().values()))}
    rooms: dict[str, list[str]] = {}
    for name in sorted(names, key=lambda name: (order.get(thing_of(name), -1), name)):
        rooms.setdefault(room_of(name), []).append(name)
    return rooms


def thing_of(name: str) -> Arguments | None:
    """What makes the thing that the address is about; None of an address without arguments."""
    return arguments().get(name) if addresses()[name].arguments else None


@contextmanager
def _undone() -> Iterator[None]:
    """What is done within the block is gone afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


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
    with prepared_cursor() as cursor:  # asked before and after each of thousands
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
