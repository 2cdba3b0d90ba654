"""The first page of whoever has signed in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from goufu.core.work import waiting_for


def home(request: HttpRequest) -> HttpResponse:
    """What waits for the agent, and what rooms have to show besides."""
    agent = request.agent  # type: ignore[attr-defined]
    return render(request, "core/home.html", {"todo": waiting_for(agent)})
