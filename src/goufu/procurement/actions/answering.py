"""Answers to challenges: whether one may affect the result, the answer in writing, how it was served, or why it is refused."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from goufu import wall_clock
from goufu.core.action import action
from goufu.core.errors import NotAllowed, Refusal
from goufu.core.permissions import Permission
from goufu.core.reasons import required_reason
from goufu.procurement.actions.case_record import (
    lock_procurement,
    step_now,
)
from goufu.procurement.actions.challenging import challenges_to_lock, is_late, refuse_standing
from goufu.procurement.actions.events import note_event
from goufu.procurement.actions.voiding import end_agreements
from goufu.procurement.agencies import refuse_beyond_scope
from goufu.procurement.cases.standing import against_record, may_have_standing
from goufu.procurement.law import days_of
from goufu.procurement.models import (
    Against,
    Challenge,
    ChallengeAnswer,
    Consequence,
    Outcome,
    Way,
)
from goufu.procurement.review.events import CHOSEN
from goufu.procurement.transitions import CHALLENGE
from goufu.registry.agents import Agent


def weigh_challenge(
    *,
    challenge: int,
    may_affect_result: bool,
    by: Agent,
    version: int | None = None,
    once: UUID | None = None,
) -> Challenge:
    """Says whether it may affect the result: while it may and isn't answered, no contract is signed."""
    with action("procurement.challenge.weighed", Permission.ANSWER_CHALLENGES, by=by, once=once) as act:
        found, _state = CHALLENGE.lock(
            act, challenges_to_lock(), challenge, "weigh-challenge", version=version
        )
        act.change(found, may_affect_result=may_affect_result)
        act.log(may_affect_result=may_affect_result)
    return found


def answer_challenge(
    *,
    challenge: int,
    outcome: str,
    consequence: str,
    text: str,
    by: Agent,
    version: int | None = None,
    once: UUID | None = None,
) -> Challenge:
    """Answers it in writing, for good; where another provider is to be chosen, the award no longer counts.

    Raises Refusal for one who may not challenge, and for consequences that don't fit; Stale, NotAllowed.
    """
    with action("procurement.challenge.answered", Permission.ANSWER_CHALLENGES, by=by, once=once) as act:
        procurement = lock_procurement(act, Challenge, challenge)
        found, state = CHALLENGE.lock(
            act, challenges_to_lock(), challenge, "answer-challenge", version=version
        )
        refuse_standing(found)
        refuse_beyond_scope(by, found)
        required_reason(text, "答复质疑", field="text")
        refuse_consequence(found, outcome, consequence)
        if consequence == Consequence.ANOTHER and not by.may_on(Permission.LEAD_PROCUREMENT, procurement):
            raise NotAllowed("另行确定中标、成交供应商由采购人决定", "请采购人答复")
        day, now = wall_clock.today(), wall_clock.now()
        step_now(act, found, "answered", by, text=text)
        answer = ChallengeAnswer(
            challenge=found,
            outcome=outcome,
            consequence=consequence,
            text=text,
            day=day,
            person=by.person,
            at=now,
        )
        act.create(answer)
        if consequence == Consequence.ANOTHER:
            note_event(act, procurement, "award_voided", by, note=f"质疑 {found.number} 成立")
            end_agreements(
                act, procurement, f"质疑 {found.number} 成立：{answer.get_consequence_display()}", by
            )
            act.change(procurement, changed_at=now)
        act.change(found, state=state)
        act.set_subject(found)
        act.log(outcome=answer.get_outcome_display(), consequence=answer.get_consequence_display())
    return found


def refuse_consequence(challenge: Challenge, outcome: str, consequence: str) -> None:
    """Raises Refusal for a consequence that doesn't follow from the outcome, or not for what was challenged."""
    if (outcome == Outcome.EFFECT) == (consequence == Consequence.GO_ON):
        raise Refusal(
            "认定和处理对不上：不影响结果的继续采购，影响或者可能影响的不能就这样继续",
            "请改选",
            field="consequence",
            articles=["order-94:challenge-effect"],
        )
    is_file = challenge.against == Against.FILE
    if consequence == Consequence.CORRECT and not is_file:
        raise Refusal(
            "澄清、修改文件以后继续，只用于对采购文件的质疑",
            "对过程、结果的质疑，另行确定或者重新开展",
            field="consequence",
            articles=["order-94:challenge-effect"],
        )
    chosen = not CHOSEN.isdisjoint(days_of(challenge.procurement.occurrences.all()))
    if consequence == Consequence.ANOTHER and (is_file or not chosen):
        raise Refusal(
            "另行确定，只用于已经确定了供应商、对过程或者结果的质疑",
            "请改选",
            field="consequence",
            articles=["order-94:challenge-effect"],
        )


def serve_answer(
    *,
    challenge: int,
    day: date,
    way: str,
    text: str = "",
    by: Agent,
    version: int | None = None,
    once: UUID | None = None,
) -> Challenge:
    """Records when and how the answer reached the challenger. Raises Refusal, Stale, NotAllowed."""
    with action("procurement.challenge.served", Permission.KEEP_CHALLENGES, by=by, once=once) as act:
        found, _state = CHALLENGE.lock(act, challenges_to_lock(), challenge, "serve-answer", version=version)
        step_now(act, found, "answer_served", by, day, way=way, text=text)
        act.change(found)
        act.log(day=day, way=Way(way).label)
    return found


def refuse_challenge(
    *, challenge: int, reason: str, by: Agent, version: int | None = None, once: UUID | None = None
) -> Challenge:
    """Refuses one that is late, or of somebody who may not challenge. Raises Refusal for any other: it must be answered."""
    with action("procurement.challenge.refused", Permission.ANSWER_CHALLENGES, by=by, once=once) as act:
        found, state = CHALLENGE.lock(
            act, challenges_to_lock(), challenge, "refuse-challenge", version=version
        )
        refuse_refusal(found)
        reason = required_reason(reason, "不予受理")
        step_now(act, found, "refused", by, text=reason)
        act.change(found, state=state)
        act.log(reason=reason)
    return found


def refuse_refusal(challenge: Challenge) -> None:
    """Raises Refusal where the challenge may not be refused: it came in time, of somebody who may."""
    if is_late(challenge) or not may_have_standing(challenge) or against_record(challenge):
        return
    raise Refusal(
        "在期限以内、由可以质疑的供应商提出的质疑，不能拒收",
        "请书面答复",
        articles=["order-94:receipt", "procurement-law:53"],
    )
