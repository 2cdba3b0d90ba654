"""Complaints: given in, examined, accepted or not, and handled until the decision."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from goufu import wall_clock
from goufu.core.action import Action, action
from goufu.core.errors import Refusal
from goufu.core.numbers import NumberSeries, take_number
from goufu.core.permissions import Permission
from goufu.core.reasons import required_reason
from goufu.law.load import load_rulebook
from goufu.procurement.actions.case_record import (
    add_step,
    allow_party,
    body_named,
    case_of,
    check_day,
    refuse_others_case,
    step_now,
)
from goufu.procurement.cases import due_of, load_cases
from goufu.procurement.models import (
    Challenge,
    ChallengeState,
    Complaint,
    ComplaintState,
    Procurement,
    Way,
)
from goufu.procurement.models.complaints import UNDECIDED
from goufu.procurement.models.procurements import ENDED
from goufu.procurement.transitions import COMPLAINT
from goufu.registry.agents import Agent
from goufu.registry.models import Body

NUMBERS = NumberSeries("procurement.complaint", "{place}-{year}-TS-{number:04}")
SAID = ("matters", "request", "grounds")
# What is recorded of a complaint besides its own verbs, by state.
PROCEEDING = {
    ComplaintState.ACCEPTED: ("copied", "copy_received", "excluded", "excluded_ended"),
    ComplaintState.DECIDED: ("decision_served", "reconsideration", "lawsuit", "review_upheld"),
}


def enter_complaint(
    *,
    procurement: int,
    complainant: str,
    challenge: int | None,
    complained_on: date,
    received_on: date,
    way: str,
    values: Mapping[str, Any],
    by: Agent,
    once: UUID | None = None,
) -> Complaint:
    """Enters a complaint that was given in on paper. `challenge`: the one before it, None where there was none.

    Raises Refusal, NotAllowed. What may not be accepted is entered all the same, and then refused with its reason.
    """
    with action("procurement.complaint.entered", Permission.DECIDE_COMPLAINT, by=by, once=once) as act:
        found = act.lock(Procurement.objects.select_related("purchaser__place"), procurement)
        if way == Way.PROGRAM:
            raise Refusal("登记的投诉书是纸质的", "请选当面递交或者邮寄", field="way")
        body = body_named(complainant, "complainant")
        before = found.challenges.filter(pk=challenge).first() if challenge else None
        if challenge and before is None:
            raise Refusal("这次采购没有这件质疑", "请从列出的质疑里选", field="challenge")
        return _store(act, found, body, before, complained_on, received_on, way, values, by)


def file_complaint(
    *, challenge: int, values: Mapping[str, Any], by: Agent, once: UUID | None = None
) -> Complaint:
    """Gives in a complaint about a challenge of one's own, here and now. Raises Refusal, NotFound, NotAllowed."""
    with action("procurement.complaint.filed", Permission.BID, by=by, once=once) as act:
        act.allow(by.body)
        before = act.lock(Challenge.objects.select_related("procurement__purchaser__place"), challenge)
        refuse_others_case(before.challenger_id, by)
        refuse_premature(before)
        today = wall_clock.today()
        return _store(act, before.procurement, by.body, before, today, today, Way.PROGRAM, values, by)


def _store(
    act: Action,
    procurement: Procurement,
    complainant: Body,
    challenge: Challenge | None,
    complained_on: date,
    received_on: date,
    way: str,
    values: Mapping[str, Any],
    by: Agent,
) -> Complaint:
    if received_on > wall_clock.today():
        raise Refusal("收到的日子还没有到", "请核对日期", field="received_on")
    if received_on < complained_on:
        raise Refusal("收到不能早于提出", "请核对日期", field="received_on")
    if challenge and complained_on < challenge.received_on:
        raise Refusal(
            f"投诉不能早于质疑（{challenge.received_on} 收到）", "请核对日期", field="complained_on"
        )
    office = procurement.purchaser.office_id or (
        procurement.purchaser_id if procurement.purchaser.is_finance_office else None
    )
    if office is None:
        raise Refusal(
            f"{procurement.purchaser.name}没有写明主管财政部门",
            "请系统管理员在单位页补上",
            articles=["order-94:jurisdiction"],
        )
    made = Complaint(
        procurement=procurement,
        challenge=challenge,
        complainant=complainant,
        office_id=office,
        complained_on=complained_on,
        received_on=received_on,
        way=way,
        entered_by=by.person,
        **{name: values.get(name, "") for name in SAID},
    )
    place = procurement.purchaser.place.code
    made.number = take_number(NUMBERS, place=place, year=wall_clock.today().year, place_word=place)
    act.create(made)
    act.set_subject(made)
    add_step(act, made, "received", received_on, by, way=way)
    if challenge:
        add_step(act, challenge, "complained", complained_on, by)
    act.log(complainant=complainant.name, number=made.number)
    return made


def refuse_premature(challenge: Challenge) -> None:
    """Raises Refusal while the purchaser may still answer the challenge, and for one that can't be complained about."""
    if challenge.state in (ChallengeState.WITHDRAWN,):
        raise Refusal("这件质疑已经撤回", "没有质疑过的事项，先质疑再投诉", articles=["order-94:conditions"])
    due = due_of(case_of(challenge), "challenge_answer", wall_clock.today())
    if challenge.state == ChallengeState.RECEIVED and due and wall_clock.today() <= due.day:
        raise Refusal(
            f"采购人要在 {due.day} 以前答复，现在还没有答复",
            "收到答复，或者答复期满没有答复以后再投诉",
            articles=["procurement-law:53", "procurement-law:55"],
        )


def against_acceptance(complaint: Complaint) -> list[Refusal]:
    """Everything for which the complaint can't be accepted."""
    found = []
    if complaint.challenge is None:
        found.append(Refusal("投诉以前没有质疑过", "告知不予受理", articles=["order-94:conditions"]))
    elif complaint.challenge.challenger_id != complaint.complainant_id:
        found.append(
            Refusal("投诉人不是提出那件质疑的供应商", "告知不予受理", articles=["order-94:conditions"])
        )
    return found


def is_late(complaint: Complaint) -> bool:
    """Whether it was given in after its period; one without a challenge is not late."""
    if complaint.challenge is None:
        return False
    due = due_of(case_of(complaint.challenge), "complaint", wall_clock.today())
    return due is not None and complaint.complained_on > due.day


def accept_complaint(
    *, complaint: int, reason: str = "", by: Agent, version: int | None = None, once: UUID | None = None
) -> Complaint:
    """Accepts it. One that came late needs a reason why it isn't. Raises Refusal, Stale, NotAllowed."""
    with action("procurement.complaint.accepted", Permission.DECIDE_COMPLAINT, by=by, once=once) as act:
        found, state = COMPLAINT.lock(act, _complaints(), complaint, "accept-complaint", version=version)
        for refusal in against_acceptance(found):
            raise refusal
        if is_late(found):
            reason = required_reason(reason, "受理逾期的投诉")
        step_now(act, found, "examined", by)
        add_step(act, found, "accepted", wall_clock.today(), by, text=reason)
        act.change(found, state=state)
        act.log(reason=reason)
    return found


def ask_supplement(
    *, complaint: int, text: str, by: Agent, version: int | None = None, once: UUID | None = None
) -> Complaint:
    """Tells the complainant once what is missing; until it comes the office's time stands still."""
    with action(
        "procurement.complaint.supplement_asked", Permission.DECIDE_COMPLAINT, by=by, once=once
    ) as act:
        found, state = COMPLAINT.lock(act, _complaints(), complaint, "ask-supplement", version=version)
        if "supplement_asked" in case_of(found).days:
            raise Refusal(
                "已经通知补正过：补正应当一次通知", "请受理或者不予受理", articles=["order-94:supplement"]
            )
        text = required_reason(text, "通知补正", field="text")
        step_now(act, found, "supplement_asked", by, text=text)
        act.change(found, state=state)
        act.log(note=text)
    return found


def supplement(
    *,
    complaint: int,
    day: date,
    text: str = "",
    by: Agent,
    version: int | None = None,
    once: UUID | None = None,
) -> Complaint:
    """Records what the complainant has added, on the day on which it came. Raises Refusal, Stale, NotAllowed."""
    with action("procurement.complaint.supplemented", Permission.DECIDE_COMPLAINT, by=by, once=once) as act:
        found, state = COMPLAINT.lock(act, _complaints(), complaint, "supplement", version=version)
        step_now(act, found, "supplemented", by, day, text=text)
        act.change(found, state=state)
        act.log(day=day)
    return found


def refuse_complaint(
    *,
    complaint: int,
    examined_on: date,
    reason: str,
    by: Agent,
    version: int | None = None,
    once: UUID | None = None,
) -> Complaint:
    """Tells the complainant that it is not accepted, and why. Raises Refusal, Stale, NotAllowed."""
    with action("procurement.complaint.refused", Permission.DECIDE_COMPLAINT, by=by, once=once) as act:
        found, state = COMPLAINT.lock(act, _complaints(), complaint, "refuse-complaint", version=version)
        _turn_away(act, found, "refused", examined_on, reason, by)
        act.change(found, state=state)
    return found


def refer_complaint(
    *,
    complaint: int,
    examined_on: date,
    reason: str,
    by: Agent,
    version: int | None = None,
    once: UUID | None = None,
) -> Complaint:
    """Tells the complainant which other office has to handle it. Raises Refusal, Stale, NotAllowed."""
    with action("procurement.complaint.referred", Permission.DECIDE_COMPLAINT, by=by, once=once) as act:
        found, state = COMPLAINT.lock(act, _complaints(), complaint, "refer-complaint", version=version)
        _turn_away(act, found, "referred", examined_on, reason, by)
        act.change(found, state=state)
    return found


def _turn_away(act: Action, found: Complaint, kind: str, examined_on: date, reason: str, by: Agent) -> None:
    reason = required_reason(reason, "告知投诉人")
    check_day(case_of(found), "examined", examined_on, field="examined_on")
    add_step(act, found, "examined", examined_on, by)
    add_step(act, found, kind, wall_clock.today(), by, text=reason)
    act.log(day=examined_on, reason=reason)


def proceed_complaint(
    *,
    complaint: int,
    kind: str,
    day: date,
    way: str = "",
    text: str = "",
    by: Agent,
    version: int | None = None,
    once: UUID | None = None,
) -> Complaint:
    """Records what was done in the case, or after its decision. Raises Refusal, Stale, NotAllowed."""
    with action("procurement.complaint.proceeded", Permission.DECIDE_COMPLAINT, by=by, once=once) as act:
        found, _state = COMPLAINT.lock(act, _complaints(), complaint, "proceed-complaint", version=version)
        if kind not in proceedings(found):
            raise Refusal("这件事现在不登记", "请从列出的里选", field="kind")
        step_now(act, found, kind, by, day, way=way, text=text)
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


def reply_complaint(
    *, complaint: int, text: str, by: Agent, version: int | None = None, once: UUID | None = None
) -> Complaint:
    """The purchaser's written explanation, after it has received the copy. Raises Refusal, Stale, NotAllowed."""
    with action("procurement.complaint.replied", Permission.PUBLISH_NOTICE, by=by, once=once) as act:
        found, _state = COMPLAINT.lock(act, _complaints(), complaint, "reply-complaint", version=version)
        if "copy_received" not in case_of(found).days:
            raise Refusal(
                "财政部门还没有登记收到投诉书副本", "收到副本以后再说明", articles=["order-94:reply"]
            )
        text = required_reason(text, "书面说明", field="text")
        step_now(act, found, "replied", by, text=text)
        act.change(found)
        act.log(note=text)
    return found


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
        procurement = lock_procurement(act, complaint)
        found, _state = COMPLAINT.lock(act, _complaints(), complaint, "suspend", version=version)
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
    rows = [each for each in complaint.steps.all() if each.kind in ("suspended", "resumed")]
    last = max(rows, key=lambda each: each.pk, default=None)
    return (
        complaint.state == ComplaintState.ACCEPTED
        and last is not None
        and last.kind == "suspended"
        and last.until is not None
        and last.until >= wall_clock.today()
    )


def resume_procurement(
    *, complaint: int, reason: str, by: Agent, version: int | None = None, once: UUID | None = None
) -> Complaint:
    """Lets the procurement go on before the suspension ends by itself. Raises Refusal, Stale, NotAllowed."""
    with action("procurement.procurement.resumed", Permission.DECIDE_COMPLAINT, by=by, once=once) as act:
        procurement = lock_procurement(act, complaint)
        found, _state = COMPLAINT.lock(act, _complaints(), complaint, "resume", version=version)
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
        procurement = lock_procurement(act, complaint)
        found, _state = COMPLAINT.lock(act, _complaints(), complaint, "join-complaint", version=version)
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
        lock_procurement(act, complaint)
        found, state = COMPLAINT.lock(act, _complaints(), complaint, "withdraw-complaint", version=version)
        if is_party:
            refuse_others_case(found.complainant_id, by)
        reason = required_reason(reason, "撤回")
        end_suspension(act, found, by)
        step_now(act, found, "withdrawn", by, text=reason)
        act.change(found, state=state)
        for each in list(found.joined.filter(state__in=UNDECIDED).select_for_update().order_by("pk")):
            act.change(each, leader=None)
        act.set_subject(found)
        act.log(reason=reason)
    return found


def end_suspension(act: Action, complaint: Complaint, by: Agent) -> None:
    """Records that the procurement goes on, where the complaint suspends it."""
    if is_suspending(complaint):
        add_step(act, complaint, "resumed", wall_clock.today(), by)


def lock_procurement(act: Action, complaint: int) -> Procurement:
    """The complaint's procurement, locked: before the complaint, so that two actions on one procurement can't deadlock."""
    number = Complaint.objects.filter(pk=complaint).values_list("procurement", flat=True).first()
    return act.lock(Procurement.objects.select_related("purchaser__place"), number)


def _complaints() -> QuerySet[Complaint]:
    return Complaint.objects.select_related(
        "procurement__purchaser__place", "complainant", "challenge__procurement__purchaser__place"
    )
