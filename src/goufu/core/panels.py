"""Panels: parts of a page that other rooms contribute.

A room names a function in its AppConfig under the page's name: `panels = {"home": ["goufu.funds.panels.money"]}`.
The page shows them with `{% panels "home" %}`, or `{% panels "registry:person" person %}` for the thing it is about.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from goufu.core.rooms import contributed_objects


@dataclass(frozen=True, slots=True)
class Panel:
    """A template and its context; panels are sorted by `order`."""

    template: str
    context: Mapping[str, Any]
    order: int = 50


PanelSource = Callable[[HttpRequest, Any], Panel | None]


def panels_of(page: str, request: HttpRequest, thing: object = None) -> list[Panel]:
    """The panels that rooms contribute to the page for this request, in their order."""
    sources: list[PanelSource] = contributed_objects("panels", page)
    found = (source(request, thing) for source in sources)
    return sorted((panel for panel in found if panel), key=lambda panel: panel.order)
