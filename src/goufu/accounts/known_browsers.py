"""Known browsers: those in which a person has signed in before, by a signed cookie that is bound to the account.

What others type wrong elsewhere never locks a person out of them; what is typed wrong in one counts for it alone (OWASP
calls it a device cookie). It opens nothing: both factors are asked for as in any other browser.
"""

from __future__ import annotations

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from goufu.core.client import client_network
from goufu.core.limits import Limit

COOKIE = "known_browser"
SALT = "goufu.accounts.known_browsers"
LASTS_SECONDS = 180 * 24 * 3600
MOST_PEOPLE = 8  # of one browser, those who signed in last

# That somebody has signed in from an address is remembered so long: the limits for who has no account are higher there.
SIGNED_IN_FROM = Limit("signed in from", most=1, seconds=30 * 24 * 3600)

Numbers = dict[str, str]  # the browser's random number for each account, by the person's


def number_of(request: HttpRequest, person: int | None) -> str | None:
    """The number of this browser for that account; None when the person has not signed in here."""
    return _read(request).get(str(person)) if person is not None else None


def any_number(request: HttpRequest) -> str | None:
    """The number of this browser for whoever signed in last; None when nobody has."""
    return next(reversed(_read(request).values()), None)


def last_person(request: HttpRequest) -> int | None:
    """The number of the person who signed in last in this browser."""
    last = next(reversed(_read(request)), None)
    return int(last) if last else None


def remember(request: HttpRequest, response: HttpResponse, person: int) -> None:
    """Makes this browser one that is known for the account, or keeps it so for another half a year."""
    SIGNED_IN_FROM.take(client_network(request))
    known = _read(request)
    number = known.pop(str(person), None) or secrets.token_urlsafe(16)
    kept = {**dict(list(known.items())[-(MOST_PEOPLE - 1) :]), str(person): number}
    response.set_cookie(
        COOKIE,
        signing.dumps(kept, salt=SALT),
        max_age=LASTS_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def people_sign_in_from(request: HttpRequest) -> bool:
    """Whether somebody has signed in from the request's address within a month."""
    return SIGNED_IN_FROM.is_reached(client_network(request))


def _read(request: HttpRequest) -> Numbers:
    try:
        known: Numbers = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=LASTS_SECONDS)
    except signing.BadSignature:
        return {}
    return known
