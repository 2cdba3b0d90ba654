"""Decisions of the finance office on complaints, and what they do to the procurement."""

from __future__ import annotations

from uuid import UUID

from goufu import wall_clock
from goufu.core.action import Action, action
from goufu.core.errors import NotAllowed, Refusal
from goufu.core.permissions import Permission
from goufu.core.reasons import required_reason
from goufu.procurement.actions.case_record import (
    complaints_to_lock,
    lock_procurement,
    move_parties,
    step_now,
)
from goufu.procurement.actions.events import note_event
from goufu.procurement.actions.handling import end_suspension
from goufu.procurement.actions.telling_effects import tell_effect
from goufu.procurement.actions.voiding import end_agreements
from goufu.procurement.cases.appeals import refuse_untold
from goufu.procurement.law import days_of
from goufu.procurement.models import (
    Against,
    Complaint,
    ComplaintDecision,
    ComplaintState,
    Effect,
    Finding,
    Notice,
    Procurement,
    ProcurementState,
)
from goufu.procurement.review.events import CHOSEN, CONCLUDED, REVIEWED, SIGNED
from goufu.procurement.review.rounds import review_again
from goufu.procurement.transitions import COMPLAINT, PARTY, PROCUREMENT
from goufu.registry.agents import Agent

KIND = "complaint"  # of the notice
ANNULS = {Effect.REVIEW: "review_voided", Effect.AWARD: "award_voided"}  # the event of each
NEEDS = {Effect.REVIEW: frozenset({REVIEWED}), Effect.AWARD: CHOSEN}  # one of these events


def decide_complaint(
    *,
    complaint: int,
    number: str,
    finding: str,
    effect: str,
    facts_text: str,
    basis_text: str,
    contract_text: str = "",
    reconsider_at: str = "",
    reconsider_days: int | None = None,
    court: str = "",
    lawsuit_months: int | None = None,
    by: Agent,
    version: int | None = None,
    once: UUID | None = None,
) -> Complaint:
    """Decides it, with those joined to it, and carries the effect out on the procurement; a suspension ends.

    It tells how it can be gone against: `reconsider_at` within so many days, `court` within so many months.
    Raises Refusal for an effect that doesn't fit; NotAllowed for who has drafted or published in the procurement; Stale.
    """
    with action("procurement.complaint.decided", Permission.DECIDE_COMPLAINT, by=by, once=once) as act:
        procurement = lock_procurement(act, Complaint, complaint)
        found, state = COMPLAINT.lock(
            act, complaints_to_lock(), complaint, "decide-complaint", version=version
        )
        check_impartial(found, by)
        refuse_joined(found)
        if not number.strip():
            raise Refusal("没有写决定书的文号", "请填写", field="number")
        for name, text in (("facts_text", facts_text), ("basis_text", basis_text)):
            required_reason(text, "投诉处理决定", field=name)
        refuse_effect(found, finding, effect, contract_text)
        appeals = {
            "reconsider_at": reconsider_at.strip(),
            "reconsider_days": reconsider_days,
            "court": court.strip(),
            "lawsuit_months": lawsuit_months,
        }
        refuse_untold(appeals)
        members = [found, *_joined(found)]
        now, decisions = wall_clock.now(), list[ComplaintDecision]()
        for each in members:
            end_suspension(act, each, by)
            step_now(act, each, "decided", by)
            made = ComplaintDecision(
                complaint=each,
                number=number,
                finding=finding,
                effect=effect,
                facts_text=facts_text,
                basis_text=basis_text,
                contract_text=contract_text,
                **appeals,
                day=wall_clock.today(),
                person=by.person,
                at=now,
            )
            decisions.append(act.create(made))
            act.change(each, state=state)
            move_parties(act, each, lambda party: PARTY.after("hear-decision", party))
        if procurement.state == ProcurementState.RUNNING:
            tell_effect(act, procurement, decisions[0], by)
            _carry_out(act, procurement, found, Effect(effect), number, by)
        act.set_subject(found)
        act.log(
            number=number,
            finding=Finding(finding).label,
            effect=Effect(effect).label,
            complaints="、".join(each.number for each in members),
        )
    return found


def check_impartial(complaint: Complaint, by: Agent) -> None:
    """Raises NotAllowed for whoever planned, published or answered in the procurement that is complained about."""
    procurement, challenge = complaint.procurement, complaint.challenge
    took_part = {procurement.drafted_by_id, procurement.begun_by_id}
    notices = Notice.objects.filter(procurement=procurement).exclude(kind=KIND)
    for drafted, published in notices.values_list("drafted_by", "published_by"):
        took_part |= {drafted, published}
    if challenge and (answer := getattr(challenge, "answer", None)):
        took_part.add(answer.person_id)
    if by.person.pk in took_part:
        raise NotAllowed(
            "您参加过这次采购的编制、发布或者质疑答复，不能处理对它的投诉", "请由本部门的另一位财政经办人决定"
        )


def refuse_joined(complaint: Complaint) -> None:
    """Raises Refusal for one that is decided with another."""
    if complaint.leader:
        raise Refusal(
            f"这件投诉并入了 {complaint.leader.number}", "请在那一件上决定，这一件跟着决定", articles=[]
        )


def refuse_effect(complaint: Complaint, finding: str, effect: str, contract_text: str) -> None:
    """Raises Refusal for an effect that doesn't follow from what was found, or for which there is nothing yet."""
    if (finding == Finding.EFFECT) == (effect == Effect.GO_ON):
        raise Refusal(
            "认定和处理对不上：影响或者可能影响结果的，采购活动不能就这样继续；其他的，继续",
            "请改选",
            field="effect",
            articles=["order-94:complaint-effect", "order-94:dismissal"],
        )
    if effect == Effect.GO_ON:
        return
    happened = days_of(complaint.procurement.occurrences.all())
    challenge = complaint.challenge
    if challenge and challenge.against == Against.FILE and effect != Effect.VOID:
        raise Refusal(
            "对采购文件的投诉成立、影响结果的，责令重新开展采购活动",
            "请选责令重新开展",
            field="effect",
            articles=["order-94:complaint-effect"],
        )
    needed = NEEDS.get(Effect(effect))
    if needed and needed.isdisjoint(happened):
        raise Refusal(
            "还没有确定供应商，没有结果可以认定无效"
            if effect == Effect.AWARD
            else "还没有评审完，没有可以重新评审的",
            "请选责令重新开展",
            field="effect",
            articles=["order-94:complaint-effect"],
        )
    if not CONCLUDED.isdisjoint(happened) and not contract_text.strip():
        raise Refusal(
            f"{'合同' if SIGNED in happened else '框架协议'}已经签订，没有写怎样办",
            "还没有履行的撤销，已经履行的写明怎样处理",
            field="contract_text",
            articles=["order-94:complaint-effect"],
        )


def _joined(complaint: Complaint) -> list[Complaint]:
    """Those decided with it, locked in the order of their numbers."""
    rows = complaints_to_lock().filter(leader=complaint, state=ComplaintState.ACCEPTED)
    return list(rows.select_for_update(of=("self",)).order_by("pk"))


def _carry_out(
    act: Action, procurement: Procurement, complaint: Complaint, effect: Effect, number: str, by: Agent
) -> None:
    """What the decision does to the procurement: nothing, its review or its award no longer counts, or it ends."""
    now = wall_clock.now()
    if effect == Effect.GO_ON:
        return
    if event := ANNULS.get(effect):
        note_event(act, procurement, event, by, note=f"投诉 {complaint.number}，{number}"[:500])
        end_agreements(
            act, procurement, f"投诉处理决定 {number}：{effect.label}（投诉 {complaint.number}）", by
        )
        if effect == Effect.REVIEW:
            review_again(act, procurement)
        act.change(procurement, changed_at=now)
        return
    state = PROCUREMENT.after("void", procurement)
    reason = f"投诉处理决定 {number}：责令重新开展采购活动（投诉 {complaint.number}）"
    end_agreements(act, procurement, reason, by)
    act.change(procurement, state=state, ended_by=by.person, ended_at=now, end_reason=reason, changed_at=now)


def last_decision(complaint: Complaint) -> ComplaintDecision:
    """The decision that counts. Raises Refusal where there is none."""
    found = complaint.decisions.select_related("person").last()
    if found is None or complaint.state != ComplaintState.DECIDED:
        raise Refusal("还没有作出处理决定", "决定以后再公告", articles=["procurement-regulation:58"])
    return found
