"""Challenges: given in by a provider or at the purchaser's counter, or withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Max, QuerySet

from goufu import wall_clock
from goufu.core.action import Action, action
from goufu.core.errors import NotFound, Refusal
from goufu.core.numbers import NumberSeries, take_number
from goufu.core.permissions import Permission
from goufu.law import clock
from goufu.procurement.actions.case_record import (
    add_step,
    allow_party,
    body_named,
    refuse_others_case,
    refuse_without_letter,
    step_now,
    withdrawal_reason,
)
from goufu.procurement.cases.periods import number_on
from goufu.procurement.cases.standing import STANDING, against_record, may_have_standing
from goufu.procurement.law import days_of
from goufu.procurement.models import (
    Against,
    Challenge,
    ChallengeState,
    NoticeState,
    Procurement,
    ProcurementState,
    Way,
)
from goufu.procurement.review.rounds import letters_of
from goufu.procurement.timing.counting import day_of
from goufu.procurement.transitions import CHALLENGE
from goufu.registry.agents import Agent
from goufu.registry.models import Body

NUMBERS = NumberSeries("procurement.challenge", "{place}-{year}-ZY-{number:04}")

BEGUN = (ProcurementState.RUNNING, ProcurementState.TERMINATED)

MOST_WAITING = 5  # challenges of one provider against one procurement, given in here and not answered yet

# What a person says in it, whoever enters it.
SAID = ("standing", "against", "event", "got_file_on", "matters", "request", "grounds")

# The day on which the harm is known, where the challenger doesn't have one of its own.
KNOWN_BY: Mapping[str, str] = {Against.FILE: "notice_expired", Against.RESULT: "result_expired"}


def enter_challenge(
    *,
    procurement: int,
    challenger: str,
    challenged_on: date,
    received_on: date,
    way: str,
    values: Mapping[str, Any],
    may_affect_result: bool | None = None,
    by: Agent,
    once: UUID | None = None,
) -> Challenge:
    """Enters a challenge that came on paper. `challenger`: its name or credit code. Raises Refusal, NotAllowed.

    One that is late or of somebody who may not is entered all the same: it is then refused with its reason.
    """
    with action("procurement.challenge.entered", Permission.KEEP_CHALLENGES, by=by, once=once) as act:
        found = act.lock(Procurement.objects.select_related("purchaser__place"), procurement)
        if way == Way.PROGRAM:
            raise Refusal("登记的质疑函是纸质的", "请选当面递交或者邮寄", field="way")
        body = body_named(challenger, "challenger")
        made = _made(found, body, challenged_on, received_on, way, values, by)
        made.may_affect_result = may_affect_result
        return _store(act, made, by)


def file_challenge(
    *, procurement: int, values: Mapping[str, Any], by: Agent, once: UUID | None = None
) -> Challenge:
    """Gives in a challenge for a provider, here and now. Raises Refusal for one who may not challenge that."""
    with action("procurement.challenge.filed", Permission.BID, by=by, once=once) as act:
        act.allow(by.body)
        found = act.lock(Procurement.objects.select_related("purchaser__place"), procurement)
        _refuse_hidden(found, by.body)
        _refuse_more(found, by.body)
        today = wall_clock.today()
        made = _made(found, by.body, today, today, Way.PROGRAM, values, by)
        refuse_standing(made)
        if refusal := against_record(made):
            raise refusal
        return _store(act, made, by)


def _made(
    procurement: Procurement,
    challenger: Body,
    sent: date,
    received: date,
    way: str,
    values: Mapping[str, Any],
    by: Agent,
) -> Challenge:
    if procurement.state not in BEGUN:
        raise Refusal("采购活动还没有开始，没有可以质疑的", "公告发布以后再提出；有疑问，直接询问采购人")
    if challenger.pk == procurement.purchaser_id:
        raise Refusal("采购人不能质疑自己的采购", "请填写提出质疑的供应商", field="challenger")
    said = {name: values.get(name) or ("" if name != "got_file_on" else None) for name in SAID}
    made = Challenge(
        procurement=procurement,
        challenger=challenger,
        challenged_on=sent,
        received_on=received,
        way=way,
        entered_by=by.person,
        **said,
    )
    _refuse_wrong_days(made)
    if made.against == Against.PROCESS and not made.event:
        raise Refusal("没有写对哪个环节质疑", "期限从那个环节结束起算，请选明", field="event")
    if made.against != Against.PROCESS:
        made.event = ""
    made.known_on = known_on(made)
    return made


def _refuse_wrong_days(challenge: Challenge) -> None:
    begun = challenge.procurement.begun_at
    if challenge.received_on > wall_clock.today():
        raise Refusal("收到的日子还没有到", "请核对日期", field="received_on")
    if challenge.received_on < challenge.challenged_on:
        raise Refusal("收到不能早于提出", "请核对日期", field="received_on")
    if begun and challenge.challenged_on < day_of(begun):
        raise Refusal(f"采购活动 {day_of(begun)} 才开始", "请核对提出质疑的日期", field="challenged_on")
    _refuse_wrong_file_day(challenge)


def _refuse_wrong_file_day(challenge: Challenge) -> None:
    """Raises Refusal for a day on which the challenger can't have got the file, or by which it had it already."""
    day, begun = challenge.got_file_on, challenge.procurement.begun_at
    if day is None or challenge.against != Against.FILE:
        return
    if day > challenge.challenged_on:
        raise Refusal(
            f"收到采购文件不能晚于提出质疑（{challenge.challenged_on}）", "请核对日期", field="got_file_on"
        )
    if begun and day < day_of(begun):
        raise Refusal(f"采购文件 {day_of(begun)} 才公布", "请核对日期", field="got_file_on")
    if challenge.way != Way.PROGRAM:
        return  # who has fetched the file is told to nobody but the provider itself
    fetched = challenge.procurement.downloads.filter(body=challenge.challenger).order_by("at").first()
    if fetched and day > day_of(fetched.at):
        raise Refusal(
            f"贵单位 {day_of(fetched.at)} 已经在本系统下载了采购文件",
            "请照实填写，或者空着：空着的，从公告期满起算",
            field="got_file_on",
            articles=["procurement-regulation:53"],
        )


def _refuse_hidden(procurement: Procurement, challenger: Body) -> None:
    """Raises NotFound for a procurement of which nothing was published, and in which the provider doesn't take part."""
    is_published = procurement.notices.filter(state=NoticeState.PUBLISHED).exists()
    if not (is_published or procurement.participations.filter(bidder=challenger).exists()):
        raise NotFound


def _refuse_more(procurement: Procurement, challenger: Body) -> None:
    """Raises Refusal while as many challenges of the provider wait for their answer as may at once."""
    waiting = procurement.challenges.filter(challenger=challenger, state=ChallengeState.RECEIVED)
    if waiting.count() >= MOST_WAITING:
        raise Refusal(
            f"贵单位对这次采购已经提出 {MOST_WAITING} 件质疑，都还没有答复",
            "请把同一环节的质疑合在一件里，或者撤回一件，或者等答复",
        )


def known_on(challenge: Challenge) -> date | None:
    """The day on which the harm is or should be known: of the file, the process or the result; None: nothing tells it.

    procurement-regulation:53
    """
    happened = days_of(challenge.procurement.occurrences.all())
    if challenge.against == Against.FILE and challenge.got_file_on:
        return challenge.got_file_on
    event = KNOWN_BY.get(challenge.against) or challenge.event
    if event in happened:
        return day_of(happened[event])
    has_no_notice = challenge.against == Against.RESULT and "result_published" not in happened
    return _told_on(challenge) if has_no_notice else None


def _told_on(challenge: Challenge) -> date | None:
    """The day on which the challenger received the letter on the result, of which there is no notice: from then it knows."""
    rows = letters_of(challenge.procurement).filter(response__bidder=challenge.challenger)
    told: date | None = rows.aggregate(day=Max("service__day"))["day"]
    return told


def _store(act: Action, made: Challenge, by: Agent) -> Challenge:
    place = made.procurement.purchaser.place.code
    made.number = take_number(NUMBERS, place=place, year=wall_clock.today().year, place_word=place)
    act.create(made)
    act.set_subject(made)
    add_step(act, made, "received", made.received_on, by, way=made.way)
    act.log(challenger=made.challenger.name, against=made.get_against_display(), number=made.number)
    return made


def refuse_standing(challenge: Challenge) -> None:
    """Raises Refusal for somebody who may not challenge this, by what is claimed."""
    if not may_have_standing(challenge):
        raise Refusal(
            "没有参加采购活动的，只能对依法获取的采购文件质疑",
            "参加了的，说明参加；没有参加的，可以询问采购人，或者向财政部门反映",
            field="standing",
            articles=[STANDING],
        )


def is_late(challenge: Challenge) -> bool:
    """Whether it was given in after its period. What isn't known is not late."""
    if challenge.known_on is None:
        return False
    count = number_on("challenge", challenge.known_on)
    return bool(count and challenge.challenged_on > clock.workday_due(challenge.known_on, count).day)


def withdraw_challenge(
    *, challenge: int, reason: str, by: Agent, version: int | None = None, once: UUID | None = None
) -> Challenge:
    """Withdraws it for the challenger, or records its letter of withdrawal. Raises Refusal, Stale, NotFound, NotAllowed."""
    permissions = (Permission.KEEP_CHALLENGES, Permission.BID)
    with action("procurement.challenge.withdrawn", *permissions, by=by, once=once) as act:
        is_party = allow_party(act, by, Permission.KEEP_CHALLENGES)
        found, state = CHALLENGE.lock(
            act, challenges_to_lock(), challenge, "withdraw-challenge", version=version
        )
        if is_party:
            refuse_others_case(found.challenger_id, by)
        else:
            refuse_without_letter(found, found.challenger.name)
        reason = withdrawal_reason(reason, by, is_party=is_party)
        step_now(act, found, "withdrawn", by, text=reason)
        act.change(found, state=state)
        act.log(reason=reason)
    return found


def challenges_to_lock() -> QuerySet[Challenge]:
    return Challenge.objects.select_related("procurement__purchaser__place", "challenger")
