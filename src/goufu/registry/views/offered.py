"""What fits to what is being typed into a field."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from goufu.core.pages import needs
from goufu.core.permissions import Permission
from goufu.registry.agents import Agent
from goufu.registry.queries import bodies, places, providers

MOST = 20


@require_safe
@needs()
def offer_places(request: HttpRequest, agent: Agent) -> HttpResponse:
    return _offer(request, map(places.as_offered, places.find_places(_typed(request))[:MOST]))


@require_safe
@needs(Permission.SEE_BODIES)
def offer_bodies(request: HttpRequest, agent: Agent) -> HttpResponse:
    return _offer(request, map(bodies.as_offered, bodies.offered(agent, _typed(request))))


@require_safe
@needs(Permission.SEE_BODIES)
def offer_offices(request: HttpRequest, agent: Agent) -> HttpResponse:
    return _offer(request, map(bodies.as_offered, bodies.offered(agent, _typed(request), offices=True)))


@require_safe
@needs(Permission.WRITE_PROJECT)
def offer_providers(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Of the whole registry: who may provide is no secret."""
    found = providers.offered(_typed(request), timezone.localdate())
    return _offer(request, map(bodies.as_offered, found))


def _typed(request: HttpRequest) -> str:
    """The one value that came, whatever its field is called."""
    return " ".join(request.GET.dict().values())[:100]


def _offer(request: HttpRequest, offered: Iterable[str]) -> HttpResponse:
    return render(request, "registry/offered.html", {"offered": offered})
