"""Signing in with one click, which the log tells as it tells of every sign-in."""

from __future__ import annotations

from allauth.account.signals import user_logged_in
from django.conf import settings
from django.contrib.auth import login
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.http import HttpRequest

from goufu.accounts.sessions import second_factor_is_given
from goufu.registry.models import Person


def enter(request: HttpRequest, person: Person) -> None:
    """Signs in as that person. The session is held for one with a second factor; the log says that none was given."""
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    second_factor_is_given(request.session)
    user_logged_in.send(sender=Person, request=request, user=person)


def come_to_work(person: Person) -> None:
    """Signs in as that person without a browser. No session is stored."""
    request = HttpRequest()
    request.META["REMOTE_ADDR"] = "127.0.0.1"
    request.session = SessionStore()
    enter(request, person)
