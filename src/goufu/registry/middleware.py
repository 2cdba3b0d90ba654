"""Who asks, and how a refusal is told."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from goufu.law.cards import cited
from goufu.law.load import load_rulebook
from goufu.registry.agents import Agent, agents_of
from goufu.registry.errors import AgainstTheLaw, Refusal

Handler = Callable[[HttpRequest], HttpResponse]
AT_WORK_FOR = "body"  # the session's note of the body that the person works for just now


def know_the_agent(handle: Handler) -> Handler:
    """Puts `agents` and `agent` on the request; nothing is asked of the database before somebody looks."""

    def know(request: HttpRequest) -> HttpResponse:
        request.agents = SimpleLazyObject(lambda: _agents(request))  # type: ignore[attr-defined]
        request.agent = SimpleLazyObject(lambda: _agent(request))  # type: ignore[attr-defined]
        return handle(request)

    return know


class RefusalsAreAnswers:
    """A refusal that no page of its own tells becomes one: with its status, what is wrong, and what to do."""

    def __init__(self, handle: Handler) -> None:
        self.handle = handle

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.handle(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Refusal):
            return None
        cards = error.cards if isinstance(error, AgainstTheLaw) else ()
        book = load_rulebook()
        articles = cited([book.cite(ref) for ref in error.articles], error.articles)
        context = {"refusal": error, "cards": cards, "articles": articles}
        return render(request, "registry/refused.html", context, status=error.status)


def _agents(request: HttpRequest) -> list[Agent]:
    person = request.user
    return agents_of(person, timezone.localdate()) if person.is_authenticated else []


def _agent(request: HttpRequest) -> Agent | None:
    agents: list[Agent] = request.agents  # type: ignore[attr-defined]
    chosen = request.session.get(AT_WORK_FOR)
    return next((agent for agent in agents if agent.body.pk == chosen), agents[0] if agents else None)
