"""The home page of a signed-in person."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from goufu.core.work import waiting_for


def home(request: HttpRequest) -> HttpResponse:
    """The home page: the agent's work items, and the panels that rooms contribute."""
    agent = request.agent  # type: ignore[attr-defined]
    return render(request, "core/home.html", {"todo": waiting_for(agent)})
