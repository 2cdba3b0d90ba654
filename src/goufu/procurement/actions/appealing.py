"""What comes after a decision: reconsideration and lawsuits that annul it, and the list of those who abuse complaints."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from goufu import wall_clock
from goufu.core.action import action
from goufu.core.errors import Refusal
from goufu.core.permissions import Permission
from goufu.core.reasons import required_reason
from goufu.procurement.actions.case_record import (
    add_step,
    case_of,
    case_of_party,
    check_day,
    complaints_to_lock,
    lock_procurement,
    move_parties,
)
from goufu.procurement.actions.ruling import last_decision, refuse_joined
from goufu.procurement.cases.data import load_cases
from goufu.procurement.cases.periods import number_on, period
from goufu.procurement.models import (
    AbuseListing,
    Complaint,
    ComplaintDecision,
    ComplaintState,
    Finding,
    ListedFor,
    Party,
    PartyKind,
    PartyState,
)
from goufu.procurement.models.complaints import LONGEST, SHORTEST
from goufu.procurement.timing.counting import months_later
from goufu.procurement.transitions import COMPLAINT
from goufu.registry.agents import Agent
from goufu.registry.models import Debarment

OF_FINDING = {Finding.FABRICATED: ListedFor.FABRICATED, Finding.UNLAWFUL: ListedFor.UNLAWFUL}


def annul_decision(
    *,
    complaint: int,
    day: date,
    reason: str,
    by: Agent,
    version: int | None = None,
    once: UUID | None = None,
) -> Complaint:
    """Records that reconsideration or a court has annulled the decision: the complaint is handled again.

    What the decision has done to the procurement stays recorded; a new decision says what is to be done. Raises Refusal
    where neither was asked for; Stale, NotAllowed.
    """
    with action("procurement.complaint.annulled", Permission.DECIDE_COMPLAINT, by=by, once=once) as act:
        lock_procurement(act, Complaint, complaint)
        found, state = COMPLAINT.lock(act, complaints_to_lock(), complaint, "annul-decision", version=version)
        refuse_joined(found)
        joined = complaints_to_lock().filter(leader=found, state=ComplaintState.DECIDED)
        members = [found, *joined.select_for_update(of=("self",)).order_by("pk")]
        if not any(is_gone_against(each) for each in members):
            raise Refusal(
                "没有登记申请复议，也没有登记起诉",
                "先在当事人的页登记",
                articles=["procurement-law:58"],
            )
        reason = required_reason(reason, "登记决定被撤销")
        for each in members:
            check_day(case_of(each), "review_annulled", day)
            add_step(act, each, "review_annulled", day, by, text=reason)
            act.change(each, state=state)
            move_parties(act, each, _before_decision)
        act.set_subject(found)
        act.log(day=day, reason=reason)
    return found


def is_gone_against(complaint: Complaint) -> bool:
    """Whether a party has asked for reconsideration of the decision, or gone to court."""
    return not {"reconsideration", "lawsuit"}.isdisjoint(case_of(complaint).days)


def _before_decision(party: Party) -> PartyState:
    """How far the party had come before the decision."""
    days = case_of_party(party).days
    if party.kind == PartyKind.COMPLAINANT:
        return PartyState.COMPLAINS
    if "replied" in days:
        return PartyState.ANSWERED
    return PartyState.RECEIVED if "copy_received" in days else PartyState.SENT


def list_abuse(
    *,
    complaint: int,
    months: int,
    reason: str,
    by: Agent,
    version: int | None = None,
    once: UUID | None = None,
) -> Complaint:
    """Puts the complainant on the list of bad conduct, barred for one to three years: its file says so from today.

    Raises Refusal where neither falsehood nor repetition was found; Stale, NotAllowed.
    """
    with action("procurement.complaint.listed", Permission.DECIDE_COMPLAINT, by=by, once=once) as act:
        found, _state = COMPLAINT.lock(act, complaints_to_lock(), complaint, "list-abuse", version=version)
        decision = last_decision(found)
        ground = abuse_of(found)
        if ground is None:
            raise Refusal(
                f"没有认定虚假、恶意投诉，{_window()} 个月内查无实据的也不到 {period('abuse')}",
                "不用列入",
                articles=["order-94:false-complaint", "procurement-regulation:73"],
            )
        if AbuseListing.objects.filter(complaint=found).exists():
            raise Refusal("这件投诉已经列入过", "不用再列")
        if not SHORTEST <= months <= LONGEST:
            raise Refusal(
                "禁止参加政府采购是一年到三年",
                f"请填 {SHORTEST} 到 {LONGEST} 个月",
                field="months",
                articles=["procurement-law:77", "procurement-regulation:73"],
            )
        reason = required_reason(reason, "列入不良行为记录")
        today = wall_clock.today()
        ban = Debarment(
            body=found.complainant,
            starts_on=today,
            ends_on=months_later(today, months) - timedelta(days=1),
            decision_number=decision.number,
            authority=by.body.name,
        )
        act.create(ban)
        listing = AbuseListing(
            complaint=found,
            debarment=ban,
            ground=ground,
            months=months,
            reason=reason,
            person=by.person,
            at=wall_clock.now(),
        )
        act.create(listing)
        act.change(found)
        act.set_subject(found)
        act.log(provider=found.complainant.name, ground=ListedFor(ground).label, months=months, reason=reason)
    return found


def abuse_of(complaint: Complaint) -> ListedFor | None:
    """For what the complainant is to be listed: what its decision found, or how often nothing was proved."""
    if complaint.state != ComplaintState.DECIDED:
        return None
    if found := OF_FINDING.get(Finding(last_decision(complaint).finding)):
        return found
    count = number_on("abuse", complaint.received_on)
    return ListedFor.REPEATED if count and baseless_count(complaint) >= count else None


def baseless_count(complaint: Complaint) -> int:
    """How many of the complainant's complaints nothing has proved in the months up to this one's decision, it included."""
    decision = complaint.decisions.last()
    if decision is None:
        return 0
    rows = ComplaintDecision.objects.filter(
        complaint__complainant=complaint.complainant_id,
        complaint__state=ComplaintState.DECIDED,
        day__gt=months_later(decision.day, -_window()),
        day__lte=decision.day,
    )
    last = {each.complaint_id: each for each in rows.order_by("pk")}
    return sum(each.is_unproved for each in last.values())


def _window() -> int:
    """In how many months complaints are counted."""
    return load_cases().numbers["abuse"].within_months
