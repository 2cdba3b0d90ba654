"""What rooms offer to the house.

A room is a package with an `apps.py`. Its AppConfig says in plain class attributes, each of which may be left out:

    url_prefix = "rules/"                               below it lie the addresses of the room's urls.py
    navigation = [{"title": _("规则"), "url": "/rules/", "order": 50, "permission": "…"}]
    landing = "check:start"                             the first page of whoever has not signed in; one room says it
    router = ("/projects", "goufu.planning.api.router")  the room's part of the API
    work = ["goufu.planning.work.waiting"]              what waits for an agent: see core.work
    panels = {"home": ["goufu.planning.panels.recent"]} parts of other rooms' pages: see core.panels
    stations = ["goufu.planning.stations.STATIONS"]     how far a project has come: see core.stations
    facts = {"plan": ["goufu.planning.facts.PROJECTS"]} what the law is told of a stage's records: see core.fact_views
    documents = {"edition": "goufu.catalogue.documents.edition"}  things that papers belong to: see documents.subjects
    listens = {"registry.body.renamed": "goufu…"}       what the room does when another tells it so: see core.messages

Found by their names are urls.py, words.py (journal.words), tasks.py (jobs), and command.py (config.cli).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import AppConfig, apps
from django.http import HttpRequest
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.module_loading import import_string

from goufu.core.permissions import Permission


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """A way in from the head of each page, for whoever has the permission; without one for everybody."""

    title: str | Promise
    url: str
    order: int
    permission: Permission | None = None

    def is_open_to(self, request: HttpRequest) -> bool:
        agent = getattr(request, "agent", None)
        return not self.permission or bool(agent and agent.may(self.permission))


def rooms() -> Iterator[AppConfig]:
    """The rooms of this installation."""
    return (each for each in apps.get_app_configs() if each.name.startswith("goufu."))


def contributions(name: str) -> Iterator[Any]:
    """What the rooms say under that name, of those that say it."""
    return (getattr(room, name) for room in rooms() if hasattr(room, name))


def contributed_objects(name: str, key: str | None = None) -> list[Any]:
    """What rooms name by their dotted paths in a list, or in a dictionary of lists under a key."""
    lists = (said if key is None else said.get(key, ()) for said in contributions(name))
    return [import_string(path) for paths in lists for path in paths]


def navigation_items() -> list[NavigationItem]:
    items = [
        NavigationItem(
            item["title"],
            item["url"],
            item["order"],
            Permission(item["permission"]) if "permission" in item else None,
        )
        for said in contributions("navigation")
        for item in said
    ]
    return sorted(items, key=lambda item: item.order)


def navigation(request: HttpRequest) -> dict[str, object]:
    """The context of every page: the items open to whoever asks. Found when shown: an error page never does."""
    return {"navigation": SimpleLazyObject(lambda: _open_items(request))}


def _open_items(request: HttpRequest) -> list[dict[str, object]]:
    return [
        {"title": item.title, "url": item.url, "here": request.path.startswith(item.url)}
        for item in navigation_items()
        if item.is_open_to(request)
    ]
