"""Providers of a framework agreement are suspended, restored and taken out by whoever concluded it, or leave it themselves."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from goufu import wall_clock
from goufu.core.action import Action, action
from goufu.core.errors import NotFound, Refusal
from goufu.core.permissions import Permission
from goufu.core.reasons import required_reason
from goufu.procurement.actions.offering import take_back
from goufu.procurement.choices import removals
from goufu.procurement.models import CallOff, CallOffOffer, Framework, FrameworkMember, OfferState
from goufu.procurement.transitions import MEMBER
from goufu.registry.agents import Agent

REMOVAL = "order-110:removal"
REFUSED_WITHOUT_REASON = "refused_without_reason"


def suspend_member(
    *, frameworkmember: int, reason: str, by: Agent, version: int | None = None, once: UUID | None = None
) -> FrameworkMember:
    """Nobody chooses the provider until it is restored; what it was offered stands. Raises Refusal without a reason, NotAllowed, Stale."""
    with action("procurement.member.suspended", Permission.WRITE_PROCUREMENT, by=by, once=once) as act:
        found, state = _begin(act, frameworkmember, "suspend-member", version)
        return _change(act, found, state, required_reason(reason, "暂停"))


def restore_member(
    *, frameworkmember: int, by: Agent, version: int | None = None, once: UUID | None = None
) -> FrameworkMember:
    """The provider may be chosen again. Raises Refusal, NotAllowed, Stale."""
    with action("procurement.member.restored", Permission.WRITE_PROCUREMENT, by=by, once=once) as act:
        found, state = _begin(act, frameworkmember, "restore-member", version)
        return _change(act, found, state, "")


def remove_member(
    *,
    frameworkmember: int,
    ground: str,
    reason: str,
    by: Agent,
    version: int | None = None,
    once: UUID | None = None,
) -> FrameworkMember:
    """Takes the provider out for good; what it was offered and has not answered is taken back.

    Raises Refusal without a lawful ground or a reason, and for refusals of which none was found to be without good reason.
    """
    with action("procurement.member.removed", Permission.WRITE_PROCUREMENT, by=by, once=once) as act:
        found, state = _begin(act, frameworkmember, "remove-member", version)
        if ground not in dict(removals()):
            raise Refusal("没有选清退的情形", "请从列出的情形里选", field="ground", articles=[REMOVAL])
        reason = required_reason(reason, "清退")
        if ground == REFUSED_WITHOUT_REASON and not _has_refused(found):
            raise Refusal(
                "没有认定过它拒绝选用的理由不正当",
                "先在那一笔选用里认定，再清退",
                field="ground",
                articles=[REMOVAL],
            )
        act.log(ground=dict(removals())[ground])
        return _leave(act, found, state, reason, ground)


def leave_framework(
    *, frameworkmember: int, reason: str, by: Agent, version: int | None = None, once: UUID | None = None
) -> FrameworkMember:
    """The provider itself leaves; what it has agreed to stands. Raises Refusal without a reason, NotAllowed, Stale."""
    with action("procurement.member.left_framework", Permission.BID, by=by, once=once) as act:
        row = FrameworkMember.objects.select_related("provider__place").filter(pk=frameworkmember).first()
        if row is None or row.provider_id != by.body.pk:
            raise NotFound
        act.allow(row)
        act.lock(Framework.objects, row.framework_id)
        found, state = MEMBER.lock(act, _rows(), frameworkmember, "leave-framework", version=version)
        act.set_subject(found)
        return _leave(act, found, state, required_reason(reason, "退出"))


def _rows() -> QuerySet[FrameworkMember]:
    return FrameworkMember.objects.select_related("framework__procurement", "provider")


def _begin(act: Action, number: int, verb: str, version: int | None) -> tuple[FrameworkMember, str]:
    """The member, locked after its agreement, where the agent's body concluded it."""
    row = _rows().filter(pk=number).first()
    if row is None:
        raise NotFound
    act.lock(Framework.objects.select_related("procurement__purchaser__place"), row.framework_id)
    found, state = MEMBER.lock(act, _rows(), number, verb, version=version)
    act.set_subject(found)
    return found, state


def _change(
    act: Action, found: FrameworkMember, state: str, reason: str, ground: str = ""
) -> FrameworkMember:
    act.log(provider=found.provider.name, reason=reason)
    return act.change(found, state=state, reason=reason[:1_000], ground=ground, changed_on=wall_clock.today())


def _leave(act: Action, found: FrameworkMember, state: str, reason: str, ground: str = "") -> FrameworkMember:
    """Takes back what it has not answered: those purchasers choose another one."""
    pending = CallOffOffer.objects.filter(member=found, state=OfferState.PENDING)
    open_now = CallOff.objects.filter(pk__in=pending.values("call_off")).order_by("pk")
    for call_off in [act.lock(CallOff.objects, each.pk) for each in open_now]:
        take_back(act, call_off)
    return _change(act, found, state, reason, ground)


def _has_refused(member: FrameworkMember) -> bool:
    return member.offers.filter(is_justified=False).exists()
