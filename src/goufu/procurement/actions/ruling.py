"""Decisions of the finance office on complaints: what they do to the procurement, their publication, and what comes after."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from goufu import wall_clock
from goufu.core.action import Action, action
from goufu.core.errors import AgainstTheLaw, NotAllowed, Refusal, refuse_all
from goufu.core.numbers import take_number
from goufu.core.opinion import Opinion, cards
from goufu.core.permissions import Permission
from goufu.core.reasons import required_reason
from goufu.law.load import load_rulebook
from goufu.procurement.actions.case_record import add_step, case_of, check_day, step_now
from goufu.procurement.actions.complaining import end_suspension, lock_procurement
from goufu.procurement.actions.noticing import NUMBERS as NOTICE_NUMBERS
from goufu.procurement.actions.noticing import digest_of
from goufu.procurement.filling import Filling
from goufu.procurement.law import days_of
from goufu.procurement.models import (
    AbuseListing,
    Against,
    Complaint,
    ComplaintDecision,
    ComplaintState,
    Effect,
    Finding,
    ListedFor,
    Notice,
    NoticeState,
    Occurrence,
    Procurement,
    ProcurementState,
)
from goufu.procurement.models.complaints import LONGEST, SHORTEST
from goufu.procurement.readiness import against_doubts, disclosure_of
from goufu.procurement.transitions import COMPLAINT, PROCUREMENT
from goufu.registry.agents import Agent
from goufu.registry.models import Debarment

KIND = "complaint"  # of the notice
ANNULS = {Effect.REVIEW: "review_voided", Effect.AWARD: "award_voided"}  # the event of each
NEEDS = {Effect.REVIEW: "review_ended", Effect.AWARD: "awarded"}
OF_FINDING = {Finding.FABRICATED: ListedFor.FABRICATED, Finding.UNLAWFUL: ListedFor.UNLAWFUL}


def decide_complaint(
    *,
    complaint: int,
    number: str,
    finding: str,
    effect: str,
    facts_text: str,
    basis_text: str,
    contract_text: str = "",
    by: Agent,
    version: int | None = None,
    once: UUID | None = None,
) -> Complaint:
    """Decides it, with those joined to it, and carries the effect out on the procurement; a suspension ends.

    Raises Refusal for an effect that doesn't fit; NotAllowed for who has drafted or published in the procurement; Stale.
    """
    with action("procurement.complaint.decided", Permission.DECIDE_COMPLAINT, by=by, once=once) as act:
        procurement = lock_procurement(act, complaint)
        found, state = COMPLAINT.lock(act, _complaints(), complaint, "decide-complaint", version=version)
        check_impartial(found, by)
        refuse_joined(found)
        if not number.strip():
            raise Refusal("没有写决定书的文号", "请填写", field="number")
        for name, text in (("facts_text", facts_text), ("basis_text", basis_text)):
            required_reason(text, "投诉处理决定", field=name)
        refuse_effect(found, finding, effect, contract_text)
        members = [found, *_joined(found)]
        now = wall_clock.now()
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
                day=wall_clock.today(),
                person=by.person,
                at=now,
            )
            act.create(made)
            act.change(each, state=state)
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
    if needed and needed not in happened:
        raise Refusal(
            "还没有确定供应商，没有结果可以认定无效"
            if effect == Effect.AWARD
            else "还没有评审完，没有可以重新评审的",
            "请选责令重新开展",
            field="effect",
            articles=["order-94:complaint-effect"],
        )
    if "contract_signed" in happened and not contract_text.strip():
        raise Refusal(
            "合同已经签订，没有写怎样办",
            "还没有履行的撤销，已经履行的写明怎样处理",
            field="contract_text",
            articles=["order-94:complaint-effect"],
        )


def _joined(complaint: Complaint) -> list[Complaint]:
    """Those decided with it, locked in the order of their numbers."""
    rows = _complaints().filter(leader=complaint, state=ComplaintState.ACCEPTED)
    return list(rows.select_for_update(of=("self",)).order_by("pk"))


def _carry_out(
    act: Action, procurement: Procurement, complaint: Complaint, effect: Effect, number: str, by: Agent
) -> None:
    """What the decision does to the procurement: nothing, its review or its award no longer counts, or it ends."""
    now = wall_clock.now()
    if effect == Effect.GO_ON or procurement.state != ProcurementState.RUNNING:
        return
    if event := ANNULS.get(effect):
        act.create(
            Occurrence(
                procurement=procurement,
                event=event,
                day=wall_clock.today(),
                note=f"投诉 {complaint.number}，{number}"[:500],
                person=by.person,
                recorded_at=now,
            )
        )
        act.change(procurement, changed_at=now)
        return
    state = PROCUREMENT.after("void", procurement)
    reason = f"投诉处理决定 {number}：责令重新开展采购活动（投诉 {complaint.number}）"
    act.change(procurement, state=state, ended_by=by.person, ended_at=now, end_reason=reason, changed_at=now)


def notice_of(complaint: Complaint, by: Agent) -> Notice:
    """The notice of the decision as it would be published, not stored."""
    decision = last_decision(complaint)
    challenge = complaint.challenge
    members = [
        complaint,
        *complaint.joined.filter(state=ComplaintState.DECIDED).select_related("complainant"),
    ]
    complainants = "、".join(each.complainant.name for each in members)
    typed = {
        "parties": f"投诉人：{complainants}；被投诉人：{complaint.procurement.purchaser.name}",
        "case_facts": f"{_asked(challenge)}{decision.facts_text}",
        "decision": "；".join(
            filter(
                None,
                [
                    decision.basis_text,
                    decision.get_finding_display(),
                    decision.get_effect_display(),
                    decision.contract_text,
                ],
            )
        ),
    }
    return Notice(
        procurement=complaint.procurement,
        kind=KIND,
        typed=typed,
        drafted_by=decision.person,
        drafted_at=decision.at,
    )


def _asked(challenge: Any) -> str:
    return f"对{challenge.get_against_display()}质疑（{challenge.number}）以后投诉。" if challenge else ""


def last_decision(complaint: Complaint) -> ComplaintDecision:
    """The decision that counts. Raises Refusal where there is none."""
    found = complaint.decisions.select_related("person").last()
    if found is None or complaint.state != ComplaintState.DECIDED:
        raise Refusal("还没有作出处理决定", "决定以后再公告", articles=["procurement-regulation:58"])
    return found


def publish_decision(
    *,
    complaint: int,
    reviewed: Collection[str] = (),
    by: Agent,
    version: int | None = None,
    once: UUID | None = None,
) -> Complaint:
    """Publishes the result as a notice, numbered and for good. Raises Refusal; NotAllowed for whoever decided; Stale."""
    with action("procurement.complaint.published", Permission.DECIDE_COMPLAINT, by=by, once=once) as act:
        procurement = lock_procurement(act, complaint)
        found, _state = COMPLAINT.lock(act, _complaints(), complaint, "publish-decision", version=version)
        refuse_joined(found)
        check_publisher(found, by)
        if "published" in case_of(found).days:
            raise Refusal("已经公告过", "公告发布以后不能改；有错，另发一份")
        made = notice_of(found, by)
        filling = Filling(made)
        opinion = act.ask(lambda: disclosure_of(filling))
        refuse_all([*against_notice(opinion), *against_doubts(opinion.to_review, reviewed)])
        act.log_opinion(opinion)
        place, now = procurement.purchaser.place.code, wall_clock.now()
        number = take_number(NOTICE_NUMBERS, place=place, year=wall_clock.today().year, place_word=place)
        made.number, made.content, made.state = number, filling.content, NoticeState.PUBLISHED
        made.digest = digest_of(number, KIND, filling.content)
        made.rulebook = opinion.log_form()["rules"]
        made.published_by, made.published_at = by.person, now
        act.create(made)
        step_now(act, found, "published", by, notice=made)
        act.change(found)
        act.set_subject(found)
        act.log(notice=made.get_kind_display(), number=number, digest=made.digest)
    return found


def check_publisher(complaint: Complaint, by: Agent) -> None:
    """Raises NotAllowed for the person who decided."""
    if last_decision(complaint).person_id == by.person.pk:
        raise NotAllowed("作出决定的是您自己，不能由您公告", "请本部门的另一位财政经办人核对以后公告")


def against_notice(opinion: Opinion) -> list[Refusal]:
    """The refusal for what the rules on disclosure find in the text."""
    failed = [*opinion.blocking, *opinion.to_explain]
    return [AgainstTheLaw(cards(failed))] if failed else []


def decision_appeared(
    *,
    complaint: int,
    day: date,
    address: str,
    by: Agent,
    version: int | None = None,
    once: UUID | None = None,
) -> Complaint:
    """Records where and when the designated medium published the result. Raises Refusal, Stale, NotAllowed."""
    with action("procurement.complaint.appeared", Permission.DECIDE_COMPLAINT, by=by, once=once) as act:
        lock_procurement(act, complaint)
        found, _state = COMPLAINT.lock(act, _complaints(), complaint, "decision-appeared", version=version)
        notice = published_notice(found)
        if notice is None:
            raise Refusal("处理结果还没有公告", "先公告，再登记指定媒体的发布")
        if notice.appeared_on:
            raise Refusal(f"已经登记过：{notice.appeared_on} 在指定媒体发布", "登记过的不能改")
        step_now(act, found, "appeared", by, day, text=address, notice=notice)
        act.change(notice, appeared_on=day, address=address)
        act.change(found)
        act.set_subject(found)
        act.log(day=day, address=address)
    return found


def published_notice(complaint: Complaint) -> Notice | None:
    """The notice by which the decision that counts was published."""
    if "published" not in case_of(complaint).days:
        return None
    rows = [each for each in complaint.steps.all() if each.kind == "published"]
    return max(rows, key=lambda each: each.pk).notice


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
        lock_procurement(act, complaint)
        found, state = COMPLAINT.lock(act, _complaints(), complaint, "annul-decision", version=version)
        refuse_joined(found)
        if not {"reconsideration", "lawsuit"} & case_of(found).days.keys():
            raise Refusal(
                "没有登记申请复议，也没有登记起诉",
                "先在“登记办理情况”里登记",
                articles=["procurement-law:58"],
            )
        reason = required_reason(reason, "登记决定被撤销")
        check_day(case_of(found), "review_annulled", day)
        for each in [
            found,
            *found.joined.filter(state=ComplaintState.DECIDED).select_for_update().order_by("pk"),
        ]:
            add_step(act, each, "review_annulled", day, by, text=reason)
            act.change(each, state=state)
        act.set_subject(found)
        act.log(day=day, reason=reason)
    return found


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
        found, _state = COMPLAINT.lock(act, _complaints(), complaint, "list-abuse", version=version)
        decision = last_decision(found)
        ground = abuse_of(found)
        if ground is None:
            raise Refusal(
                "没有认定虚假、恶意投诉，十二个月内查无实据的也不到三次",
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
            ends_on=_months_later(today, months) - timedelta(days=1),
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
    value = load_rulebook().parameters["false_complaint_count"].at(complaint.received_on)
    return ListedFor.REPEATED if value and baseless_count(complaint) >= int(value.value) else None


def baseless_count(complaint: Complaint) -> int:
    """How many of the complainant's complaints nothing has proved in the twelve months up to this one's decision, it included."""
    decision = complaint.decisions.last()
    if decision is None:
        return 0
    rows = ComplaintDecision.objects.filter(
        complaint__complainant=complaint.complainant_id,
        complaint__state=ComplaintState.DECIDED,
        day__gt=_months_later(decision.day, -12),
        day__lte=decision.day,
    )
    last = {each.complaint_id: each for each in rows.order_by("pk")}
    return sum(each.is_unproved for each in last.values())


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _complaints() -> QuerySet[Complaint]:
    return Complaint.objects.select_related(
        "procurement__purchaser__place",
        "complainant",
        "challenge__procurement__purchaser__place",
        "challenge__answer",
        "leader",
    )
