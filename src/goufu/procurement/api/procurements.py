"""Procurements and notices over the API: the pages' own actions and queries."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext_noop
from ninja import Field, Router, Schema

from goufu.core.api import Rows, asked_by, chosen
from goufu.core.permissions import Permission
from goufu.planning.api import Money
from goufu.procurement.actions.buying_together import join_procurement, leave_procurement
from goufu.procurement.actions.entering import enter_past
from goufu.procurement.api.call_offs import call_off_router, offer_router
from goufu.procurement.api.cases import challenge_router, complaint_router, party_router
from goufu.procurement.api.counter import router as counter_router
from goufu.procurement.api.delegations import delegation_router
from goufu.procurement.api.files import router as file_router
from goufu.procurement.api.files import template_router
from goufu.procurement.api.finding import router as finding_router
from goufu.procurement.api.frameworks import (
    agreed_router,
    application_router,
    framework_router,
    member_router,
    supplement_router,
)
from goufu.procurement.api.memberships import membership_router
from goufu.procurement.api.notices import notice_router
from goufu.procurement.api.notices import router as notices_of_router
from goufu.procurement.api.office import expert_router, question_router
from goufu.procurement.api.office import router as office_router
from goufu.procurement.api.openings import router as opening_router
from goufu.procurement.api.panel import panel_router, sitting_router
from goufu.procurement.api.past_inputs import PastIn, past_of_sent
from goufu.procurement.api.planning import router as planning_router
from goufu.procurement.api.providers import open_router, participation_router
from goufu.procurement.api.providers import router as provider_router
from goufu.procurement.api.reviews import router as review_router
from goufu.procurement.api.scoring import router as scoring_router
from goufu.procurement.api.seating import router as seating_router
from goufu.procurement.api.serving import router as serving_router
from goufu.procurement.api.user_choices import choice_router
from goufu.procurement.models import HandedInBy
from goufu.procurement.queries.procurements import (
    procurement_for,
    procurements,
)
from goufu.procurement.queries.sealed import receiving_bids
from goufu.procurement.sealed.reception import Broken, Incoming
from goufu.procurement.sending import put_piece, taken_in
from goufu.procurement.steps.procurements import PROCUREMENT_STEPS

router = Router(tags=["procurement"])


class ShareOut(Schema):
    """What is spent of a project, in yuan."""

    project: int = Field(alias="project_id")
    amount: Decimal


class CoPurchaserOut(Schema):
    """A body that the leading purchaser has taken into its plan."""

    body: int = Field(alias="body_id")
    name: str = Field(alias="body.name")


class JoinPlanIn(Schema):
    """The request to join with a project of the own body, by its number, and an amount in yuan."""

    project: int
    amount: Money
    once: UUID | None = None


class OccurrenceOut(Schema):
    event: str
    day: date
    moment: datetime | None
    note: str


class ProcurementLine(Schema):
    """A procurement in a list."""

    id: int = Field(alias="pk")
    number: str
    title: str
    purchaser: str = Field(alias="purchaser.name")
    method: str
    budget: Decimal | None
    state: str
    bid_deadline_at: datetime | None


class ProcurementOut(ProcurementLine):
    """One procurement: its projects, and what has happened."""

    version: int
    organisation: str
    starts_on: date | None
    file_until: date | None
    opens_at: datetime | None
    end_reason: str
    shares: list[ShareOut]
    co_purchasers: list[CoPurchaserOut]
    occurrences: list[OccurrenceOut]

    @staticmethod
    def resolve_shares(found: Any) -> list[Any]:
        return list(found.shares.all())

    @staticmethod
    def resolve_co_purchasers(found: Any) -> list[Any]:
        return list(found.co_purchasers.all())

    @staticmethod
    def resolve_occurrences(found: Any) -> list[Any]:
        return list(found.occurrences.all())


@router.get(
    "", response=list[ProcurementLine], url_name="procurements", summary=gettext_noop("采购，按编号从大到小")
)
def listing(request: HttpRequest, before: int | None = None, state: str = "", limit: Rows = 50) -> Any:
    found = procurements(asked_by(request, Permission.SEE_PROCUREMENTS))
    return chosen(found, before, state=state)[:limit]


@router.get(
    "/{int:number}", response=ProcurementOut, url_name="procurement", summary=gettext_noop("一次采购")
)
def procurement(request: HttpRequest, number: int) -> Any:
    return procurement_for(asked_by(request, Permission.SEE_PROCUREMENTS), number)


@router.post(
    "/{int:number}/join",
    response=ProcurementOut,
    url_name="join",
    summary=gettext_noop("用本单位的项目加入请了本单位的采购"),
)
def join(request: HttpRequest, number: int, sent: JoinPlanIn) -> Any:
    agent = asked_by(request, Permission.WRITE_PROCUREMENT)
    join_procurement(procurement=number, project=sent.project, amount=sent.amount, by=agent, once=sent.once)
    return procurement_for(agent, number)


@router.post(
    "/enter-past",
    response=ProcurementOut,
    url_name="enter-past",
    summary=gettext_noop("补录一次在别处办的采购"),
)
def enter(request: HttpRequest, sent: PastIn) -> Any:
    agent = asked_by(request, Permission.WRITE_PROCUREMENT)
    made = enter_past(past=past_of_sent(sent), by=agent, once=sent.once)
    return procurement_for(agent, made.pk)


class LeaveIn(Schema):
    """The request that the own body leaves, and why."""

    reason: str = Field(max_length=2_000)
    once: UUID | None = None


class LeftOut(Schema):
    """The procurement that the body has left and sees no more."""

    number: str


@router.post(
    "/{int:number}/leave",
    response=LeftOut,
    url_name="leave-joint",
    summary=gettext_noop("退出请了本单位的采购"),
)
def leave(request: HttpRequest, number: int, sent: LeaveIn) -> Any:
    agent = asked_by(request, Permission.WRITE_PROCUREMENT)
    return leave_procurement(procurement=number, reason=sent.reason, by=agent, once=sent.once)


class HaveOut(Schema):
    """How many bytes of an envelope are there."""

    have: int


class TakenIn(Schema):
    """The request to take in an envelope that has come whole. `list`: SM3 of the list of its files, as `goufu bid seal` prints it."""

    list: str = Field("", max_length=64)


class BidReceiptOut(Schema):
    """A bid's receipt: the moment of its last piece, in UTC, and the SM3 and size of what was received."""

    number: str
    received_at: str
    digest: str
    size: int
    url: str


def _incoming(request: HttpRequest, number: int, digest: str) -> tuple[Any, Incoming]:
    agent = asked_by(request, Permission.BID)
    return agent, Incoming(receiving_bids(number).pk, agent.body.pk, digest)


@router.get(
    "/{int:number}/bids/{digest}",
    response=HaveOut,
    url_name="bid",
    summary=gettext_noop("一份投标已经送到多少，接着送"),
)
def bid_have(request: HttpRequest, number: int, digest: str) -> dict[str, int]:
    return {"have": _incoming(request, number, digest)[1].have}


@router.put(
    "/{int:number}/bids/{digest}",
    response=HaveOut,
    url_name="bid",
    summary=gettext_noop("送一份投标的一段：请求的内容就是这一段"),
)
def bid_piece(request: HttpRequest, number: int, digest: str, at: int = 0, of: int = 0) -> dict[str, int]:
    incoming = _incoming(request, number, digest)[1]
    try:
        return {"have": put_piece(request, incoming)}
    except Broken as broken:  # a sender asks anew how much is there
        return {"have": broken.have}


@router.post(
    "/{int:number}/bids/{digest}",
    response=BidReceiptOut,
    url_name="bid",
    summary=gettext_noop("收下送完的一份投标，给回执"),
)
def bid_receive(request: HttpRequest, number: int, digest: str, sent: TakenIn) -> dict[str, Any]:
    agent, incoming = _incoming(request, number, digest)
    return taken_in(number, incoming, agent, HandedInBy.API, sent.list)


router.add_router("/notices", notice_router)
router.add_router("", notices_of_router)
router.add_router("", planning_router)
router.add_router("", file_router)
router.add_router("/file-templates", template_router)
router.add_router("", office_router)
router.add_router("/questions", question_router)
router.add_router("/experts", expert_router)
router.add_router("/open", finding_router)
router.add_router("/open", open_router)
router.add_router("/participations", participation_router)
router.add_router("", provider_router)
router.add_router("", opening_router)
router.add_router("", counter_router)
router.add_router("", review_router)
router.add_router("", serving_router)
router.add_router("", seating_router)
router.add_router("", scoring_router)
router.add_router("/challenges", challenge_router)
router.add_router("/complaints", complaint_router)
router.add_router("/complaint-parties", party_router)
router.add_router("/delegations", delegation_router)
router.add_router("/memberships", membership_router)
router.add_router("", agreed_router)
router.add_router("/panel", sitting_router)
router.add_router("/panel", panel_router)
router.add_router("/frameworks", framework_router)
router.add_router("/members-of-frameworks", member_router)
router.add_router("/applications", application_router)
router.add_router("/supplements", supplement_router)
router.add_router("/call-offs", call_off_router)
router.add_router("/offers", offer_router)
router.add_router("/user-choices", choice_router)
PROCUREMENT_STEPS.add_routes(router, ProcurementOut)
