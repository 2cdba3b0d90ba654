"""The length of sessions, and the set-up required before any work: an own password, and a second factor."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect

from goufu.registry.agents import Agent

Handler = Callable[[HttpRequest], HttpResponse]

# Keys of the session.
SIGNED_IN_AT = "signed_in_at"
SEEN_AT = "seen_at"
SECOND_FACTOR = "second_factor"  # when it was given

SEEN_EVERY_SECONDS = 60  # at most one write to the session in this time
PROVING = {"mfa_reauthenticate", "mfa_reauthenticate_webauthn"}
ALWAYS_OPEN = {"account_logout", "account_inactive", "set_language", "health"}


def begin(session: SessionBase) -> None:
    """Stores the time of sign-in in the session."""
    session[SIGNED_IN_AT] = session[SEEN_AT] = int(time.time())


def second_factor_is_given(session: SessionBase) -> None:
    session[SECOND_FACTOR] = int(time.time())


def just_proved(session: SessionBase) -> bool:
    """Whether the second factor was given within the last minutes (ACCOUNT_REAUTHENTICATION_TIMEOUT)."""
    given = session.get(SECOND_FACTOR)
    return given is not None and bool(time.time() - given < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)


def end_old_sessions(handle: Handler) -> Handler:
    """Middleware that signs out a person who was idle too long, or signed in too long ago."""

    def check(request: HttpRequest) -> HttpResponse:
        if SESSION_KEY in request.session:
            now = int(time.time())
            if _is_over(request.session, now):
                request.session.flush()
                request.user = AnonymousUser()
            elif now - request.session[SEEN_AT] >= SEEN_EVERY_SECONDS:
                request.session[SEEN_AT] = now
        return handle(request)

    return check


def _is_over(session: SessionBase, now: int) -> bool:
    if SEEN_AT not in session or SIGNED_IN_AT not in session:
        return True
    idle, whole = now - session[SEEN_AT], now - session[SIGNED_IN_AT]
    return bool(idle >= settings.SESSION_IDLE_SECONDS or whole >= settings.SESSION_COOKIE_AGE)


class RequireSetUp:
    """Middleware that redirects to the password page or the second-factor pages until these are set up."""

    def __init__(self, handle: Handler) -> None:
        self.handle = handle

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.handle(request)

    def process_view(
        self, request: HttpRequest, view: object, args: Sequence[object], kwargs: Mapping[str, object]
    ) -> HttpResponse | None:
        page = request.resolver_match.url_name if request.resolver_match else None
        if page in ALWAYS_OPEN or not request.user.is_authenticated:
            return None
        if request.user.must_change_password:
            return None if page == "account_change_password" else _lead(request, "account_change_password")
        agents: list[Agent] = request.agents  # type: ignore[attr-defined]
        if request.session.get(SECOND_FACTOR) or not agents:
            return None
        # One that was set up in another session a password alone must not change here.
        if has_second_factor(request.user):
            return None if page in PROVING else _lead(request, "mfa_reauthenticate")
        return None if _belongs_to_set_up(page) else _lead(request, "mfa_index")


def has_second_factor(person: AbstractBaseUser) -> bool:
    """Whether the person has set up a second factor; recovery codes alone don't count."""
    return bool(is_mfa_enabled(person, [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]))


def second_factor_given(request: HttpRequest, person: AbstractBaseUser) -> bool:
    """Whether this sign-in had a second factor: one of ours, or the provider's where the settings trust it."""
    return any(_is_second_factor(record) for record in get_authentication_records(request, person))


def _is_second_factor(record: dict[str, Any]) -> bool:
    if record["method"] == "mfa":
        return True
    return record["method"] == "socialaccount" and record["provider"] in settings.PROVIDERS_WITH_SECOND_FACTOR


def _belongs_to_set_up(page: str | None) -> bool:
    return page is not None and (page.startswith("mfa_") or page == "account_reauthenticate")


def _lead(request: HttpRequest, page: str) -> HttpResponse:
    target = reverse(page)
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponseClientRedirect(target)
    if request.method == "GET":
        target = f"{target}?{urlencode({'next': request.get_full_path()})}"
    return redirect(target)
