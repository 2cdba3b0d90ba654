"""Keys and openings over the API: the pages' own actions and queries. A custodian's key never comes here."""

from __future__ import annotations

import base64
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_noop
from ninja import Field, Router, Schema

from goufu.core.api import StepIn, asked_by
from goufu.core.errors import NotFound
from goufu.core.permissions import Permission
from goufu.procurement.actions import attending, closing, joining, keys, opening, unsealing
from goufu.procurement.api.acts import Act, add_acts
from goufu.procurement.models import Opening, ScanCheck
from goufu.procurement.queries.sealed import (
    envelopes_of_opening,
    in_order,
    opening_for,
    opening_now,
    outsides_of,
    with_keys_for,
)
from goufu.procurement.sealed.scans import digest_of_scans
from goufu.procurement.sealed.sheets import custodian_of, sealing_of
from goufu.registry.agents import Agent

router = Router(tags=["procurement"])


class CustodianOut(Schema):
    """Who holds a key, for which body, on which side; `fingerprint` is empty until he has given its public half."""

    person: str
    body: str
    side: str
    fingerprint: str


class KeysOut(Schema):
    """The keys of a procurement: how many open together, the digest of the sealing sheet, who holds them."""

    needed: int
    sheet_digest: str
    custodians: list[CustodianOut]


class ScanCheckOut(Schema):
    """What a second person said who held the scans beside the paper; `differs` is empty where they are the same."""

    person: str
    pages: int
    agrees: bool
    differs: str
    at: datetime


class EnvelopeOut(Schema):
    """An envelope in the opening, in yuan; `bid` is the token by which a custodian's part names it.

    Of paper that was scanned `scans_digest` is that of the list of scans, and `scan_check` what a second person found.
    """

    bid: str
    number: int
    bidder: str
    lot: int | None
    kind: str
    state: str
    cause: str
    why: str
    price: Decimal | None
    scans_digest: str
    scan_check: ScanCheckOut | None


class MinuteOut(Schema):
    """A line of the minutes."""

    at: datetime
    text: str


class OpeningOut(Schema):
    """The opening of the bids (`first`) or of the final quotations (`final`), with its minutes so far."""

    round: str
    state: str
    begun_at: datetime
    until: datetime
    closed_at: datetime | None
    envelopes: list[EnvelopeOut]
    minutes: list[MinuteOut]


class OutsideOut(Schema):
    """What a custodian's program opens his part of: the label that it expects, and the outside in base64."""

    bid: str
    label: dict[str, Any]
    outside: str


class CustodianIn(Schema):
    """Who is to hold a key: the side (purchaser, centre, reserve), the person and the body, by their numbers."""

    side: str = Field(max_length=10)
    person: int
    body: int


class PlanKeysIn(StepIn):
    """Who holds the keys, and how many open together."""

    custodians: list[CustodianIn] = Field(max_length=10)
    needed: int = Field(ge=0, le=10)


class PublicIn(StepIn):
    """The public half of the agent's own key."""

    public: str = Field(max_length=2_000)


class PeelIn(StepIn):
    """The agent's part of the last test envelope."""

    peel: str = Field(max_length=20_000)


class BeginIn(StepIn):
    """Why the opening begins after its window; empty within it."""

    reason: str = Field("", max_length=500)


class PeelsIn(StepIn):
    """What the custodian's program gave, one envelope a line: {"bid": token, "peel": …} or {"bid": token, "fault": …}."""

    peels: str = Field(max_length=10_000_000)


def _keys_shown(agent: Agent, number: int) -> dict[str, Any]:
    found = with_keys_for(agent, number)
    sealing = sealing_of(found)
    return {
        "needed": sealing.needed if sealing else 0,
        "sheet_digest": sealing.sheet_digest if sealing else "",
        "custodians": [
            {
                "person": each.person.name,
                "body": each.body.name,
                "side": each.side,
                "fingerprint": each.fingerprint,
            }
            for each in found.custodians.all()
        ],
    }


def _opening(agent: Agent, number: int) -> Opening:
    return opening_now(opening_for(agent, number))


def _check_shown(check: ScanCheck) -> dict[str, Any]:
    names = ("pages", "agrees", "differs", "at")
    return {"person": check.person.name, **{name: getattr(check, name) for name in names}}


def opening_shown(agent: Agent, number: int) -> dict[str, Any]:
    """The last opening as the API tells it. Raises NotFound, Refusal before it has begun."""
    found = _opening(agent, number)
    return {
        **{name: getattr(found, name) for name in ("round", "state", "begun_at", "until", "closed_at")},
        "envelopes": [
            {
                "bid": str(each.bid.token),
                "number": each.number,
                "bidder": each.bid.bidder.name,
                "lot": each.bid.lot.number if each.bid.lot else None,
                "kind": each.bid.kind,
                **{name: getattr(each, name) for name in ("state", "cause", "why", "price")},
                "scans_digest": digest_of_scans(each) if each.bid.is_paper and each.files else "",
                "scan_check": each.scan_check and _check_shown(each.scan_check),
            }
            for each in envelopes_of_opening(found)
        ],
        "minutes": [{"at": each.at, "text": each.text} for each in found.minutes.all()],
    }


@router.get(
    "/{int:number}/keys", response=KeysOut, url_name="keys", summary=gettext_noop("一次采购的开标钥匙")
)
def show_keys(request: HttpRequest, number: int) -> dict[str, Any]:
    return _keys_shown(asked_by(request), number)


@router.get(
    "/{int:number}/opening", response=OpeningOut, url_name="opening", summary=gettext_noop("最近一次开启")
)
def show_opening(request: HttpRequest, number: int) -> dict[str, Any]:
    return opening_shown(asked_by(request), number)


@router.get(
    "/{int:number}/opening/outsides",
    response=list[OutsideOut],
    url_name="opening-outsides",
    summary=gettext_noop("等着打开的信封的外面，给保管人的程序"),
)
def show_outsides(request: HttpRequest, number: int) -> list[dict[str, Any]]:
    agent = asked_by(request, Permission.HOLD_KEY)
    found = opening_for(agent, number)
    if custodian_of(found, agent.person.pk) is None:
        raise NotFound
    return [
        {"bid": bid, "label": label, "outside": base64.b64encode(data).decode()}
        for bid, label, data in outsides_of(opening_now(found))
    ]


def _read_all(number: int, agent: Agent, sent: Any) -> None:
    found = _opening(agent, number)
    for each in in_order(found, found.envelopes.select_related("bid")):
        unsealing.read_envelope(envelope=each.pk, by=agent)


_KEYS = [
    Act(
        "keys/plan",
        Permission.HOLD_OPENING,
        lambda number, agent, sent: keys.plan_keys(
            procurement=number,
            custodians=[keys.Named(each.side, each.person, each.body) for each in sent.custodians],
            needed=sent.needed,
            by=agent,
            version=sent.version,
            once=sent.once,
        ),
        gettext_noop("设开标钥匙的保管人"),
        PlanKeysIn,
    ),
    Act(
        "keys/give",
        Permission.HOLD_KEY,
        lambda number, agent, sent: keys.give_key(
            procurement=number, public=sent.public, by=agent, once=sent.once
        ),
        gettext_noop("保管人交公钥"),
        PublicIn,
        anywhere=True,
    ),
    Act(
        "keys/sheet",
        Permission.HOLD_OPENING,
        lambda number, agent, sent: keys.make_sheet(
            procurement=number, by=agent, version=sent.version, once=sent.once
        ),
        gettext_noop("做封标说明和演练信封"),
    ),
    Act(
        "keys/again",
        Permission.HOLD_KEY,
        lambda number, agent, sent: keys.rehearse_again(
            procurement=number, by=agent, version=sent.version, once=sent.once
        ),
        gettext_noop("开启前再演练"),
        anywhere=True,
    ),
    Act(
        "keys/answer",
        Permission.HOLD_KEY,
        lambda number, agent, sent: keys.answer_rehearsal(
            procurement=number, peel=sent.peel, by=agent, once=sent.once
        ),
        gettext_noop("保管人打开演练信封"),
        PeelIn,
        anywhere=True,
    ),
]
_OPENING = [
    Act(
        "opening/begin",
        Permission.HOLD_OPENING,
        lambda number, agent, sent: opening.begin_opening(
            procurement=number, reason=sent.reason, by=agent, version=sent.version, once=sent.once
        ),
        gettext_noop("宣布开始开启：响应文件的，或者最后报价的"),
        BeginIn,
    ),
    Act(
        "opening/attend",
        Permission.USE_API,
        lambda number, agent, sent: attending.attend(
            opening=_opening(agent, number).pk, by=agent, once=sent.once
        ),
        gettext_noop("登记到场"),
        anywhere=True,
    ),
    Act(
        "opening/peel",
        Permission.HOLD_KEY,
        lambda number, agent, sent: joining.give_peels(
            opening=_opening(agent, number).pk, peels=sent.peels, by=agent, once=sent.once
        ),
        gettext_noop("保管人交打开的部分"),
        PeelsIn,
        anywhere=True,
    ),
    Act(
        "opening/join",
        Permission.HOLD_OPENING,
        lambda number, agent, sent: joining.join_keys(
            opening=_opening(agent, number).pk, by=agent, version=sent.version, once=sent.once
        ),
        gettext_noop("合钥匙"),
    ),
    Act(
        "opening/read",
        Permission.HOLD_OPENING,
        _read_all,
        gettext_noop("打开钥匙已合的信封"),
    ),
    Act(
        "opening/close",
        Permission.HOLD_OPENING,
        lambda number, agent, sent: closing.close_opening(
            opening=_opening(agent, number).pk, by=agent, version=sent.version, once=sent.once
        ),
        gettext_noop("结束开启，出具开启记录"),
    ),
]
add_acts(router, _KEYS, find=with_keys_for, shown=_keys_shown, response=KeysOut)
add_acts(router, _OPENING, find=opening_for, shown=opening_shown, response=OpeningOut)
