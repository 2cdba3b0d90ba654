"""Queries of the credit lists: whoever holds the review asks for every bidder, and keeps what was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from goufu import wall_clock
from goufu.core.action import Action, action
from goufu.core.errors import Refusal
from goufu.core.permissions import Permission
from goufu.documents.actions import judged, keep_document
from goufu.documents.store import Draft
from goufu.procurement.actions.review_record import refuse_former
from goufu.procurement.credit import PAGE, bidding_bodies, title_of
from goufu.procurement.models import CREDIT_LISTS, CreditQuery, Procurement
from goufu.procurement.transitions import PROCUREMENT
from goufu.registry.agents import Agent
from goufu.registry.models import Body

BARRED = ("procurement-law:22", "procurement-regulation:19")


@dataclass(frozen=True, slots=True)
class Found:
    """What was found of a body: by list whether it is on it; which record; the page that was seen (name and draft).

    `line` names its fields in a form or request, for refusals.
    """

    body: int
    answers: Mapping[str, bool]
    what: str = ""
    page: tuple[str, Draft] | None = None
    line: str = ""


def record_queries(
    *, procurement: int, day: date, found: Sequence[Found], by: Agent, once: UUID | None = None
) -> list[CreditQuery]:
    """Records what was found of each body on that day. What was recorded wrongly is recorded again: the last one counts.

    Raises Refusal without any body; for a day to come, or before bids end, of which it says nothing; for a body that doesn't bid;
    for a record of which nobody says what it is; NotAllowed for who works, or has worked, for a bidder.
    """
    with action("procurement.credit.queried", Permission.HOLD_REVIEW, by=by, once=once) as act:
        held, _state = PROCUREMENT.lock(act, Procurement.objects, procurement, "review")
        refuse_former(held, by, "查询信用记录")
        _refuse_day(held, day)
        if not found:
            raise Refusal("没有登记任何一家", "至少一家，选查到的结果")
        bodies = {each.pk: each for each in bidding_bodies(held)}
        made = [_recorded(act, held, bodies, day, each, by) for each in found]
        act.set_subject(held)
        act.log(day=day, bidders=[_said(each) for each in made])
    return made


def _refuse_day(procurement: Procurement, day: date) -> None:
    """No text known here gives a window. But who may take part is asked of the day on which bids end, and listings run out."""
    if day > wall_clock.today():
        raise Refusal("查询的日期还没有到", "写实际查询的那一天", field="day")
    deadline = procurement.bid_deadline_at
    if deadline and day < (ends_on := deadline.astimezone(wall_clock.CHINA).date()):
        raise Refusal(
            f"响应 {ends_on} 截止，{day} 查的说明不了截止时的情况",
            "截止那天或者以后再查一次，写那一天",
            field="day",
            articles=BARRED,
        )


def _recorded(
    act: Action, procurement: Procurement, bodies: Mapping[int, Body], day: date, found: Found, by: Agent
) -> CreditQuery:
    body = bodies.get(found.body)
    if body is None:
        raise Refusal(
            "这家没有参加这次采购，或者它的响应还没有开启", "照开启的响应写", field=found.line or "found"
        )
    _refuse_unsaid(body, found)
    made = CreditQuery(
        procurement=procurement,
        body=body,
        day=day,
        **found.answers,
        what=found.what.strip(),
        person=by.person,
        at=wall_clock.now(),
    )
    act.create(made)
    if found.page:
        name, draft = found.page
        type_ = judged(draft, field=f"page{found.line}")
        keep_document(act, made, kind=PAGE, file_name=name, draft=draft, type_=type_)
    return made


def _refuse_unsaid(body: Body, found: Found) -> None:
    if not found.answers:
        raise Refusal(
            f"“{body.name}”没有写查了哪个名单",
            "选查到的结果；没有查的，这一行都空着",
            field=f"what{found.line}",
        )
    if any(found.answers.values()) and not found.what.strip():
        raise Refusal(
            f"“{body.name}”有记录，没有写明是什么记录",
            "写哪一份决定、哪一天列入、到哪一天；禁止期限已满的选“没有记录”",
            field=f"what{found.line}",
            articles=BARRED,
        )


def _said(query: CreditQuery) -> str:
    listed = [title_of(name) for name in CREDIT_LISTS if getattr(query, name)]
    return f"{query.body.name}：{'、'.join(listed) or '没有记录'}"
