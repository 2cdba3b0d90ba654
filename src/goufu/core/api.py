"""Shared parts of every room's API: the agent of a request and the schemas of refusals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Schema
from pydantic import AfterValidator, AwareDatetime
from pydantic_core import PydanticCustomError

from goufu.core.errors import NotFound
from goufu.core.opinion import Opinion, cards
from goufu.core.permissions import Permission
from goufu.ui.fields import FIRST_YEAR, LAST_YEAR

MOST_ROWS = 200  # of a list in one answer; `before` asks for those that follow
Rows = Annotated[int, Query(ge=1, le=MOST_ROWS)]


def chosen(rows: Any, before: int | None, **values: Any) -> Any:
    """The rows below that number and with those values, as far as each is asked for."""
    wanted = {"pk__lt": before, **values}
    return rows.filter(**{name: value for name, value in wanted.items() if value not in (None, "")})


def asked_by(request: HttpRequest, permission: Permission | None = None) -> Any:
    """The agent (registry.agents.Agent) of a request with a key. Raises NotFound without the permission, as pages do."""
    agent = request.agent  # type: ignore[attr-defined]
    if permission and not agent.may(permission):
        raise NotFound
    return agent


ASKS: dict[str, Callable[..., object]] = {}  # by a route's name: what raises for whoever may not use it


def asked_for(permission: Permission, *names: str) -> None:
    """Says of the routes of these names that nobody without the permission has what is sent judged."""
    for name in names:
        ASKS[name] = lambda request, **_arguments: asked_by(request, permission)


def ask_first(request: HttpRequest) -> None:
    """Raises what keeps the agent from the route of the request: a body is judged only before who may send one."""
    route = request.resolver_match
    if route and (ask := ASKS.get(route.url_name or "")):
        ask(request, **route.kwargs)


def _plausible(moment: datetime) -> datetime:
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise PydanticCustomError("year_beyond", "the year is mistyped")
    return moment


Moment = Annotated[
    AwareDatetime, AfterValidator(_plausible)
]  # with its time zone: without one nobody knows when it was


BYTES = {"type": "string", "format": "binary"}


def answers_file(media_type: str = "*/*", shape: Mapping[str, str] = BYTES) -> dict[str, Any]:
    """What OpenAPI says of an answer that is a file: of any type, where people brought it, or of that one."""
    said = {"description": "OK", "content": {media_type: {"schema": dict(shape)}}}
    return {"responses": {200: said}}


class StepIn(Schema):
    """The request of a step. `version`: of the thing as read; `once`: the sender's UUID against double execution."""

    version: int | None = None
    once: UUID | None = None

    def said(self) -> dict[str, Any]:
        """The action's keyword arguments besides the thing, the agent, the version and the token."""
        return self.dict(exclude={"version", "once"})


class ReasonIn(StepIn):
    """The request of a step that requires a reason."""

    reason: str = Field("", max_length=2_000)


class CitationOut(Schema):
    """An article: the instrument's id, the number, and the citation in words."""

    instrument: str
    number: str
    words: str


class CardOut(Schema):
    """A rule that is not met: message, remedy and articles."""

    rule: str
    title: str
    message: str
    remedy: str
    articles: list[CitationOut]


class OpinionOut(Schema):
    """What the law says: what must be mended, what wants a reason, what a person looks into, what is not known."""

    blocking: list[CardOut]
    to_explain: list[CardOut]
    to_review: list[CardOut]
    missing: list[str]
    passed: int
    marks: list[str]  # what the rules that are met rest on and nobody has verified


def opinion_shown(opinion: Opinion) -> dict[str, Any]:
    """The opinion as OpinionOut tells it."""
    return {
        "blocking": cards(opinion.blocking),
        "to_explain": cards(opinion.to_explain),
        "to_review": cards(opinion.to_review),
        "missing": [each.fact for each in opinion.missing],
        "passed": len(opinion.passed),
        "marks": list(opinion.marks),
    }


class RefusalOut(Schema):
    """The answer to a refused request; nothing was changed. `field` names the wrong field, '' for the whole."""

    what: str
    remedy: str
    field: str = ""
    articles: list[str] = []
    cards: list[CardOut] = []
    also: list[str] = []  # what else stands in the way


class DoneOut(Schema):
    """The answer to a request that was executed before (same `once`): the thing that it changed then."""

    already_done: bool = True
    object_type: str
    object_id: str
