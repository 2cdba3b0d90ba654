"""Contributions of rooms to the whole.

A room is a package with an `apps.py`. Its AppConfig has these optional class attributes:

    url_prefix = "rules/"                               the prefix of the room's urls.py
    navigation = [{"title": _("规则"), "url": "/rules/", "order": 50, "permission": "…"}]
    landing = "check:start"                             the first page before sign-in; set by one room
    router = ("/projects", "goufu.planning.api.router")  the room's part of the API
    work = ["goufu.planning.work.waiting"]              an agent's work in groups: see core.work
    next_steps = ["goufu.planning.work.next_steps"]     what a role begins with, on its home page: see core.work
    panels = {"home": ["goufu.funds.panels.money"]} parts of other rooms' pages: see core.panels
    stations = ["goufu.planning.stations.STATIONS"]     how far a project has come: see core.stations
    facts = {"plan": ["goufu.planning.facts.PROJECTS"]} the facts of a stage's records: see core.fact_views
    documents = {"edition": "goufu.catalogue.documents.edition"}  things with documents: see documents.subjects
    search = ["goufu.planning.searching.projects"]      things in the search of the head: see core.search
    guide = {"planning": "purchasing"}                  the chapter for a page: see guide.help
    seen_projects = ["goufu.planning.queries.projects.seen_among"]  which projects an agent may see: see decisions.queries
    uses_projects = ["goufu.procurement.holding.in_procurement"]  why an approved project can't be opened again: planning.actions.deciding
    after_approval = ["goufu.procurement.panels.begin"]    the next step on an approved project: planning.advance
    listens = {"registry.body.changed": "goufu…"}       the listener for a message: see core.messages
    impacts = ["goufu.planning.impact.projects"]        what a change of a body takes along: see registry.impact
    veils = ["goufu.procurement.veils.veiled_bids"]     things whose log entries nobody is shown yet: see supervision.queries
    status = ["goufu.core.status.jobs"]                 what the operator is told: see core.status
    settings = ["goufu.procurement.methods.settings_of_room"]  numbers that an office may set: see core.office_settings
    prepares = ["goufu.registry.place_data.load_places"]  run at each start, after migrate; changes nothing a second time

Found by name: urls.py, words.py (journal.words), transitions.py (core.transitions), tasks.py (jobs), and the modules of
commands/ (config.cli).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import AppConfig, apps
from django.http import HttpRequest
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.module_loading import import_string

from goufu.core.permissions import Permission


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """A link in the head of each page, for agents with the permission, for all agents, or for everybody.

    for_visitors: with a permission, also for those who act for nobody.
    """

    title: str | Promise
    url: str
    order: int
    permission: Permission | None = None
    for_agents: bool = False
    for_visitors: bool = False

    def is_open_to(self, request: HttpRequest) -> bool:
        agent = getattr(request, "agent", None)
        if self.permission:
            return agent.may(self.permission) if agent else self.for_visitors
        return bool(agent) or not self.for_agents

    def is_here(self, request: HttpRequest) -> bool:
        """Whether the page is the link's, or one below it; the home page has none below."""
        return request.path == self.url or (self.url != "/" and request.path.startswith(self.url))


def rooms() -> Iterator[AppConfig]:
    """The rooms of this installation."""
    return (each for each in apps.get_app_configs() if each.name.startswith("goufu."))


def contributions(name: str) -> Iterator[Any]:
    """The values of the AppConfig attribute of that name, of the rooms that have it."""
    return (getattr(room, name) for room in rooms() if hasattr(room, name))


def contributed_objects(name: str, key: str | None = None) -> list[Any]:
    """The objects that rooms name by dotted path in the attribute: a list, or a dictionary of lists under a key."""
    lists = (said if key is None else said.get(key, ()) for said in contributions(name))
    return [import_string(path) for paths in lists for path in paths]


@cache
def navigation_items() -> list[NavigationItem]:
    """The navigation items of all rooms in their order; made once, since rooms are the same while we run."""
    items = [
        NavigationItem(
            item["title"],
            item["url"],
            item["order"],
            Permission(item["permission"]) if "permission" in item else None,
            item.get("for_agents", False),
            item.get("for_visitors", False),
        )
        for said in contributions("navigation")
        for item in said
    ]
    return sorted(items, key=lambda item: item.order)


def navigation(request: HttpRequest) -> dict[str, object]:
    """The template context of every page: the agent's navigation items. Lazy, since error pages don't need them."""
    return {"navigation": SimpleLazyObject(lambda: _open_items(request))}


def _open_items(request: HttpRequest) -> list[dict[str, object]]:
    """What is open to the agent; of two doors on the way to this page, one address below the other, the nearer is here."""
    items = [item for item in navigation_items() if item.is_open_to(request)]
    nearest = max((item.url for item in items if item.is_here(request)), key=len, default="")
    return [{"title": item.title, "url": item.url, "here": item.url == nearest} for item in items]
