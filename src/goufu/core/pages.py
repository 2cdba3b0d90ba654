"""What pages of all rooms share: only whoever has the permission gets in, and every form is done once."""

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
    """The view gets the agent after the request. Nobody signed in: to the sign-in page; without the permission: 404."""

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
    """The whole page, not the part of it that htmx would put the answer in; back to where the person was."""
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect_to_login(request.get_full_path())
    shown = request.htmx.current_url_abs_path or request.get_full_path()  # type: ignore[attr-defined]
    return HttpResponseClientRedirect(redirect_to_login(shown).url)


def once(request: HttpRequest) -> UUID:
    """The token with which the form was sent; a new one for a form that is shown (field `once`, hidden)."""
    try:
        return UUID(request.POST["once"])
    except (KeyError, ValueError):
        return uuid4()
