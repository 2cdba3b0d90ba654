"""Whoever was made a member of a consortium declines: the leader named it, and only its own word makes it one."""

from __future__ import annotations

from uuid import UUID

from goufu import wall_clock
from goufu.core.action import action
from goufu.core.errors import Refusal
from goufu.core.permissions import Permission
from goufu.core.reasons import required_reason
from goufu.procurement.actions.participating import refuse_after_deadline
from goufu.procurement.models import (
    MemberDecline,
    Participation,
    ParticipationMember,
    ParticipationState,
    Procurement,
)
from goufu.registry.agents import Agent


def decline_membership(*, member: int, reason: str, by: Agent, once: UUID | None = None) -> MemberDecline:
    """Says, before the deadline, that the agent's body is no member of the consortium. Raises Refusal, NotFound, NotAllowed.

    The leader's participation stays, since it alone may withdraw; but there is no consortium without the agreement of all its
    members (procurement-law:24): what its bid says of one counts no more, and who examines it is told why.
    """
    with action("procurement.membership.declined", Permission.BID, by=by, once=once) as act:
        found = act.lock(ParticipationMember.objects, member)
        procurement = act.lock(Procurement.objects, found.participation.procurement_id)
        taken = act.lock(Participation.objects.select_related("bidder"), found.participation_id)
        refuse_after_deadline(procurement)
        if taken.state != ParticipationState.TAKING_PART:
            raise Refusal(f"{taken.bidder.name}已经退出这次采购", "联合体不再参加，不用再办")
        if MemberDecline.objects.filter(member=found).exists():
            raise Refusal("本单位已经表示过不参加这个联合体", "不用再办；改变主意的，请牵头的单位重新参加")
        made = MemberDecline(
            member=found,
            reason=required_reason(reason, "不参加"),
            person=by.person,
            at=wall_clock.now(),
        )
        act.create(made)
        act.set_subject(taken)  # not the procurement, whose history the purchaser sees
        act.log(body=by.body.name, title=procurement.title)
    return made
