"""Shared parts of all pages: the permission check and the token that makes each form count once."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import UUID, uuid4

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django_htmx.http import HttpResponseClientRedirect

from goufu.core.errors import NotFound
from goufu.core.permissions import Permission
from goufu.core.principal import Principal

P = ParamSpec("P")
AgentView = Callable[Concatenate[HttpRequest, Any, P], HttpResponse]  # the agent: registry.agents.Agent


def needs(
    permission: Permission | None = None,
) -> Callable[[AgentView[P]], Callable[Concatenate[HttpRequest, P], HttpResponse]]:
    """A decorator that passes the agent to the view. Not signed in: redirected to sign-in; no permission: 404."""

    def wrap(view: AgentView[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return _to_sign_in(request)
            agent: Principal | None = request.agent  # type: ignore[attr-defined]
            if not agent or (permission and not agent.may(permission)):
                raise NotFound
            return view(request, agent, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return wrap


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """The redirect of the whole page, not only of the part that htmx replaces, and back to it after sign-in."""
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect_to_login(request.get_full_path())
    shown = request.htmx.current_url_abs_path or request.get_full_path()  # type: ignore[attr-defined]
    return HttpResponseClientRedirect(redirect_to_login(shown).url)


def once(request: HttpRequest) -> UUID:
    """The token sent with the form (hidden field `once`); a new one when the form is shown."""
    try:
        return UUID(request.POST["once"])
    except (KeyError, ValueError):
        return uuid4()
