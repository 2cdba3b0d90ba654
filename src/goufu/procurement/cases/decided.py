"""What decisions on complaints leave to be done in a procurement: the notice of its end, and what becomes of the contract."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from goufu.law.clock import workday_due
from goufu.procurement.methods import load_methods
from goufu.procurement.models import (
    ComplaintDecision,
    ComplaintState,
    Effect,
    Notice,
    NoticeState,
    Procurement,
    ProcurementState,
)
from goufu.procurement.review.rounds import awards_of

ENDS = "termination"  # the kind of the notice
WITHIN = "termination_notice_workdays"  # the setting
EFFECT = "order-94:complaint-effect"


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What a decision means for what was awarded. `contract`: what it says of a contract that was signed; empty where none was."""

    decision: ComplaintDecision
    what: str
    contract: str


def decision_on(procurement: Procurement) -> ComplaintDecision | None:
    """The last decision in force that changes the procurement's course."""
    rows = ComplaintDecision.objects.filter(
        complaint__procurement=procurement, complaint__state=ComplaintState.DECIDED
    )
    found = {each.complaint_id: each for each in rows.select_related("complaint").order_by("pk")}
    return max(
        (each for each in found.values() if each.effect != Effect.GO_ON),
        key=lambda each: each.pk,
        default=None,
    )


def aftermath_of(procurement: Procurement) -> Aftermath | None:
    """What the purchaser and the finance office are told of it; None once there is another award."""
    if procurement.is_planned:
        return None
    found = decision_on(procurement)
    if found is None or (found.effect != Effect.VOID and awards_of(procurement).exists()):
        return None
    words = {
        Effect.REVIEW: _("评审结果无效：以前的评审、定标和通知书不再算，重新评审。"),
        Effect.AWARD: _("中标、成交结果无效：以前的定标和通知书不再算，从合格的候选人中另行确定。"),
        Effect.VOID: _("责令重新开展采购活动：这次采购终止，发终止公告以后重新采购。"),
    }
    return Aftermath(found, words[Effect(found.effect)], found.contract_text.strip())


def is_end_untold(procurement: Procurement) -> bool:
    """Whether a decision has ended it, and no notice tells of the end."""
    if procurement.state != ProcurementState.TERMINATED:
        return False
    return untold().filter(pk=procurement.pk).exists()


def untold() -> QuerySet[Procurement]:
    """The procurements that a decision has ended, with a notice that told of their beginning and none of their end."""
    ended = ComplaintDecision.objects.filter(complaint__procurement=OuterRef("pk"), effect=Effect.VOID)
    told = Notice.objects.filter(procurement=OuterRef("pk"), state=NoticeState.PUBLISHED)
    return Procurement.objects.filter(
        Exists(ended), Exists(told), ~Exists(told.filter(kind=ENDS)), state=ProcurementState.TERMINATED
    )


def tell_by(decided: date) -> date:
    """Until when the notice of the end goes out: a setting of the office, from the day of the decision."""
    return workday_due(decided, load_methods().settings[WITHIN].value).day
