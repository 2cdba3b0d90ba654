"""Suggestions for a field while typing."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from goufu import wall_clock
from goufu.core.pages import needs
from goufu.core.permissions import Permission
from goufu.registry.agents import Agent
from goufu.registry.queries import bodies, places, providers
from goufu.registry.queries.bodies import MOST_SUGGESTED


@require_safe
@needs()
def suggest_places(request: HttpRequest, agent: Agent) -> HttpResponse:
    return _suggest(request, map(places.as_suggestion, places.find_places(_typed(request))[:MOST_SUGGESTED]))


@require_safe
@needs(Permission.SEE_BODIES)
def suggest_bodies(request: HttpRequest, agent: Agent) -> HttpResponse:
    return _suggest(request, map(bodies.as_suggestion, bodies.suggested(agent, _typed(request))))


@require_safe
@needs(Permission.SEE_BODIES)
def suggest_offices(request: HttpRequest, agent: Agent) -> HttpResponse:
    return _suggest(
        request, map(bodies.as_suggestion, bodies.suggested(agent, _typed(request), offices=True))
    )


@require_safe
@needs(Permission.WRITE_PROJECT)
def suggest_providers(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Suggestions of providers from the whole registry, since providers are public."""
    found = providers.suggested(_typed(request), wall_clock.today())
    return _suggest(request, map(bodies.as_suggestion, found))


def _typed(request: HttpRequest) -> str:
    """The typed text: the request's one value, whatever its field is called."""
    return " ".join(request.GET.dict().values())[:100]


def _suggest(request: HttpRequest, suggestions: Iterable[str]) -> HttpResponse:
    return render(request, "registry/suggestions.html", {"suggestions": suggestions})
