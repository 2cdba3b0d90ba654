"""The API of delegations to agencies."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext_noop
from ninja import Field, Router, Schema

from goufu.core.api import Rows, asked_by, chosen
from goufu.core.errors import NotFound
from goufu.core.permissions import Permission
from goufu.procurement.actions.delegating import draft_delegation
from goufu.procurement.queries.delegations import delegation_for, delegations
from goufu.procurement.queries.procurements import procurement_for
from goufu.procurement.steps.delegations import DELEGATION_STEPS
from goufu.registry.agents import Agent

delegation_router = Router(tags=["procurement"])


class DelegationOut(Schema):
    """A delegation. `duties`: file, notices, questions, opening, review, result, challenges; `fee` in yuan."""

    id: int
    version: int
    procurement: int = Field(alias="procurement_id")
    agency: int = Field(alias="agency_id")
    agency_name: str = Field(alias="agency.name")
    number: str
    duties: list[str]
    starts_on: date
    ends_on: date
    payer: str
    fee_text: str
    fee: Decimal | None
    state: str
    end_reason: str
    handed_list: str
    handed_at: datetime | None
    received_at: datetime | None


class DelegationIn(Schema):
    """The request to write a delegation. `agency`: the number of its body; `payer`: purchaser, winner or nobody."""

    procurement: int
    agency: int
    duties: list[str] = Field(min_length=1)
    starts_on: date
    ends_on: date
    payer: str = Field(max_length=10)
    fee_text: str = Field("", max_length=300)
    fee: Decimal | None = None
    number: str = Field("", max_length=80)
    once: UUID | None = None


def _seeing(request: HttpRequest) -> Agent:
    agent: Agent = asked_by(request)
    if not (agent.may(Permission.SEE_PROCUREMENTS) or agent.may(Permission.TAKE_DELEGATION)):
        raise NotFound
    return agent


@delegation_router.get(
    "", response=list[DelegationOut], url_name="delegations", summary=gettext_noop("委托代理，新的在前")
)
def listing(request: HttpRequest, before: int | None = None, state: str = "", limit: Rows = 50) -> Any:
    return chosen(delegations(_seeing(request)), before, state=state)[:limit]


@delegation_router.get(
    "/{int:number}", response=DelegationOut, url_name="delegation", summary=gettext_noop("一份委托代理")
)
def delegation(request: HttpRequest, number: int) -> Any:
    return delegation_for(_seeing(request), number)


@delegation_router.post(
    "/draft", response=DelegationOut, url_name="draft-delegation", summary=gettext_noop("采购人写好委托")
)
def draft(request: HttpRequest, sent: DelegationIn) -> Any:
    agent = asked_by(request, Permission.WRITE_PROCUREMENT)
    procurement_for(agent, sent.procurement)
    made = draft_delegation(by=agent, **sent.dict())
    return delegation_for(agent, made.pk)


DELEGATION_STEPS.add_routes(delegation_router, DelegationOut)
