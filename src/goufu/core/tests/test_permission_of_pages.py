"""Who gets to a page: whoever works for a body and has the permission there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails

from goufu.core.errors import NotFound
from goufu.core.pages import needs
from goufu.core.permissions import Permission
from goufu.core.principal import System


class SignedIn:
    is_authenticated = True


class May:
    """An agent with one permission."""

    def may(self, permission: Permission) -> bool:
        return permission is Permission.SEE_BUDGET


def asked(agent: object, user: object = SignedIn(), **headers: str) -> HttpRequest:
    request = RequestFactory().get("/budget/?year=2026", headers=headers)
    request.user, request.agent = user, agent  # type: ignore[attr-defined, assignment]
    request.htmx = HtmxDetails(request)  # type: ignore[attr-defined]
    return request


def page(permission: Permission | None) -> Callable[[HttpRequest], HttpResponse]:
    @needs(permission)
    def view(request: HttpRequest, agent: Any) -> HttpResponse:
        return HttpResponse(type(agent).__name__)

    return view


def test_the_page_gets_the_agent_who_may() -> None:
    assert page(Permission.SEE_BUDGET)(asked(May())).content == b"May"


def test_a_page_for_everybody_at_work_asks_for_no_permission() -> None:
    assert page(None)(asked(May())).content == b"May"


@pytest.mark.parametrize(
    ("permission", "agent"),
    [(Permission.KEEP_BUDGET, May()), (Permission.SEE_BUDGET, None), (None, None)],
)
def test_for_all_others_the_page_is_not_there(permission: Permission | None, agent: object) -> None:
    with pytest.raises(NotFound):
        page(permission)(asked(agent))


def test_whoever_has_not_signed_in_is_led_there_and_back() -> None:
    answer = page(None)(asked(None, AnonymousUser()))
    assert answer.headers["Location"] == "/account/login/?next=/budget/%3Fyear%3D2026"


@pytest.mark.parametrize(
    ("shown", "back"),
    [("http://testserver/projects/3/", "/projects/3/"), ("http://elsewhere/", "/budget/%3Fyear%3D2026")],
)
def test_a_part_of_a_page_leads_back_to_the_page_that_was_shown(shown: str, back: str) -> None:
    headers = {"hx-request": "true", "hx-current-url": shown}
    answer = page(None)(asked(None, AnonymousUser(), **headers))
    assert answer.headers["HX-Redirect"] == f"/account/login/?next={back}"


def test_the_program_may_everything_and_is_nobody() -> None:
    system = System()
    assert system.may(Permission.APPOINT) is True
    assert system.may_on(Permission.APPOINT, None) is True  # type: ignore[arg-type]
    with pytest.raises(NotImplementedError):
        _ = system.person
    with pytest.raises(NotImplementedError):
        _ = system.body
