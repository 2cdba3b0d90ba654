"""Complaints: given in, examined, and accepted or not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from goufu import wall_clock
from goufu.core.action import Action, action
from goufu.core.errors import Refusal
from goufu.core.numbers import NumberSeries, take_number
from goufu.core.permissions import Permission
from goufu.core.reasons import required_reason
from goufu.procurement.actions.case_record import (
    add_step,
    body_named,
    case_of,
    check_day,
    complaints_to_lock,
    lock_procurement,
    move_parties,
    refuse_others_case,
    step_now,
)
from goufu.procurement.cases.history import due_of
from goufu.procurement.cases.standing import against_complainant
from goufu.procurement.models import (
    Challenge,
    ChallengeState,
    Complaint,
    Party,
    PartyKind,
    PartyState,
    Procurement,
    Way,
)
from goufu.procurement.timing.counting import day_of
from goufu.procurement.transitions import COMPLAINT, PARTY
from goufu.registry.agents import Agent
from goufu.registry.models import Body

NUMBERS = NumberSeries("procurement.complaint", "{place}-{year}-TS-{number:04}")
SAID = ("matters", "request", "grounds")


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
        lock_procurement(act, Challenge, challenge)
        before = act.lock(Challenge.objects.select_related("procurement__purchaser__place"), challenge)
        refuse_others_case(before.challenger_id, by)
        refuse_premature(before)
        if before.complaints.exists():
            raise Refusal("对这件质疑已经投诉过", "要补充、更正的，照补正通知办；要撤回的，在投诉页撤回")
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
    if procurement.begun_at and complained_on < day_of(procurement.begun_at):
        raise Refusal(
            f"采购活动 {day_of(procurement.begun_at)} 才开始",
            "请核对提出投诉的日期",
            field="complained_on",
        )
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
    complains = {"kind": PartyKind.COMPLAINANT, "state": PartyState.COMPLAINS, "position": 0}
    act.create(Party(complaint=made, body=complainant, **complains))
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


def is_ripe(challenge: Challenge) -> bool:
    """Whether one may complain about the challenge by now: it was answered, or the days of the answer are over."""
    if challenge.state not in (ChallengeState.ANSWERED, ChallengeState.RECEIVED):
        return False
    try:
        refuse_premature(challenge)
    except Refusal:
        return False
    return True


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
    """Accepts it. One that came late, or of somebody not recorded to have taken part, needs a reason.

    Raises Refusal, Stale, NotAllowed.
    """
    with action("procurement.complaint.accepted", Permission.DECIDE_COMPLAINT, by=by, once=once) as act:
        found, state = COMPLAINT.lock(
            act, complaints_to_lock(), complaint, "accept-complaint", version=version
        )
        for refusal in against_acceptance(found):
            raise refusal
        if is_late(found):
            reason = required_reason(reason, "受理逾期的投诉")
        if outsider := against_complainant(found):
            reason = required_reason(reason, f"受理这件投诉（{outsider.what}）")
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
        found, state = COMPLAINT.lock(act, complaints_to_lock(), complaint, "ask-supplement", version=version)
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
        found, state = COMPLAINT.lock(act, complaints_to_lock(), complaint, "supplement", version=version)
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
        found, state = COMPLAINT.lock(
            act, complaints_to_lock(), complaint, "refuse-complaint", version=version
        )
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
        found, state = COMPLAINT.lock(
            act, complaints_to_lock(), complaint, "refer-complaint", version=version
        )
        _turn_away(act, found, "referred", examined_on, reason, by)
        act.change(found, state=state)
    return found


def _turn_away(act: Action, found: Complaint, kind: str, examined_on: date, reason: str, by: Agent) -> None:
    reason = required_reason(reason, "告知投诉人")
    check_day(case_of(found), "examined", examined_on, field="examined_on")
    add_step(act, found, "examined", examined_on, by)
    add_step(act, found, kind, wall_clock.today(), by, text=reason)
    move_parties(act, found, lambda party: PARTY.after("hear-end", party))
    act.log(day=examined_on, reason=reason)
