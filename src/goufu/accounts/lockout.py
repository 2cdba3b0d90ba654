"""The lock after too many wrong passwords or codes.

Counted are failures of a name from one range of addresses, of a name from anywhere (slowly), and of all names from one
range. In a browser in which the person has signed in before only what is typed wrong there counts. A passkey is never
locked: there is nothing to guess.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from goufu.accounts import known_browsers
from goufu.core.client import client_range
from goufu.core.limits import Limit
from goufu.registry.models import Person

DAY = 24 * 3600


class Locked(Exception):
    """There were too many failures; the try isn't made."""


@dataclass(frozen=True, slots=True)
class Try:
    """A try that may be made, and what it was counted by."""

    counted: tuple[tuple[Limit, str, str], ...]

    def succeeded(self) -> None:
        """Takes back what was counted: only failures count."""
        for limit, subject, place in self.counted:
            limit.give_back(subject, place)


def begin(request: HttpRequest, subject: str, person: int | None) -> Try:
    """Counts a try for the subject (a user name, or what `code_of` gives) as a failure until it succeeds. Raises Locked."""
    made: list[tuple[Limit, str, str]] = []
    for limit, counted, place in _counts(request, subject, person):
        if not limit.take(counted, place):
            Try(tuple(made)).succeeded()
            raise Locked
        made.append((limit, counted, place))
    return Try(tuple(made))


def _counts(request: HttpRequest, subject: str, person: int | None) -> Iterator[tuple[Limit, str, str]]:
    if number := known_browsers.number_of(request, person):
        yield _in_browser(), subject, number
        return
    place = client_range(request)
    yield _from_range(), subject, place
    yield _from_anywhere(), subject, ""
    yield _of_range(), place, ""


def is_locked(person: Person) -> bool:
    """Whether even the right password or code is refused somewhere."""
    limits = (_in_browser(), _from_range(), _from_anywhere())
    return any(limit.is_reached(subject) for subject in _subjects(person) for limit in limits)


def unlock(person: Person) -> None:
    """Forgets the failures of the person's name and codes."""
    for subject in _subjects(person):
        for limit in (_in_browser(), _from_range(), _from_anywhere()):
            limit.clear(subject)


def code_of(person: int) -> str:
    """The subject by which wrong codes of a person are counted."""
    return f"code {person}"


def _subjects(person: Person) -> tuple[str, str]:
    return person.username, code_of(person.pk)


def _in_browser() -> Limit:
    return Limit("sign-in browser", settings.SIGN_IN_TRIES, settings.SIGN_IN_LOCK_SECONDS)


def _from_range() -> Limit:
    return Limit("sign-in name and range", settings.SIGN_IN_TRIES, settings.SIGN_IN_LOCK_SECONDS)


def _from_anywhere() -> Limit:
    return Limit("sign-in name", 20 * settings.SIGN_IN_TRIES, DAY)


def _of_range() -> Limit:
    """High, since a whole county's offices may share one address; one name reaches a small part of it."""
    return Limit("sign-in range", 60 * settings.SIGN_IN_TRIES, settings.SIGN_IN_LOCK_SECONDS)
