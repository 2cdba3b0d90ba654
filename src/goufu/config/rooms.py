"""Which rooms have pages here, and where."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Room:
    """A room with pages: its package below goufu, its name for people, its path."""

    package: str
    title: str | Promise
    path: str

    @property
    def urls(self) -> str:
        return f"goufu.{self.package}.urls"

    @property
    def is_open(self) -> bool:
        """Whether its package has addresses."""
        return bool(find_spec(f"goufu.{self.package}") and find_spec(self.urls))


_ALL = (
    Room("check", _("预审"), "check/"),
    Room("law", _("规则"), "rules/"),
    Room("supervision", _("存证"), "journal/"),
)
ROOMS = [room for room in _ALL if room.is_open]


def navigation(request: HttpRequest) -> dict[str, list[dict[str, object]]]:
    """The doors in the head of each page."""
    doors: list[dict[str, object]] = [
        {"title": room.title, "url": f"/{room.path}", "here": request.path.startswith(f"/{room.path}")}
        for room in ROOMS
    ]
    return {"navigation": doors}
