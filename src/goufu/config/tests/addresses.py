"""Every address of the project, for the tests that no single room owns, and what rooms say of their own.

A room says in its `tests/addresses.py`:

    ARGUMENTS = {"planning:project": lambda county: {"number": a_project(county.civil).pk}}
    MANY = {"projects": make_projects}     # make_projects(county, count) makes so many more
    SENT = {"api:draft-project": lambda county: {"title": "助浴", "year": 2026}}
    COMMON = {__name__: draft}             # draft(county) makes what most of ARGUMENTS begin with

ARGUMENTS: for an address with arguments, what they are; the thing belongs to the civil affairs bureau. MANY: what lists
are lists of, named in tests/query_ceilings.csv. SENT: what an address is sent that reads it before it asks who sends it.
COMMON: what takes long to make, and is made once for all addresses whose arguments this module says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from goufu.registry.tests.county import County

Arguments = Callable[[County], Mapping[str, Any]]
Many = Callable[[County, int], None]


@dataclass(frozen=True, slots=True)
class Address:
    """A name in the URLs, with the names of its arguments."""

    name: str
    arguments: frozenset[str]

    def path(self, county: County) -> str:
        """Where it is in this county. Raises KeyError when no room says what its arguments are."""
        return self.of(arguments()[self.name](county) if self.arguments else {})

    def of(self, given: Mapping[str, Any]) -> str:
        """Where it is with these arguments."""
        return reverse(self.name, kwargs=dict(given) or None)


@cache
def addresses() -> dict[str, Address]:
    """All addresses by name; one without a name is named after its route, so that it can be complained about."""
    return {found.name: found for found in _walk(get_resolver(), (), frozenset())}


def arguments() -> dict[str, Arguments]:
    return _said_by_rooms("ARGUMENTS")


def many() -> dict[str, Many]:
    return _said_by_rooms("MANY")


def sent(name: str, county: County) -> Mapping[str, Any]:
    """What is sent to the address: nothing, where no room says more."""
    said = _said_by_rooms("SENT").get(name)
    return said(county) if said else {}


def room_of(name: str) -> str:
    """The module that says the address's arguments; nothing of an address without any."""
    return arguments()[name].__module__ if name in arguments() else ""


def common(room: str) -> Callable[[County], object]:
    """Makes what the addresses of such a module have in common."""
    made: Callable[[County], object] = _said_by_rooms("COMMON").get(room, lambda county: None)
    return made


def _walk(resolver: URLResolver, spaces: tuple[str, ...], above: frozenset[str]) -> Iterator[Address]:
    for each in resolver.url_patterns:
        asked = above | frozenset(each.pattern.converters) | frozenset(each.pattern.regex.groupindex)
        if isinstance(each, URLPattern):
            yield Address(":".join((*spaces, each.name or f"({each.pattern})")), asked)
        else:
            yield from _walk(each, (*spaces, each.namespace) if each.namespace else spaces, asked)


@cache
def _said_by_rooms(name: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for app in apps.get_app_configs():
        module = f"{app.name}.tests.addresses"
        if app.name.startswith("goufu.") and find_spec(f"{app.name}.tests") and find_spec(module):
            found |= getattr(import_module(module), name, {})
    return found
