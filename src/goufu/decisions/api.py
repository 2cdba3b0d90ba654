"""Decisions over the API: the pages' own actions and queries."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext_noop
from ninja import Field, Router, Schema

from goufu.core.api import Rows, asked_by, chosen
from goufu.core.permissions import Permission
from goufu.decisions.actions import decide_title
from goufu.decisions.models import Decision, DecisionState, Verdict
from goufu.decisions.queries import decision_for, decisions, show_whole
from goufu.decisions.steps import DECISION_STEPS

router = Router(tags=["decisions"])


class DecisionOut(Schema):
    """A decision on a doubt. Title, need and doubt are whole only for who may see whose purchase it was."""

    number: int = Field(alias="pk")
    rule: str
    rule_title: str
    rule_version: str
    verdict: str
    reason: str
    title: str = Field(alias="seen_title")
    need: str = Field(alias="seen_need")
    doubt: str = Field(alias="seen_doubt")
    kind: str
    head: str
    body: str = Field(alias="body_name")
    person: str = Field(alias="person.name")
    day: date
    state: str
    ending_reason: str
    version: int


class DecideIn(Schema):
    """The request to decide the doubt of a rule in a title. `once`: the sender's UUID against double execution."""

    rule: str = Field(max_length=80)
    title: str = Field(min_length=1, max_length=500)
    need: str = Field("", max_length=20_000)
    verdict: Verdict
    reason: str = Field("", max_length=2_000)
    once: UUID | None = None


@router.get(
    "",
    response=list[DecisionOut],
    url_name="decisions",
    summary=gettext_noop("本省的疑点判定，按编号从大到小"),
)
def listing(
    request: HttpRequest,
    before: int | None = None,
    rule: str = "",
    verdict: Verdict | None = None,
    state: DecisionState | None = None,
    limit: Rows = 50,
) -> Any:
    agent = asked_by(request, Permission.SEE_DECISIONS)
    found = [*chosen(decisions(agent), before, rule=rule, verdict=verdict, state=state)[:limit]]
    show_whole(agent, found)
    return found


@router.post("", response=DecisionOut, url_name="decisions", summary=gettext_noop("判定疑点"))
def decide(request: HttpRequest, sent: DecideIn) -> Decision:
    agent = asked_by(request)
    made = decide_title(by=agent, **sent.dict())
    return decision_for(agent, made.pk)


@router.get("/{int:number}", response=DecisionOut, url_name="decision", summary=gettext_noop("一次疑点判定"))
def decision(request: HttpRequest, number: int) -> Decision:
    return decision_for(asked_by(request, Permission.SEE_DECISIONS), number)


DECISION_STEPS.add_routes(router, DecisionOut)
