"""Who asks: the agents that the signed-in person may be, and the one that the person works as just now."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from goufu.registry.agents import Agent, agents_of

Handler = Callable[[HttpRequest], HttpResponse]
AT_WORK_FOR = "body"  # the session's note of the body that the person works for just now


def know_the_agent(handle: Handler) -> Handler:
    """Puts `agents` and `agent` on the request; nothing is asked of the database before somebody looks."""

    def know(request: HttpRequest) -> HttpResponse:
        request.agents = SimpleLazyObject(lambda: _agents(request))  # type: ignore[attr-defined]
        request.agent = SimpleLazyObject(lambda: _agent(request))  # type: ignore[attr-defined]
        return handle(request)

    return know


def _agents(request: HttpRequest) -> list[Agent]:
    person = request.user
    return agents_of(person, timezone.localdate()) if person.is_authenticated else []


def _agent(request: HttpRequest) -> Agent | None:
    agents: list[Agent] = request.agents  # type: ignore[attr-defined]
    chosen = request.session.get(AT_WORK_FOR)
    return next((agent for agent in agents if agent.body.pk == chosen), agents[0] if agents else None)
