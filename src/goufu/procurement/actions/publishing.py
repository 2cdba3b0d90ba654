"""The publication of decisions on complaints, and its way to the designated medium."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from goufu import wall_clock
from goufu.core.action import action
from goufu.core.errors import AgainstTheLaw, NotAllowed, Refusal, refuse_all
from goufu.core.numbers import take_number
from goufu.core.opinion import Opinion, cards
from goufu.core.permissions import Permission
from goufu.procurement.actions.case_record import (
    case_of,
    complaints_to_lock,
    lock_procurement,
    step_now,
)
from goufu.procurement.actions.noticing import NUMBERS as NOTICE_NUMBERS
from goufu.procurement.actions.noticing import notice_digest
from goufu.procurement.actions.ruling import KIND, last_decision, refuse_joined
from goufu.procurement.cases.appeals import told_by
from goufu.procurement.cases.parties import respondents
from goufu.procurement.filling import Filling
from goufu.procurement.models import (
    Complaint,
    ComplaintState,
    Notice,
    NoticeState,
)
from goufu.procurement.readiness import against_doubts, disclosure_of
from goufu.procurement.transitions import COMPLAINT
from goufu.registry.agents import Agent


def notice_of(complaint: Complaint, by: Agent) -> Notice:
    """The notice of the decision as it would be published, not stored."""
    decision = last_decision(complaint)
    challenge = complaint.challenge
    members = [
        complaint,
        *complaint.joined.filter(state=ComplaintState.DECIDED).select_related("complainant"),
    ]
    complainants = "、".join(each.complainant.name for each in members)
    against = "、".join(dict.fromkeys(body.name for each in members for body in respondents(each)))
    typed = {
        "parties": f"投诉人：{complainants}；被投诉人：{against}",
        "case_facts": f"{_asked(challenge)}{decision.facts_text}",
        "decision": "；".join(
            filter(
                None,
                [
                    decision.basis_text.rstrip("。"),
                    decision.get_finding_display(),
                    decision.get_effect_display(),
                    decision.contract_text.rstrip("。"),
                    told_by(decision),
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
        procurement = lock_procurement(act, Complaint, complaint)
        found, _state = COMPLAINT.lock(
            act, complaints_to_lock(), complaint, "publish-decision", version=version
        )
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
        made.digest = notice_digest(number, KIND, filling.content)
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
        lock_procurement(act, Complaint, complaint)
        found, _state = COMPLAINT.lock(
            act, complaints_to_lock(), complaint, "decision-appeared", version=version
        )
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
