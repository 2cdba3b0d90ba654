"""The home page of a signed-in person, the list of what waits for her, to be printed, and the search over everything."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from goufu.core.pages import needs
from goufu.core.principal import Principal
from goufu.core.search import LONGEST
from goufu.core.search import search as search_all
from goufu.core.work import groups_of, next_steps_of, work_of


def home(request: HttpRequest) -> HttpResponse:
    """The home page: the agent's next step and work, and the panels that rooms contribute."""
    agent = request.agent  # type: ignore[attr-defined]
    steps = next_steps_of(agent)
    context = {
        "step": next(iter(steps), None),
        "other_steps": [step for step in steps[1:] if not step.why],
        "first_steps": [step for step in steps if step.why],
        "work": work_of(agent),
    }
    return render(request, "core/home.html", context)


@require_safe
@needs()
def todo(request: HttpRequest, agent: Principal) -> HttpResponse:
    """What waits for the agent, the first ones of each kind and how many there are, on one page for the printer."""
    return render(request, "core/todo.html", {"agent": agent, "groups": groups_of(agent)})


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What was found of each kind of things, as far as the agent may see them; for everybody, what is public."""
    text = " ".join(request.GET.get("q", "").split())[:LONGEST]
    agent = request.agent or None  # type: ignore[attr-defined]
    context = {"text": text, "groups": search_all(agent, text) if text else []}
    return render(request, "core/search.html", context)
