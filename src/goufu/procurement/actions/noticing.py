"""Notices: drafted, and published for good by another person."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from goufu import wall_clock
from goufu.core.action import Action, action
from goufu.core.errors import NotAllowed, Refusal, refuse_all
from goufu.core.numbers import NumberSeries, take_number
from goufu.core.permissions import Permission
from goufu.core.reasons import required_reason
from goufu.documents.papers import digest_of
from goufu.documents.tasks import write_papers_of
from goufu.planning.models import Project
from goufu.procurement.actions.deciding import check_other
from goufu.procurement.actions.filing import fix_file
from goufu.procurement.actions.telling_ends import tell_end
from goufu.procurement.cases.decided import is_end_untold
from goufu.procurement.corrections import CORRECTION, correctable, moves_days, notice_about
from goufu.procurement.filling import OF_CALL_OFF, Filling, typed_fields
from goufu.procurement.law import begins
from goufu.procurement.models import (
    CallOff,
    CallOffState,
    Notice,
    NoticeState,
    Procurement,
    ProcurementState,
)
from goufu.procurement.notice_kinds import kinds_now, may_publish, verb_of
from goufu.procurement.notices import load_notices
from goufu.procurement.readiness import against_doubts, against_publication, opinions_on
from goufu.procurement.transitions import NOTICE, PROCUREMENT
from goufu.registry.agents import Agent

NUMBERS = NumberSeries("procurement.notice", "{place}-{year}-GG-{number:04}")
LONGEST = 10_000  # signs of a field


def draft_notice(
    *,
    procurement: int,
    kind: str,
    call_off: int | None = None,
    about: int | None = None,
    by: Agent,
    once: UUID | None = None,
) -> Notice:
    """Begins a notice of a kind that belongs to the method now, or of a call-off. Raises Refusal, NotFound, NotAllowed.

    about: the published notice that a correction corrects; without it the one with which the activity began.
    """
    with action("procurement.notice.drafted", Permission.KEEP_NOTICES, by=by, once=once) as act:
        found = act.lock(Procurement.objects, procurement)
        told = _call_off_of(found, call_off) if kind == OF_CALL_OFF else None
        if told is None and kind not in {each.kind for each in kinds_now(found)}:
            raise Refusal("这次采购现在不发这种公告", "请从列出的公告里选", field="kind")
        made = Notice(
            procurement=found,
            kind=kind,
            call_off=told,
            drafted_by=by.person,
            drafted_at=wall_clock.now(),
            about=_corrected(found, kind, about) if about else notice_about(found, kind),
            typed={"reason": found.end_reason} if is_end_untold(found) else {},
        )
        act.create(made)
        act.log(notice=made.get_kind_display())
    return made


def _call_off_of(procurement: Procurement, number: int | None) -> CallOff:
    """The agreed call-off of which nothing was published yet. Raises Refusal."""
    found = CallOff.objects.filter(pk=number or 0, framework__procurement=procurement).first()
    if found is None or found.state != CallOffState.AGREED:
        raise Refusal("没有这笔成交", "成交以后，从那一笔选用的页面起草公告")
    if found.notices.exclude(state=NoticeState.DISCARDED).exists():
        raise Refusal("这笔成交已经有公告", "看采购页的公告")
    return found


def _corrected(procurement: Procurement, kind: str, number: int) -> Notice:
    found = next((each for each in correctable(procurement) if each.pk == number), None)
    if kind != CORRECTION or found is None:
        raise Refusal(
            "没有这份可以更正的公告", "更正的是这次采购已经发布的公告，请从列出的里选", field="about"
        )
    return found


def save_notice(
    *,
    notice: int,
    by: Agent,
    version: int,
    typed: Mapping[str, str],
    affects_bids: bool | None = None,
    new_deadline_at: datetime | None = None,
    new_opens_at: datetime | None = None,
    once: UUID | None = None,
) -> Notice:
    """Keeps what was typed into a draft: texts by the names of its fields, and what a correction moves.

    Raises Refusal, Stale, NotAllowed.
    """
    with action("procurement.notice.saved", Permission.KEEP_NOTICES, by=by, once=once) as act:
        found, _state = NOTICE.lock(act, Notice.objects, notice, "write", version=version)
        known = {each.name: each for each in typed_fields(found)}
        if unknown := set(typed) - set(known):
            raise Refusal(f"这种公告没有这一栏：{'、'.join(sorted(unknown))}", "请按公告的栏目填写")
        if long := [known[name].title for name, text in typed.items() if len(text) > LONGEST]:
            raise Refusal(f"{'、'.join(long)}太长", f"每一栏不超过 {LONGEST} 字")
        if not moves_days(found) and (affects_bids is not None or new_deadline_at or new_opens_at):
            raise Refusal(
                "这份公告不改响应截止",
                "要顺延的，对开始采购的那份公告发更正公告；更正别的公告，只写更正的内容",
                field="new_deadline_at",
            )
        act.change(
            found,
            typed={name: text.strip() for name, text in typed.items() if text.strip()},
            affects_bids=affects_bids,
            new_deadline_at=new_deadline_at,
            new_opens_at=new_opens_at,
            drafted_by=by.person,
        )
    return found


def publish_notice(
    *,
    notice: int,
    by: Agent,
    reviewed: Collection[str] = (),
    version: int | None = None,
    once: UUID | None = None,
) -> Notice:
    """Publishes the notice as it reads now: numbered, with its digest, for good. What it begins, moves or ends does so.

    reviewed: the ids of the rules whose doubts the agent has looked into. Raises Refusal with everything that stands in the
    way; NotAllowed for the person who drafted it; Stale.
    """
    with action("procurement.notice.published", Permission.PUBLISH_NOTICE, by=by, once=once) as act:
        seen = Notice.objects.filter(pk=notice).values_list("procurement", flat=True).first()
        procurement = act.lock(Procurement.objects, seen)
        found, state = NOTICE.lock(
            act, Notice.objects.select_related("about"), notice, "publish", version=version
        )
        found.procurement = procurement
        tells_end = procurement.state == ProcurementState.TERMINATED and found.kind != CORRECTION
        verb = "tell-end" if tells_end else verb_of(load_notices()[found.kind])
        after = PROCUREMENT.after(verb, procurement)
        refuse_publisher(found, by)
        for number in procurement.shares.order_by("project").values_list("project", flat=True):
            act.lock(Project.objects, number)
        filling = Filling(found)
        opinions = act.ask(lambda: opinions_on(found, filling))
        doubts = [answer for each in opinions for answer in each.to_review]
        refuse_all([*against_publication(found, filling, opinions), *against_doubts(doubts, reviewed)])
        act.log_opinion(opinions[0])
        place, now = procurement.purchaser.place.code, wall_clock.now()
        official = take_number(NUMBERS, place=place, year=wall_clock.today().year, place_word=place)
        act.change(
            found,
            state=state,
            number=official,
            content=filling.content,
            digest=notice_digest(official, found.kind, filling.content),
            rulebook=opinions[0].log_form()["rules"],
            published_by=by.person,
            published_at=now,
        )
        if begins(filling.kind):
            fix_file(act, procurement)
        _carry_out(act, procurement, found, after, by)
        act.log(notice=found.get_kind_display(), number=official, digest=found.digest)
        write_papers_of(found)
    return found


def refuse_publisher(notice: Notice, by: Agent) -> None:
    """Raises NotAllowed for whom another must publish it for, however the notice reads: an agency, or who drafted it."""
    refuse_decision(notice, by)
    check_other(notice.drafted_by_id, by, "起草公告")


def refuse_decision(notice: Notice, by: Agent) -> None:
    """Raises NotAllowed for an agency that would begin or end the activity by a notice."""
    if not may_publish(notice, by):
        raise NotAllowed(
            f"{notice.get_kind_display()}开始或者终止采购，由采购人决定，代理机构不能发布",
            "起草以后，请采购人的采购负责人发布",
        )


def notice_digest(number: str, kind: str, content: list[dict[str, str]]) -> str:
    """The SM3 of what a published notice says."""
    return digest_of({"number": number, "kind": kind, "content": content})


def discard_notice(
    *, notice: int, reason: str, by: Agent, version: int | None = None, once: UUID | None = None
) -> Notice:
    """Discards a draft, with a reason. Raises Refusal, Stale, NotAllowed."""
    with action("procurement.notice.discarded", Permission.KEEP_NOTICES, by=by, once=once) as act:
        found, state = NOTICE.lock(act, Notice.objects, notice, "discard", version=version)
        act.change(found, state=state)
        act.log(reason=required_reason(reason, "作废"))
    return found


def _carry_out(act: Action, procurement: Procurement, notice: Notice, state: str, by: Agent) -> None:
    """What the publication does to the procurement: it begins, its days move, or it ends."""
    now, person = wall_clock.now(), by.person
    if procurement.state == ProcurementState.TERMINATED:
        return  # it has ended already, and the notice only tells
    if state == ProcurementState.TERMINATED:
        reason = notice.typed["reason"]
        act.change(procurement, state=state, ended_by=person, ended_at=now, end_reason=reason, changed_at=now)
        tell_end(act, procurement, f"原因见{notice.get_kind_display()}（{notice.number}）。", by)
    elif state != procurement.state:
        act.change(procurement, state=state, begun_by=person, begun_at=now, changed_at=now)
    elif notice.new_deadline_at:
        opens = notice.new_opens_at or procurement.opens_at
        act.change(
            procurement,
            bid_deadline_at=notice.new_deadline_at,
            opens_at=max(opens, notice.new_deadline_at) if opens else None,
            changed_at=now,
        )
