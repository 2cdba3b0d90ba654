"""A table of actions on a procurement as routes: who finds it, who may, what is sent, what is answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from ninja import Router

from goufu.core.action import not_allowed
from goufu.core.api import ASKS, StepIn, asked_by
from goufu.core.errors import Refusal
from goufu.core.permissions import Permission
from goufu.registry.agents import Agent


@dataclass(frozen=True, slots=True)
class Act:
    """One route, POST /{number}/{address}. `act(number, agent, sent)` is the page's own action.

    anywhere: the action itself asks whose thing it is, as of custodians and of whoever comes to an opening.
    """

    address: str
    permission: Permission
    act: Callable[[int, Agent, Any], object]
    summary: str
    sent: type[StepIn] = StepIn
    anywhere: bool = False


def add_acts(
    router: Router,
    rows: Sequence[Act],
    *,
    find: Callable[[Agent, int], Any],
    shown: Callable[[Agent, int], Any],
    response: Any,
) -> None:
    """Adds a route for each act; the answer is what `shown` makes of the thing afterwards. `find` raises NotFound."""
    for row in rows:
        name = row.address.replace("/", "-")
        ask = _asking(row, find)
        ASKS[name] = ask
        router.add_api_operation(
            f"/{{int:number}}/{row.address}",
            ["POST"],
            _route(row, ask, shown),
            response=response,
            url_name=name,
            operation_id=f"{name.replace('-', '_')}_of_procurement",
            summary=row.summary,
        )


def _asking(row: Act, find: Callable[[Agent, int], Any]) -> Callable[..., Agent]:
    """The function that gives the agent of a request. Raises NotFound, NotAllowed for whoever may not act."""

    def ask(request: HttpRequest, number: int) -> Agent:
        agent: Agent = asked_by(request)
        found = find(agent, number)
        may = agent.may(row.permission) if row.anywhere else agent.may_on(row.permission, found)
        if not may:
            raise not_allowed(agent, row.permission)
        return agent

    return ask


def _route(row: Act, ask: Callable[..., Agent], shown: Callable[[Agent, int], Any]) -> Callable[..., Any]:
    def route(request: HttpRequest, number: int, sent: Any) -> Any:
        agent = ask(request, number)
        row.act(number, agent, sent)
        return shown(agent, number)

    route.__annotations__ = {"request": HttpRequest, "number": int, "sent": row.sent}
    return route


def by_procurement(do: Callable[..., object]) -> Callable[[int, Agent, Any], object]:
    """The page's action as an act: it takes what is said beside the procurement, the agent, the version and the token."""
    return lambda number, agent, sent: do(
        procurement=number, by=agent, version=sent.version, once=sent.once, **sent.said()
    )


def one_of(kind: Any, said: str, field: str) -> Any:
    """The choice of that value. Raises Refusal, which names those there are."""
    if said not in kind.values:
        raise Refusal(f"没有“{said}”", f"可以写：{'、'.join(kind.values)}", field=field)
    return kind(said)
