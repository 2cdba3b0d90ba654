"""Which rooms have pages here, and the doors to them."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec

from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from goufu.registry.permissions import Permission


@dataclass(frozen=True)
class Room:
    """A room with pages: its package below goufu, and the path under which its addresses lie."""

    package: str
    path: str

    @property
    def urls(self) -> str:
        return f"goufu.{self.package}.urls"

    @property
    def is_open(self) -> bool:
        """Whether its package has addresses."""
        return bool(find_spec(f"goufu.{self.package}") and find_spec(self.urls))


@dataclass(frozen=True)
class Door:
    """A way in from the head of each page, for whoever has the permission; without one for everybody."""

    title: str | Promise
    url: str
    permission: Permission | None = None

    def is_open_to(self, request: HttpRequest) -> bool:
        agent = getattr(request, "agent", None)
        return self.leads_somewhere and (not self.permission or bool(agent and agent.may(self.permission)))

    @property
    def leads_somewhere(self) -> bool:
        try:
            return bool(resolve(self.url))
        except Resolver404:
            return False


_ALL = (
    Room("check", "check/"),
    Room("law", "rules/"),
    Room("catalogue", "catalogue/"),
    Room("supervision", "journal/"),
    Room("registry", ""),
    Room("planning", ""),
)
ROOMS = [room for room in _ALL if room.is_open]
DOORS = (
    Door(_("项目"), "/projects/", Permission.SEE_PROJECTS),
    Door(_("预算"), "/budget/", Permission.SEE_BUDGET),
    Door(_("目录"), "/catalogue/", Permission.SEE_EDITIONS),
    Door(_("预审"), "/check/"),
    Door(_("规则"), "/rules/"),
    Door(_("单位"), "/bodies/", Permission.SEE_BODIES),
    Door(_("人员"), "/people/", Permission.SEE_PEOPLE),
    Door(_("日志"), "/journal/", Permission.SEE_JOURNAL),
)


def navigation(request: HttpRequest) -> dict[str, object]:
    """The doors that are open to whoever asks, and what a checked list may become (the name of an address, or '').

    Found when a page shows them: an error page never does.
    """
    return {
        "navigation": SimpleLazyObject(lambda: _doors(request)),
        "checked_list_becomes": SimpleLazyObject(lambda: _checked_list_becomes(request)),
    }


def _checked_list_becomes(request: HttpRequest) -> str:
    agent = getattr(request, "agent", None)
    return "planning:from_list" if agent and agent.may(Permission.WRITE_PROJECT) else ""


def _doors(request: HttpRequest) -> list[dict[str, object]]:
    return [
        {"title": door.title, "url": door.url, "here": request.path.startswith(door.url)}
        for door in DOORS
        if door.is_open_to(request)
    ]
