"""Bids that only the correction of a clock made late: whether they count is decided before anything is opened, whoever's they are."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from goufu import wall_clock
from goufu.core.action import action
from goufu.core.errors import NotFound, Refusal
from goufu.core.permissions import Permission
from goufu.core.reasons import required_reason
from goufu.procurement.models import Bid, LateDecision, Procurement, Quotation
from goufu.procurement.sealed.quotations import awaited, opening_of, until_of
from goufu.procurement.timing.late import now_by_log
from goufu.registry.agents import Agent


def undecided(found: Procurement, quotation: Quotation) -> QuerySet[Bid]:
    """The bids of an opening that only the doubt about the clock makes late, and on which nobody has decided; the first first."""
    rows = found.bids.filter(is_doubtful=True, round=quotation, late_decision=None)
    return rows.select_related("lot").order_by("id")


def refuse_undecided(found: Procurement, quotation: Quotation) -> None:
    """Raises Refusal as long as somebody has to decide whether a bid is late."""
    if count := undecided(found, quotation).count():
        raise Refusal(
            f"有 {count} 份只因时钟的更正迟到，还没有决定算不算",
            "先在开启页写明理由决定：开启以后知道了是谁、报多少，就不能再定",
        )


def decide_late(
    *, token: Any, counts: bool, reason: str, by: Agent, once: UUID | None = None
) -> LateDecision:
    """Decides, with a reason, whether a bid counts that came in time by the server's clock and late by the log's.

    After the deadline, and before the opening begins. Raises Refusal, NotFound.
    """
    with action("procurement.bid.late_decided", Permission.HOLD_OPENING, by=by, once=once) as act:
        act.allow_anywhere()
        seen = Bid.objects.filter(token=token, is_doubtful=True).first()
        if seen is None:
            raise NotFound
        found = act.lock(Procurement.objects, seen.procurement_id)
        if not by.may_on(Permission.HOLD_OPENING, found):
            raise NotFound
        reason = required_reason(reason, "这样决定")
        quotation = Quotation(seen.round)
        until = until_of(found, quotation)
        if until is None or now_by_log() <= until or quotation != awaited(found):
            raise Refusal("还没有截止", "截止以后、开启以前决定")
        if opening_of(found, quotation):
            raise Refusal("已经开始开启，不能再决定", "开启以前没有决定的，没有接收")
        if LateDecision.objects.filter(bid=seen).exists():
            raise Refusal("已经决定过", "请看开启页")
        made = act.create(
            LateDecision(bid=seen, counts=counts, reason=reason, person=by.person, at=wall_clock.now())
        )
        act.set_subject(seen)
        act.log(number=seen.number, counts=counts, reason=reason)
    return made
