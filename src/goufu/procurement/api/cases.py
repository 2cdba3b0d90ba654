"""Challenges and complaints over the API: the pages' own actions and queries."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext_noop
from ninja import Field, Router, Schema

from goufu.core.api import Rows, asked_by, chosen
from goufu.core.errors import NotFound
from goufu.core.permissions import Permission
from goufu.procurement.actions.challenging import enter_challenge, file_challenge
from goufu.procurement.actions.complaining import enter_complaint, file_complaint
from goufu.procurement.queries.cases import (
    challenge_for,
    challenges,
    complaint_for,
    complaints,
    own_parts,
    party_for,
    reads_complaint,
)
from goufu.procurement.steps.challenges import CHALLENGE_STEPS
from goufu.procurement.steps.complaints import COMPLAINT_STEPS
from goufu.procurement.steps.parties import PARTY_STEPS

challenge_router = Router(tags=["procurement"])
complaint_router = Router(tags=["procurement"])
party_router = Router(tags=["procurement"])


class CaseStepOut(Schema):
    """What happened in the case: a step of cases.toml, its day, and the last day of a suspension.

    `text` is empty for a party until it has received its copy.
    """

    kind: str
    day: date
    until: date | None
    way: str
    text: str


class ChallengeOut(Schema):
    """A challenge; `outcome` and `consequence` are null until it is answered."""

    id: int = Field(alias="pk")
    procurement: int = Field(alias="procurement_id")
    number: str
    challenger: str = Field(alias="challenger.name")
    against: str
    known_on: date | None
    challenged_on: date
    received_on: date
    state: str
    outcome: str | None = None
    consequence: str | None = None
    steps: list[CaseStepOut]
    version: int

    @staticmethod
    def resolve_steps(found: Any) -> list[Any]:
        return list(found.steps.all())

    @staticmethod
    def resolve_outcome(found: Any) -> str | None:
        return getattr(getattr(found, "answer", None), "outcome", None)

    @staticmethod
    def resolve_consequence(found: Any) -> str | None:
        return getattr(getattr(found, "answer", None), "consequence", None)


class PartyOut(Schema):
    """A party to a complaint: how far it has come with its copy, its answer and the decision."""

    id: int = Field(alias="pk")
    complaint: int = Field(alias="complaint_id")
    body: str = Field(alias="body.name")
    kind: str
    state: str
    steps: list[CaseStepOut]
    version: int

    @staticmethod
    def resolve_steps(found: Any) -> list[Any]:
        return [each for each in found.complaint.steps.all() if each.party_id == found.pk]


class ComplaintOut(Schema):
    """A complaint with what happened in it; of its parties what each was sent and did is with them."""

    id: int = Field(alias="pk")
    procurement: int = Field(alias="procurement_id")
    challenge: int | None = Field(alias="challenge_id")
    leader: int | None = Field(alias="leader_id")
    number: str
    complainant: str = Field(alias="complainant.name")
    office: str = Field(alias="office.name")
    complained_on: date
    received_on: date
    state: str
    steps: list[CaseStepOut]
    parties: list[int]
    version: int

    @staticmethod
    def resolve_steps(found: Any, context: dict[str, Any]) -> list[Any]:
        steps = [each for each in found.steps.all() if each.party_id is None]
        if reads_complaint(context["request"].agent, found):
            return steps
        return [
            {name: getattr(each, name) for name in ("kind", "day", "until", "way")} | {"text": ""}
            for each in steps
        ]

    @staticmethod
    def resolve_parties(found: Any) -> list[int]:
        return [each.pk for each in found.parties.all()]


class FileChallengeIn(Schema):
    """A provider's own challenge of the procurement of that number."""

    procurement: int
    standing: str = Field(max_length=12)
    against: str = Field(max_length=8)
    event: str = Field("", max_length=40)
    got_file_on: date | None = None
    matters: str = Field(max_length=10_000)
    request: str = Field(max_length=10_000)
    grounds: str = Field(max_length=10_000)
    once: UUID | None = None


class EnterChallengeIn(FileChallengeIn):
    """A challenge that came on paper: `challenger` by name or credit code; `way`: hand or post."""

    challenger: str = Field(max_length=250)
    challenged_on: date
    received_on: date
    way: str = Field(max_length=8)
    may_affect_result: bool | None = None


class FileComplaintIn(Schema):
    """A provider's complaint about its challenge of that number."""

    challenge: int
    matters: str = Field(max_length=10_000)
    request: str = Field(max_length=10_000)
    grounds: str = Field(max_length=10_000)
    once: UUID | None = None


class EnterComplaintIn(Schema):
    """A complaint that came on paper; `challenge` is null where there was none."""

    procurement: int
    complainant: str = Field(max_length=250)
    challenge: int | None = None
    complained_on: date
    received_on: date
    way: str = Field(max_length=8)
    matters: str = Field(max_length=10_000)
    request: str = Field(max_length=10_000)
    grounds: str = Field(max_length=10_000)
    once: UUID | None = None


OF_CHALLENGE = ("standing", "against", "event", "got_file_on", "matters", "request", "grounds")
OF_COMPLAINT = ("matters", "request", "grounds")


@challenge_router.get(
    "", response=list[ChallengeOut], url_name="challenges", summary=gettext_noop("质疑，按编号从大到小")
)
def list_challenges(
    request: HttpRequest, before: int | None = None, state: str = "", limit: Rows = 50
) -> Any:
    return chosen(challenges(_seeing(request)), before, state=state)[:limit]


@challenge_router.get(
    "/{int:number}", response=ChallengeOut, url_name="challenge", summary=gettext_noop("一件质疑")
)
def challenge(request: HttpRequest, number: int) -> Any:
    return challenge_for(_seeing(request), number)


@challenge_router.post(
    "/file", response=ChallengeOut, url_name="file-challenge", summary=gettext_noop("供应商提出质疑")
)
def file(request: HttpRequest, sent: FileChallengeIn) -> Any:
    agent = asked_by(request, Permission.BID)
    values = {name: getattr(sent, name) for name in OF_CHALLENGE}
    made = file_challenge(procurement=sent.procurement, values=values, by=agent, once=sent.once)
    return challenge_for(agent, made.pk)


@challenge_router.post(
    "/enter",
    response=ChallengeOut,
    url_name="enter-challenge",
    summary=gettext_noop("采购人登记收到的质疑函"),
)
def enter(request: HttpRequest, sent: EnterChallengeIn) -> Any:
    agent = asked_by(request, Permission.KEEP_CHALLENGES)
    made = enter_challenge(
        procurement=sent.procurement,
        challenger=sent.challenger,
        challenged_on=sent.challenged_on,
        received_on=sent.received_on,
        way=sent.way,
        values={name: getattr(sent, name) for name in OF_CHALLENGE},
        may_affect_result=sent.may_affect_result,
        by=agent,
        once=sent.once,
    )
    return challenge_for(agent, made.pk)


@complaint_router.get(
    "", response=list[ComplaintOut], url_name="complaints", summary=gettext_noop("投诉，按编号从大到小")
)
def list_complaints(
    request: HttpRequest, before: int | None = None, state: str = "", limit: Rows = 50
) -> Any:
    return chosen(complaints(_seeing(request)), before, state=state)[:limit]


@complaint_router.get(
    "/{int:number}", response=ComplaintOut, url_name="complaint", summary=gettext_noop("一件投诉")
)
def complaint(request: HttpRequest, number: int) -> Any:
    return complaint_for(_seeing(request), number)


@complaint_router.post(
    "/file", response=ComplaintOut, url_name="file-complaint", summary=gettext_noop("供应商投诉")
)
def complain(request: HttpRequest, sent: FileComplaintIn) -> Any:
    agent = asked_by(request, Permission.BID)
    values = {name: getattr(sent, name) for name in OF_COMPLAINT}
    made = file_complaint(challenge=sent.challenge, values=values, by=agent, once=sent.once)
    return complaint_for(agent, made.pk)


@complaint_router.post(
    "/enter",
    response=ComplaintOut,
    url_name="enter-complaint",
    summary=gettext_noop("财政部门登记收到的投诉书"),
)
def enter_one(request: HttpRequest, sent: EnterComplaintIn) -> Any:
    agent = asked_by(request, Permission.DECIDE_COMPLAINT)
    made = enter_complaint(
        procurement=sent.procurement,
        complainant=sent.complainant,
        challenge=sent.challenge,
        complained_on=sent.complained_on,
        received_on=sent.received_on,
        way=sent.way,
        values={name: getattr(sent, name) for name in OF_COMPLAINT},
        by=agent,
        once=sent.once,
    )
    return complaint_for(agent, made.pk)


@party_router.get(
    "",
    response=list[PartyOut],
    url_name="parties",
    summary=gettext_noop("本单位作为投诉当事人要办的，按编号从大到小"),
)
def list_parties(request: HttpRequest, before: int | None = None, state: str = "", limit: Rows = 50) -> Any:
    rows = own_parts(asked_by(request, Permission.ANSWER_COMPLAINTS)).order_by("-id")
    return chosen(rows, before, state=state)[:limit]


@party_router.get(
    "/{int:number}", response=PartyOut, url_name="party", summary=gettext_noop("投诉的一个当事人")
)
def party(request: HttpRequest, number: int) -> Any:
    return party_for(asked_by(request), number)


def _seeing(request: HttpRequest) -> Any:
    agent = asked_by(request)
    if not (agent.may(Permission.SEE_PROCUREMENTS) or agent.may(Permission.SEE_BIDS)):
        raise NotFound
    return agent


CHALLENGE_STEPS.add_routes(challenge_router, ChallengeOut)
COMPLAINT_STEPS.add_routes(complaint_router, ComplaintOut)
PARTY_STEPS.add_routes(party_router, PartyOut)
