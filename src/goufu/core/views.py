"""The home page of a signed-in person."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from goufu.core.work import next_steps_of, work_of


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
