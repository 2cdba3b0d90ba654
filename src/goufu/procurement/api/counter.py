"""The counter, and sealed paper at the opening, over the API: the pages' own actions."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext_noop
from ninja import Field, Router, Schema

from goufu.core.action import not_allowed
from goufu.core.api import ASKS, StepIn, asked_by
from goufu.core.errors import NotFound
from goufu.core.permissions import Permission
from goufu.documents.store import LARGEST, store
from goufu.planning.api import Money
from goufu.procurement.actions import counter, late_bids, scanning, unwrapping
from goufu.procurement.api.acts import Act, add_acts
from goufu.procurement.api.openings import OpeningOut, opening_shown
from goufu.procurement.models import BackBy, Bid, Wrapping
from goufu.procurement.queries.procurements import procurement_for
from goufu.procurement.queries.sealed import opening_for, opening_now, taken_at_counter
from goufu.procurement.sealed.newcomers import Newcomer
from goufu.procurement.sealed.standing import paper_that_goes_back
from goufu.procurement.sending import AT_ONCE
from goufu.registry.agents import Agent

Name = Annotated[str, Field(min_length=1, max_length=200)]  # of a file
router = Router(tags=["procurement"])


class TakenOut(Schema):
    """What the agent has taken in at the counter: the receipt; `is_late` was written down, and not taken.

    `goes_back`: paper that is not opened; `handed_back_at` once it went back.
    """

    token: UUID
    number: str
    bidder: str
    lot: int | None
    kind: str
    way: str
    pieces: int | None
    wrapping: str
    received_at: datetime
    is_late: bool
    clock: str
    goes_back: bool
    handed_back_at: datetime | None
    handed_back_to: str


class PaperIn(StepIn):
    """Sealed paper. wrapping: intact or worn, then with a note; name and kind_of_body of a bidder that nobody has registered."""

    credit_code: str = Field(max_length=18)
    lot: int | None = None
    kind: str = Field(max_length=30)
    pieces: int = Field(ge=1, le=200)
    wrapping: Wrapping
    wrapping_note: str = Field("", max_length=200)
    brought_by: str = Field(min_length=1, max_length=100)
    name: str = Field("", max_length=200)
    kind_of_body: str = Field("", max_length=40)


class BackIn(StepIn):
    """Which receipt, and who takes back what was brought."""

    receipt: str = Field(max_length=64)
    given_to: str = Field(max_length=100)


class LateIn(StepIn):
    """Whether the bid with this token counts that only the correction of a clock made late, and why."""

    bid: UUID
    counts: bool
    reason: str = Field(max_length=500)


class ReadingIn(StepIn):
    """What was read out of the paper of the bid with this token; `fault` where nothing could be."""

    bid: UUID
    opened_by: str = Field(max_length=100)
    checked_by: str = Field(max_length=200)
    name: str = Field("", max_length=200)
    price: Money | None = None
    price_in_words: Money | None = None
    fault: str = Field("", max_length=300)


class CheckIn(StepIn):
    """What another person typed from the same paper."""

    bid: UUID
    price: Money | None = None
    price_in_words: Money | None = None
    agrees: bool = True


class ScanCheckIn(StepIn):
    """What a second person found who held the scans beside the paper of the bid with this token.

    digest: the envelope's scans_digest as it was looked at. pages: of the paper. differs: what is not the same; empty where all is.
    """

    bid: UUID
    digest: str = Field(max_length=64)
    pages: int = Field(ge=1, le=20_000)
    differs: str = Field("", max_length=300)


class HandBackIn(StepIn):
    """Who takes back the paper of the bid with this token, which is not opened; posted_as: the number of the post."""

    bid: UUID
    way: BackBy = BackBy.HAND
    given_to: str = Field(max_length=100)
    posted_as: str = Field("", max_length=60)


def _taken(agent: Agent, number: int) -> list[dict[str, Any]]:
    going = {each.pk for each in paper_that_goes_back(procurement_for(agent, number))}
    names = ("token", "number", "kind", "way", "pieces", "wrapping", "received_at", "is_late", "clock")
    return [
        {
            **{name: getattr(each, name) for name in names},
            "bidder": each.bidder.name,
            "lot": each.lot.number if each.lot else None,
            "goes_back": each.pk in going,
            "handed_back_at": each.hand_back.at if hasattr(each, "hand_back") else None,
            "handed_back_to": each.hand_back.given_to if hasattr(each, "hand_back") else "",
        }
        for each in taken_at_counter(agent, number)
    ]


def _receive(number: int, agent: Agent, sent: PaperIn) -> object:
    newcomer = Newcomer.said(sent.name, sent.kind_of_body)
    said = sent.dict(exclude={"name", "kind_of_body", "version"})
    return counter.receive_paper(procurement=number, newcomer=newcomer, by=agent, **said)


def _envelope(agent: Agent, number: int, bid: UUID) -> int:
    """The envelope of the bid in the opening that the agent sees. Raises NotFound."""
    opening = opening_now(opening_for(agent, number))
    found: int | None = opening.envelopes.filter(bid__token=bid).values_list("pk", flat=True).first()
    if found is None:
        raise NotFound
    return found


def _bid(number: int, bid: UUID) -> UUID:
    """The token of a bid of the procurement. Raises NotFound for another's."""
    if not Bid.objects.filter(procurement=number, token=bid).exists():
        raise NotFound
    return bid


def _hand_back(number: int, agent: Agent, sent: HandBackIn) -> object:
    return counter.hand_back(
        bid=_bid(number, sent.bid),
        way=sent.way,
        given_to=sent.given_to,
        posted_as=sent.posted_as,
        by=agent,
        once=sent.once,
    )


_COUNTER = [
    Act(
        "counter/paper",
        Permission.HOLD_OPENING,
        _receive,
        gettext_noop("窗口收下纸质密封件，给回执"),
        PaperIn,
    ),
    Act(
        "counter/back",
        Permission.HOLD_OPENING,
        lambda number, agent, sent: counter.give_back(
            procurement=number, receipt=sent.receipt, given_to=sent.given_to, by=agent, once=sent.once
        ),
        gettext_noop("截止以前退还窗口收下的投标"),
        BackIn,
    ),
    Act(
        "counter/paper-back",
        Permission.HOLD_OPENING,
        _hand_back,
        gettext_noop("登记退还迟到的、被另一份代替的、没有开启的纸质密封件"),
        HandBackIn,
    ),
    Act(
        "counter/late",
        Permission.HOLD_OPENING,
        lambda number, agent, sent: late_bids.decide_late(
            token=_bid(number, sent.bid), counts=sent.counts, reason=sent.reason, by=agent, once=sent.once
        ),
        gettext_noop("决定只因时钟的更正迟到的投标算不算"),
        LateIn,
    ),
]
_PAPER = [
    Act(
        "opening/paper",
        Permission.HOLD_OPENING,
        lambda number, agent, sent: unwrapping.read_out(
            envelope=_envelope(agent, number, sent.bid),
            by=agent,
            **sent.dict(exclude={"bid", "version"}),
        ),
        gettext_noop("录入纸质密封件拆封宣读的内容"),
        ReadingIn,
    ),
    Act(
        "opening/paper-check",
        Permission.HOLD_KEY,
        lambda number, agent, sent: unwrapping.check_reading(
            envelope=_envelope(agent, number, sent.bid),
            price=sent.price,
            price_in_words=sent.price_in_words,
            agrees=sent.agrees,
            by=agent,
            once=sent.once,
        ),
        gettext_noop("另一个人核对纸质密封件的录入"),
        CheckIn,
        anywhere=True,
    ),
    Act(
        "opening/scans-check",
        Permission.USE_API,
        lambda number, agent, sent: scanning.check_scans(
            envelope=_envelope(agent, number, sent.bid),
            by=agent,
            **sent.dict(exclude={"bid", "version"}),
        ),
        gettext_noop("扫描以外的人照纸质的核对扫描件"),
        ScanCheckIn,
        anywhere=True,
    ),
]


def _host(request: HttpRequest, number: int, **_more: object) -> Agent:
    """The agent, who holds the opening. Raises NotFound, NotAllowed."""
    agent: Agent = asked_by(request)
    if not agent.may_on(Permission.HOLD_OPENING, opening_for(agent, number)):
        raise not_allowed(agent, Permission.HOLD_OPENING)
    return agent


ASKS["opening-paper-scans"] = _host


@router.put(
    "/{int:number}/opening/paper/{uuid:bid}/scans",
    response=OpeningOut,
    url_name="opening-paper-scans",
    summary=gettext_noop("上传拆封的纸质件的一个扫描件：请求的内容就是这个文件，name 是文件名"),
)
def scan(request: HttpRequest, number: int, bid: UUID, name: Name) -> dict[str, Any]:
    agent = _host(request, number)
    envelope = _envelope(agent, number, bid)
    with store().draft(iter(lambda: request.read(AT_ONCE), b""), LARGEST) as draft:
        scanning.attach_scans(envelope=envelope, drafts=[(name, draft)], by=agent)
    return opening_shown(agent, number)


add_acts(router, _COUNTER, find=procurement_for, shown=_taken, response=list[TakenOut])
add_acts(router, _PAPER, find=opening_for, shown=opening_shown, response=OpeningOut)
