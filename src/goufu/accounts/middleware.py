"""The agents of a request: those that the signed-in person may act as, and the one chosen."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from goufu import wall_clock
from goufu.registry.agents import Agent, agents_of

Handler = Callable[[HttpRequest], HttpResponse]
AT_WORK_FOR = "body"  # the session's key for the number of the body chosen


def set_agent(handle: Handler) -> Handler:
    """Sets `agents` and `agent` on the request, lazily: no query is made before they are used."""

    def know(request: HttpRequest) -> HttpResponse:
        request.agents = SimpleLazyObject(lambda: _agents(request))  # type: ignore[attr-defined]
        request.agent = SimpleLazyObject(lambda: _agent(request))  # type: ignore[attr-defined]
        return handle(request)

    return know


def _agents(request: HttpRequest) -> list[Agent]:
    person = request.user
    return agents_of(person, wall_clock.today()) if person.is_authenticated else []


def _agent(request: HttpRequest) -> Agent | None:
    agents: list[Agent] = request.agents  # type: ignore[attr-defined]
    chosen = request.session.get(AT_WORK_FOR)
    return next((agent for agent in agents if agent.body.pk == chosen), agents[0] if agents else None)
