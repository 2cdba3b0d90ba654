"""The handling of an accepted complaint: what was done, the suspension, joining, withdrawal."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from goufu import wall_clock
from goufu.core.action import Action, action
from goufu.core.errors import Refusal
from goufu.core.permissions import Permission
from goufu.core.reasons import required_reason
from goufu.law.load import load_rulebook
from goufu.procurement.actions.case_record import (
    add_step,
    allow_party,
    case_of,
    check_day,
    complaints_to_lock,
    lock_procurement,
    move_parties,
    refuse_others_case,
    refuse_without_letter,
    step_now,
    withdrawal_reason,
)
from goufu.procurement.cases.data import load_cases
from goufu.procurement.cases.suspending import holding, suspensions_in
from goufu.procurement.models import (
    Complaint,
    ComplaintState,
    Procurement,
)
from goufu.procurement.models.complaints import UNDECIDED
from goufu.procurement.models.procurements import ENDED
from goufu.procurement.transitions import COMPLAINT, PARTY
from goufu.registry.agents import Agent

# What is recorded of a complaint besides its own verbs, by state.
PROCEEDING = {
    ComplaintState.ACCEPTED: ("excluded", "excluded_ended"),
    ComplaintState.DECIDED: ("review_upheld",),
}


def proceed_complaint(
    *,
    complaint: int,
    kind: str,
    day: date,
    text: str = "",
    by: Agent,
    version: int | None = None,
    once: UUID | None = None,
) -> Complaint:
    """Records what was done in the case, or after its decision. Raises Refusal, Stale, NotAllowed."""
    with action("procurement.complaint.proceeded", Permission.DECIDE_COMPLAINT, by=by, once=once) as act:
        found, _state = COMPLAINT.lock(
            act, complaints_to_lock(), complaint, "proceed-complaint", version=version
        )
        if kind not in proceedings(found):
            raise Refusal("这件事现在不登记", "请从列出的里选", field="kind")
        step_now(act, found, kind, by, day, text=text)
        act.change(found)
        act.log(event=load_cases().kinds[kind].title, day=day, note=text)
    return found


def proceedings(complaint: Complaint) -> list[str]:
    """What can be recorded now, in its order: what it comes after has happened."""
    case = case_of(complaint)
    kinds, offered = load_cases().kinds, PROCEEDING.get(ComplaintState(complaint.state), ())
    is_paused = case.days.get("excluded") is not None and _is_open(case.steps, "excluded", "excluded_ended")
    found = []
    for name in offered:
        comes_after = kinds[name].after
        if not any(each in case.days for each in comes_after):
            continue
        if (name == "excluded" and is_paused) or (name == "excluded_ended" and not is_paused):
            continue
        found.append(name)
    return found


def _is_open(steps: Any, begin: str, end: str) -> bool:
    last = [each.kind for each in steps if each.kind in (begin, end)]
    return bool(last) and last[-1] == begin


def suspend_procurement(
    *,
    complaint: int,
    days: int,
    reason: str,
    by: Agent,
    version: int | None = None,
    once: UUID | None = None,
) -> Complaint:
    """Suspends the procurement from today, for at most what the law lets in all. Raises Refusal, Stale, NotAllowed."""
    with action("procurement.procurement.suspended", Permission.DECIDE_COMPLAINT, by=by, once=once) as act:
        procurement = lock_procurement(act, Complaint, complaint)
        found, _state = COMPLAINT.lock(act, complaints_to_lock(), complaint, "suspend", version=version)
        case, today = case_of(found), wall_clock.today()
        if procurement.state in ENDED:
            raise Refusal("采购已经结束，没有可以暂停的", "不用暂停，接着处理投诉")
        if is_suspending(found):
            raise Refusal("这件投诉已经暂停了采购活动", "要改，先恢复，再暂停")
        left = most_suspended(today) - suspended_days(procurement)
        if not 1 <= days <= left:
            raise Refusal(
                f"暂停时间最长不得超过 {most_suspended(today)} 日，这次采购还可以暂停 {max(left, 0)} 日",
                "请改短",
                field="days",
                articles=["procurement-law:57"],
            )
        reason = required_reason(reason, "暂停采购活动")
        check_day(case, "suspended", today)
        until = today + timedelta(days=days)
        add_step(act, found, "suspended", today, by, until=until, text=reason)
        act.change(found)
        act.change(procurement, changed_at=wall_clock.now())
        act.set_subject(found)
        act.log(day=today, until=until, reason=reason)
    return found


def most_suspended(day: date) -> int:
    """The days for which a procurement may be suspended in all."""
    value = load_rulebook().parameters["suspension_max_days"].at(day)
    return int(value.value) if value else 0


def suspended_days(procurement: Procurement) -> int:
    """The days for which complaints have suspended the procurement so far, up to when each was to end or did."""
    count = 0
    for complaint in procurement.complaints.prefetch_related("steps"):
        began = None
        for each in sorted(complaint.steps.all(), key=lambda step: step.pk):
            if each.kind == "suspended":
                began = each
            elif each.kind in ("resumed", "decided", "withdrawn") and began is not None:
                count += (min(each.day, began.until or each.day) - began.day).days
                began = None
        if began is not None and began.until:
            count += (began.until - began.day).days
    return count


def is_suspending(complaint: Complaint) -> bool:
    """Whether the complaint suspends its procurement today."""
    steps = sorted(complaint.steps.all(), key=lambda step: step.pk)
    found = suspensions_in(steps).get(complaint.procurement_id, [])
    return holding(found, wall_clock.today()) is not None


def resume_procurement(
    *, complaint: int, reason: str, by: Agent, version: int | None = None, once: UUID | None = None
) -> Complaint:
    """Lets the procurement go on before the suspension ends by itself. Raises Refusal, Stale, NotAllowed."""
    with action("procurement.procurement.resumed", Permission.DECIDE_COMPLAINT, by=by, once=once) as act:
        procurement = lock_procurement(act, Complaint, complaint)
        found, _state = COMPLAINT.lock(act, complaints_to_lock(), complaint, "resume", version=version)
        if not is_suspending(found):
            raise Refusal("这件投诉现在没有暂停采购活动", "不用恢复")
        reason = required_reason(reason, "恢复采购活动")
        step_now(act, found, "resumed", by, text=reason)
        act.change(found)
        act.change(procurement, changed_at=wall_clock.now())
        act.set_subject(found)
        act.log(reason=reason)
    return found


def join_complaint(
    *, complaint: int, leader: int, by: Agent, version: int | None = None, once: UUID | None = None
) -> Complaint:
    """Joins it to another complaint on the same procurement: both are decided together. Raises Refusal, Stale, NotAllowed."""
    with action("procurement.complaint.joined", Permission.DECIDE_COMPLAINT, by=by, once=once) as act:
        procurement = lock_procurement(act, Complaint, complaint)
        found, _state = COMPLAINT.lock(
            act, complaints_to_lock(), complaint, "join-complaint", version=version
        )
        other = joinable(found).filter(pk=leader).first()
        if other is None:
            raise Refusal("只能并入同一次采购、正在处理的另一件投诉", "请从列出的里选", field="leader")
        if found.leader_id or found.joined.exists():
            raise Refusal("这件投诉已经和别的并在一起", "一件投诉只并一次")
        step_now(act, found, "joined", by, text=other.number)
        act.change(found, leader=other)
        act.set_subject(found)
        act.log(leader=other.number, procurement=procurement.number)
    return found


def joinable(complaint: Complaint) -> QuerySet[Complaint]:
    """The complaints to which this one can be joined."""
    return Complaint.objects.filter(
        procurement=complaint.procurement_id, state=ComplaintState.ACCEPTED, leader=None
    ).exclude(pk=complaint.pk)


def withdraw_complaint(
    *, complaint: int, reason: str, by: Agent, version: int | None = None, once: UUID | None = None
) -> Complaint:
    """Withdraws it for the complainant, or records its letter: the handling ends, and so does a suspension."""
    permissions = (Permission.DECIDE_COMPLAINT, Permission.BID)
    with action("procurement.complaint.withdrawn", *permissions, by=by, once=once) as act:
        is_party = allow_party(act, by, Permission.DECIDE_COMPLAINT)
        lock_procurement(act, Complaint, complaint)
        found, state = COMPLAINT.lock(
            act, complaints_to_lock(), complaint, "withdraw-complaint", version=version
        )
        if is_party:
            refuse_others_case(found.complainant_id, by)
        else:
            refuse_without_letter(found, found.complainant.name)
        reason = withdrawal_reason(reason, by, is_party=is_party)
        end_suspension(act, found, by)
        step_now(act, found, "withdrawn", by, text=reason)
        act.change(found, state=state)
        move_parties(act, found, lambda party: PARTY.after("hear-end", party))
        for each in list(found.joined.filter(state__in=UNDECIDED).select_for_update().order_by("pk")):
            act.change(each, leader=None)
        act.set_subject(found)
        act.log(reason=reason)
    return found


def end_suspension(act: Action, complaint: Complaint, by: Agent) -> None:
    """Records that the procurement goes on, where the complaint suspends it."""
    if is_suspending(complaint):
        add_step(act, complaint, "resumed", wall_clock.today(), by)
