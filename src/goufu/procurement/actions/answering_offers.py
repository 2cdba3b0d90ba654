"""What providers of a framework agreement answer: they quote, accept, or refuse with a reason, which is judged."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet

from goufu import wall_clock
from goufu.core.action import Action, action
from goufu.core.errors import NotFound, Refusal
from goufu.core.permissions import Permission
from goufu.core.reasons import required_reason
from goufu.procurement.actions.participating import refuse_unfit
from goufu.procurement.frameworks.standing import SECOND_STAGE, cost
from goufu.procurement.models import (
    CallOff,
    CallOffOffer,
    Framework,
    FrameworkMember,
    MemberState,
    Quote,
)
from goufu.procurement.timing.late import now_by_log
from goufu.procurement.transitions import CALL_OFF, OFFER
from goufu.registry.agents import Agent
from goufu.ui.money import figures


def accept_offer(
    *, calloffoffer: int, by: Agent, version: int | None = None, once: UUID | None = None
) -> CallOffOffer:
    """The provider accepts: what it costs is settled. Raises Refusal after the last day for an answer; NotFound, Stale."""
    with action("procurement.offer.accepted", Permission.BID, by=by, once=once) as act:
        found, state, called = _begin(act, calloffoffer, "accept-offer", "agree", by, version)
        if found.answer_by < wall_clock.today():
            raise Refusal(f"答复到 {found.answer_by} 为止", "逾期没有答复的，由采购人另选一家")
        refuse_unfit(by.body)
        act.change(
            called,
            state=CALL_OFF.after("agree", called),
            member=found.member,
            amount=cost(called.quantity, found.price),
            agreed_on=wall_clock.today(),
        )
        act.log(title=called.title, amount=called.amount)
        return act.change(found, state=state, answered_by=by.person, answered_at=wall_clock.now())


def refuse_offer(
    *, calloffoffer: int, reason: str, by: Agent, version: int | None = None, once: UUID | None = None
) -> CallOffOffer:
    """The provider refuses with a reason: the purchaser chooses another one. Raises Refusal without a reason; NotFound, Stale."""
    with action("procurement.offer.refused", Permission.BID, by=by, once=once) as act:
        found, state, called = _begin(act, calloffoffer, "refuse-offer", "decline", by, version)
        reason = required_reason(reason, "拒绝")
        act.change(called, state=CALL_OFF.after("decline", called))
        act.log(title=called.title, reason=reason)
        return act.change(
            found, state=state, reason=reason, answered_by=by.person, answered_at=wall_clock.now()
        )


def judge_refusal(
    *,
    calloffoffer: int,
    is_justified: bool,
    reason: str,
    by: Agent,
    version: int | None = None,
    once: UUID | None = None,
) -> CallOffOffer:
    """Whoever concluded the agreement judges whether a refusal, or silence, had a good reason; without one it may be a ground
    to take the provider out. Raises Refusal without a reason and the second time; NotAllowed, Stale.
    """
    with action("procurement.offer.judged", Permission.WRITE_PROCUREMENT, by=by, once=once) as act:
        row = _offers().filter(pk=calloffoffer).first()
        if row is None:
            raise NotFound
        act.lock(Framework.objects.select_related("procurement__purchaser__place"), row.call_off.framework_id)
        found, _state = OFFER.lock(act, _offers(), calloffoffer, "judge-refusal", version=version)
        if found.is_justified is not None:
            raise Refusal("已经认定过", "不正当的，可以暂停或者清退这家供应商")
        act.set_subject(found)
        act.log(provider=found.member.provider.name, is_accepted=is_justified)
        return act.change(
            found,
            is_justified=is_justified,
            judged_because=required_reason(reason, "认定"),
            judged_by=by.person,
            judged_at=wall_clock.now(),
        )


def give_quote(*, calloff: int, price: Decimal, by: Agent, once: UUID | None = None) -> Quote:
    """A provider quotes in a second competition, again until its end. Nobody is shown it before.

    Raises Refusal above its price of the agreement, and too late; NotFound.
    """
    with action("procurement.quote.given", Permission.BID, by=by, once=once) as act:
        row = CallOff.objects.filter(pk=calloff).first()
        rows = FrameworkMember.objects.filter(framework=row.framework_id if row else 0, provider=by.body)
        member = rows.select_related("provider__place", "framework").first()
        if row is None or member is None:
            raise NotFound
        act.allow(member)
        act.lock(Framework.objects, row.framework_id)
        found, _state = CALL_OFF.lock(act, CallOff.objects, calloff, "quote")
        if found.quotes_until is None or found.quotes_until <= now_by_log():
            raise Refusal("报价已经截止", "以截止以前最后一次报价为准")
        if member.state != MemberState.IN:
            raise Refusal(f"本单位在这份协议里{member.get_state_display()}", "请与签订协议的采购人联系")
        refuse_unfit(by.body)
        if not 0 < price <= member.price:
            raise Refusal(
                f"报价不能高于本单位的协议单价 {figures(member.price)} 元",
                "按每一计价单位报价",
                field="price",
                articles=[SECOND_STAGE],
            )
        made = Quote(call_off=found, member=member, price=price, person=by.person, at=wall_clock.now())
        act.create(made)
        act.set_subject(made)
        act.log(title=found.title)
    return made


def _offers() -> QuerySet[CallOffOffer]:
    return CallOffOffer.objects.select_related("call_off", "member__provider")


def _begin(
    act: Action, number: int, verb: str, then: str, by: Agent, version: int | None
) -> tuple[CallOffOffer, str, CallOff]:
    """The offer to the agent's body and its call-off, locked after the agreement. Raises NotFound, Refusal, Stale."""
    row = _offers().select_related("member__provider__place").filter(pk=number).first()
    if row is None or row.member.provider_id != by.body.pk:
        raise NotFound
    act.allow(row.member)
    act.lock(Framework.objects, row.call_off.framework_id)
    called, _state = CALL_OFF.lock(act, CallOff.objects, row.call_off_id, then)
    found, state = OFFER.lock(act, _offers(), number, verb, version=version)
    act.set_subject(found)
    return found, state, called
