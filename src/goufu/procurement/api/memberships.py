"""Consortia that name the own body, over the API: who leads them, and the step by which it declines."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_noop
from ninja import Field, Router, Schema

from goufu.core.api import Moment, ReasonIn, Rows, asked_by
from goufu.core.permissions import Permission
from goufu.core.rows import numbered
from goufu.procurement.actions.declining import decline_membership
from goufu.procurement.models import ParticipationMember
from goufu.procurement.queries.finding import memberships, named_in
from goufu.registry.agents import Agent

membership_router = Router(tags=["procurement"])


class MembershipOut(Schema):
    """That a body leads a consortium in which the own body is named: of a procurement by its id, with the share in percent."""

    id: int
    procurement: int = Field(alias="participation.procurement_id")
    title: str = Field(alias="participation.procurement.title")
    lot: int | None = Field(None, alias="participation.lot_id")
    lead: str = Field(alias="participation.bidder.name")
    share_percent: Decimal
    until: Moment | None = Field(None, alias="participation.procurement.bid_deadline_at")


@membership_router.get(
    "",
    response=list[MembershipOut],
    url_name="memberships",
    summary=gettext_noop("把本单位写成成员的联合体"),
)
def listing(request: HttpRequest, before: int | None = None, limit: Rows = 50) -> list[ParticipationMember]:
    found = memberships(asked_by(request, Permission.SEE_BIDS))
    return list((found.filter(pk__lt=before) if before else found)[:limit])


@membership_router.post(
    "/{int:number}/decline",
    response=list[MembershipOut],
    url_name="decline-membership",
    summary=gettext_noop("不参加把本单位写进去的联合体"),
)
def decline(request: HttpRequest, number: int, sent: ReasonIn) -> Any:
    agent: Agent = asked_by(request, Permission.BID)
    numbered(named_in(agent), number)
    decline_membership(member=number, reason=sent.reason, by=agent, once=sent.once)
    return list(memberships(agent)[:50])
