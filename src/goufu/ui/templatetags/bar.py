"""The template tag for the bar on top of each page: `{% load bar %}{% bar %}`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from urllib.parse import quote

from django import template
from django.http import HttpRequest
from django.utils.safestring import SafeString

from goufu.ui.kept import kept

register = template.Library()


class Door(NamedTuple):
    """A link to a room; here: whether the page is the room's."""

    url: str
    title: str
    here: bool


class WorkedFor(NamedTuple):
    """A body for which the person may act; here: for which he does now."""

    number: int
    name: str
    here: bool


@register.simple_tag(takes_context=True)
def bar(context: template.Context) -> SafeString:
    """The bar, kept for all who have the same doors. Needs the request; agent and agents where somebody is signed in."""
    request: HttpRequest = context["request"]
    agent, path = getattr(request, "agent", None), request.get_full_path()
    same = {
        "doors": _doors(context.get("navigation") or ()),
        "help_url": str(context.get("help_url", "")),
        "is_signed_in": request.user.is_authenticated,
        "is_agent": bool(agent),
        "bodies": _bodies(request),
    }
    own = {
        "name": agent.person.name if agent else request.user,
        "body": agent.body.name if agent else "",
        "token": context.get("csrf_token", ""),
        "path": path,
        "path_quoted": quote(path),
    }
    return kept("components/bar.html", same=same, own=own)


def _doors(navigation: Iterable[Mapping[str, Any]]) -> tuple[Door, ...]:
    return tuple(Door(each["url"], str(each["title"]), each["here"]) for each in navigation)


def _bodies(request: HttpRequest) -> tuple[WorkedFor, ...]:
    """Those between which the person chooses: none where there is but one."""
    agents = getattr(request, "agents", None) or ()
    if len(agents) < 2:
        return ()
    chosen = request.agent.body.pk  # type: ignore[attr-defined]
    return tuple(WorkedFor(each.body.pk, each.body.name, each.body.pk == chosen) for each in agents)
