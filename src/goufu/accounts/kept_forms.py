"""A form that was sent after the session had ended: kept, and sent again by the same person after sign-in.

It is kept in the new session, encrypted, and bound to the person whose session had ended, or who signed in last in this
browser. Nothing is sent again by itself: a page shows what was typed, and the person presses a button there, with a
token against forgery of the new session.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import resolve_url
from django.urls import reverse

from goufu.accounts import known_browsers
from goufu.accounts.sessions import ALWAYS_OPEN
from goufu.core.personal import KeyMissing, seal, unseal

Handler = Callable[[HttpRequest], HttpResponse]

KEPT = "kept_form"  # in the session
_MAY_BE_KEPT = "may_be_kept"  # on the request
LONGEST = 200_000  # characters of all names and values
SECRET = {"csrfmiddlewaretoken", "code", "credential"}
REDIRECTS = ("Location", "HX-Redirect")


@dataclass(frozen=True, slots=True)
class KeptForm:
    """The fields that were sent to an address, by a person. has_files: files came along, which are not kept."""

    person: int
    address: str
    fields: list[tuple[str, str]]
    has_files: bool


class KeepForms:
    """Middleware, before the one that ends sessions: keeps a form that nobody signed in has sent, and that is answered
    by the sign-in page. A sign-out is no such form, whatever comes along with it."""

    def __init__(self, handle: Handler) -> None:
        self.handle = handle

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return self.handle(request)
        ended = request.session.get(SESSION_KEY)  # before it is flushed
        person = int(ended) if ended else known_browsers.last_person(request)
        response = self.handle(request)
        if request.user.is_authenticated:
            _forget_what_is_sent(request)
        elif (
            person
            and getattr(request, _MAY_BE_KEPT, False)
            and (header := _leads_to_sign_in(response))
            and (kept := _kept(request, person))
        ):
            request.session[KEPT] = seal(json.dumps(asdict(kept)))
            response[header] = redirect_to_login(reverse("accounts:kept_form")).url
        return response

    def process_view(
        self, request: HttpRequest, view: object, args: Sequence[object], kwargs: Mapping[str, object]
    ) -> None:
        """Notes, before the page answers, whether its session was over, and whether the page wants one at all."""
        page = request.resolver_match.url_name if request.resolver_match else None
        is_over = request.method == "POST" and not request.user.is_authenticated
        setattr(request, _MAY_BE_KEPT, is_over and page not in ALWAYS_OPEN)


def kept_form(request: HttpRequest) -> KeptForm | None:
    """The form kept for the signed-in person; one of somebody else is deleted."""
    stored = request.session.get(KEPT)
    if stored is None:
        return None
    try:
        kept = KeptForm(**json.loads(unseal(stored)))
    except KeyMissing:
        kept = None
    if kept is None or kept.person != request.user.pk:
        forget(request)
        return None
    return kept


def forget(request: HttpRequest) -> None:
    request.session.pop(KEPT, None)


def _leads_to_sign_in(response: HttpResponse) -> str:
    """The header by which the response leads to the sign-in page, '' when it doesn't."""
    page = resolve_url(settings.LOGIN_URL)
    return next((name for name in REDIRECTS if response.headers.get(name, "").startswith(page)), "")


def _kept(request: HttpRequest, person: int) -> KeptForm | None:
    """The form as it is kept; None when there is nothing to keep, or too much."""
    fields = [(name, value) for name, value in _fields(request.POST) if not _is_secret(name)]
    if not fields or sum(len(name) + len(value) for name, value in fields) > LONGEST:
        return None
    return KeptForm(person, request.get_full_path(), fields, bool(request.FILES))


def _fields(sent: QueryDict) -> list[tuple[str, str]]:
    return [(name, str(value)) for name, values in sent.lists() for value in values]


def _is_secret(name: str) -> bool:
    return name in SECRET or "password" in name


def _forget_what_is_sent(request: HttpRequest) -> None:
    if KEPT in request.session and (kept := kept_form(request)) and kept.address == request.get_full_path():
        forget(request)
