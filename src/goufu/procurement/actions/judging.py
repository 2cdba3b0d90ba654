"""Judgements of facts that nothing but a person tells, before the activity begins."""

from __future__ import annotations

from uuid import UUID

from goufu import wall_clock
from goufu.core.action import action
from goufu.core.errors import NotAllowed, Refusal
from goufu.core.permissions import Permission, holders
from goufu.core.reasons import required_reason
from goufu.procurement.choices import OF_THE_HEAD, OF_THE_READER, ticks
from goufu.procurement.models import Procurement, Tick
from goufu.procurement.transitions import PROCUREMENT
from goufu.registry.agents import Agent
from goufu.registry.models import Appointment


def judge(
    *,
    procurement: int,
    fact: str,
    holds: bool,
    reason: str,
    by: Agent,
    version: int | None = None,
    once: UUID | None = None,
) -> Procurement:
    """Records a person's judgement of a fact that nothing else tells. Raises NotAllowed where it is the head's, or that of
    somebody who didn't write the plan; Refusal.
    """
    with action("procurement.procurement.judged", Permission.WRITE_PROCUREMENT, by=by, once=once) as act:
        found, _state = PROCUREMENT.lock(act, Procurement.objects, procurement, "write", version=version)
        if fact not in dict(ticks()):
            raise Refusal("没有这一项判断", "请从列出的里选", field="fact")
        if why := why_not_judge(found, fact, by):
            raise NotAllowed(
                why,
                "请本单位的另一位采购经办人、负责人来办"
                if fact in OF_THE_READER
                else "请本单位的采购负责人来办",
            )
        reason = required_reason(reason, "判断")
        made = Tick(
            procurement=found, fact=fact, holds=holds, reason=reason, person=by.person, at=wall_clock.now()
        )
        act.create(made)
        act.change(found, changed_at=wall_clock.now())
        act.log(judgement=dict(ticks())[fact], holds=holds, reason=reason)
    return found


def why_not_judge(procurement: Procurement, fact: str, by: Agent) -> str:
    """Why the agent doesn't make that judgement; '' where nothing stands in the way.

    Whoever wrote the plan doesn't look through it, too, unless its body has nobody else who may.
    """
    if fact in OF_THE_HEAD and not by.may_on(Permission.LEAD_PROCUREMENT, procurement):
        return "这一项由采购人的负责人判断"
    if fact in OF_THE_READER and procurement.drafted_by_id == by.person.pk and _has_others(procurement, by):
        return "这一项由审查文件的人判断，编制方案的是您自己"
    return ""


def _has_others(procurement: Procurement, by: Agent) -> bool:
    """Whether somebody else of the purchaser writes procurements today."""
    held = Appointment.objects.filter(
        body=procurement.purchaser_id,
        role__in=holders(Permission.WRITE_PROCUREMENT),
        days__contains=wall_clock.today(),
        person__is_active=True,
    )
    return held.exclude(person=by.person).exists()
