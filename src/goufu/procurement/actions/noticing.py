"""Notices: drafted, published for good by another person, and followed to the designated medium."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
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
from goufu.procurement.actions.events import note_event
from goufu.procurement.actions.filing import fix_file
from goufu.procurement.actions.telling_ends import tell_end
from goufu.procurement.cases.decided import is_end_untold
from goufu.procurement.filling import CONTRACT, OF_CALL_OFF, RESULT, Filling, typed_fields
from goufu.procurement.frameworks.notices import OF_FRAMEWORKS, kinds_of_framework
from goufu.procurement.frameworks.standing import is_framework
from goufu.procurement.law import begins, days_of, expiries, facts_of, kinds_of, method_of, situation_of
from goufu.procurement.model import Method
from goufu.procurement.models import (
    CallOff,
    CallOffState,
    FrameworkState,
    Notice,
    NoticeState,
    Procurement,
    ProcurementState,
)
from goufu.procurement.notices import NoticeKind, load_notices
from goufu.procurement.past.days import past_of
from goufu.procurement.readiness import against_doubts, against_publication, opinions_on
from goufu.procurement.review.events import AWARDED, CONTRACT_PUBLISHED, SIGNED
from goufu.procurement.review.rounds import awards_of, round_of
from goufu.procurement.timing.counting import day_of
from goufu.procurement.transitions import NOTICE, PROCUREMENT
from goufu.registry.agents import Agent

NUMBERS = NumberSeries("procurement.notice", "{place}-{year}-GG-{number:04}")
CORRECTION, TERMINATION = "correction", "termination"
LONGEST = 10_000  # signs of a field


def draft_notice(
    *, procurement: int, kind: str, call_off: int | None = None, by: Agent, once: UUID | None = None
) -> Notice:
    """Begins a notice of a kind that belongs to the method now, or of a call-off. Raises Refusal, NotFound, NotAllowed."""
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
            about=notice_about(found, kind),
            typed={"reason": found.end_reason} if is_end_untold(found) else {},
        )
        act.create(made)
        act.log(notice=made.get_kind_display())
    return made


def kinds_now(procurement: Procurement) -> list[NoticeKind]:
    """The kinds of notices that can be drafted now: before the activity begins, or while it runs."""
    method = method_of(procurement)
    if method is None:
        return []
    going = [each for each in procurement.notices.all() if each.state != NoticeState.DISCARDED]
    waiting = {each.kind for each in going if each.state == NoticeState.DRAFT}
    if procurement.is_planned:
        once = {each.kind for each in going}
        return [each for each in kinds_of(method) if not each.is_about_another and each.kind not in once]
    if is_end_untold(procurement) and TERMINATION not in waiting and notice_about(procurement, TERMINATION):
        return [load_notices()[TERMINATION]]
    if procurement.state != ProcurementState.RUNNING:
        return []
    found = [
        each
        for each in kinds_of(method)
        if each.is_about_another and each.kind not in waiting and notice_about(procurement, each.kind)
    ]
    if is_framework(method):
        is_active = procurement.frameworks.filter(state=FrameworkState.ACTIVE).exists()
        about = [each for each in found if each.kind != TERMINATION or not is_active]
        return [*kinds_of_framework(procurement, going), *about]
    told = sum(each.kind == RESULT for each in going)
    if (
        told < round_of(procurement, AWARDED)
        and awards_of(procurement).exists()
        and any(RESULT in each.notices for each in method.stages)
    ):
        found.insert(0, load_notices()[RESULT])
    if _awaits_contract_notice(procurement, method, going):
        found.insert(0, load_notices()[CONTRACT])
    return found


def _awaits_contract_notice(procurement: Procurement, method: Method, going: Collection[Notice]) -> bool:
    """Whether the contract is signed and no notice tells it yet."""
    if past_of(procurement) or not any(CONTRACT in each.notices for each in method.stages):
        return False
    happened = days_of(procurement.occurrences.all())
    if SIGNED not in happened or CONTRACT_PUBLISHED in happened or not awards_of(procurement).exists():
        return False
    return sum(each.kind == CONTRACT for each in going) < round_of(procurement, SIGNED)


def _call_off_of(procurement: Procurement, number: int | None) -> CallOff:
    """The agreed call-off of which nothing was published yet. Raises Refusal."""
    found = CallOff.objects.filter(pk=number or 0, framework__procurement=procurement).first()
    if found is None or found.state != CallOffState.AGREED:
        raise Refusal("没有这笔成交", "成交以后，从那一笔选用的页面起草公告")
    if found.notices.exclude(state=NoticeState.DISCARDED).exists():
        raise Refusal("这笔成交已经有公告", "看采购页的公告")
    return found


def notice_about(procurement: Procurement, kind: str) -> Notice | None:
    """The notice that one of the kind corrects or ends: that with which the activity, or the method, began."""
    if not load_notices()[kind].is_about_another:
        return None
    method, kinds = method_of(procurement), load_notices()
    starts = set(method.starts) if method else set()
    published = [each for each in procurement.notices.all() if each.is_published]
    return next((n for n in published if begins(kinds[n.kind]) or starts & set(kinds[n.kind].events)), None)


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
        if found.kind != CORRECTION and (affects_bids is not None or new_deadline_at or new_opens_at):
            raise Refusal("这种公告不改响应截止", "要顺延的，发更正公告", field="new_deadline_at")
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
        has_ended = procurement.state == ProcurementState.TERMINATED
        verb = "tell-end" if has_ended else _verb_of(load_notices()[found.kind])
        after = PROCUREMENT.after(verb, procurement)
        refuse_decision(found, by)
        check_other(found.drafted_by_id, by, "起草公告")
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


def is_decision(kind: str) -> bool:
    """Whether a notice of the kind begins or ends the activity: the purchaser's head decides that, whoever drafts it."""
    return _verb_of(load_notices()[kind]) in ("announce", "terminate")


def may_publish(notice: Notice, by: Agent) -> bool:
    """Whether the agent may publish it, but for who drafted it."""
    wanted = Permission.LEAD_PROCUREMENT if is_decision(notice.kind) else Permission.PUBLISH_NOTICE
    return by.may_on(wanted, notice.procurement)


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


def record_receipt(
    *, notice: int, day: date, by: Agent, version: int | None = None, once: UUID | None = None
) -> Notice:
    """Records on which day the designated medium received the notice. Raises Refusal, Stale, NotAllowed."""
    with action("procurement.notice.received", Permission.KEEP_NOTICES, by=by, once=once) as act:
        procurement, found = _on_its_way(act, notice, "receive", version)
        if found.received_on:
            raise Refusal(f"已经登记过：{found.received_on} 收到", "登记过的不能改")
        _refuse_wrong_day(found, day)
        act.change(found, received_on=day)
        if begins(load_notices()[found.kind]):
            note_event(act, procurement, "notice_received", by, day=day, notice=found)
        act.log(day=day)
    return found


def record_appearance(
    *, notice: int, day: date, address: str, by: Agent, version: int | None = None, once: UUID | None = None
) -> Notice:
    """Records where and on which day the notice appeared in the designated medium: clocks run from that day.

    Raises Refusal, Stale, NotAllowed.
    """
    with action("procurement.notice.appeared", Permission.KEEP_NOTICES, by=by, once=once) as act:
        procurement, found = _on_its_way(act, notice, "appear", version)
        if found.appeared_on:
            raise Refusal(
                f"已经登记过：{found.appeared_on} 在指定媒体发布", "登记过的不能改；发错了，发更正公告"
            )
        _refuse_wrong_day(found, day)
        if found.received_on and day < found.received_on:
            raise Refusal(f"不能早于指定媒体收到的 {found.received_on}", "请核对日期", field="day")
        act.change(found, appeared_on=day, address=address)
        kind = load_notices()[found.kind]
        for event in kind.events:
            note_event(act, procurement, event, by, day=day, notice=found)
        if found.kind == CORRECTION and found.affects_bids:
            note_event(act, procurement, "clarified", by, day=day, notice=found)
        if method := method_of(procurement):
            situation = situation_of(procurement, facts_of(procurement))
            for event, until in expiries(method, kind, day, situation).items():
                note_event(act, procurement, event, by, day=until, notice=found)
        act.log(day=day, address=address)
    return found


def _on_its_way(act: Action, notice: int, verb: str, version: int | None) -> tuple[Procurement, Notice]:
    seen = Notice.objects.filter(pk=notice).values_list("procurement", flat=True).first()
    procurement = act.lock(Procurement.objects, seen)
    found, _state = NOTICE.lock(act, Notice.objects, notice, verb, version=version)
    return procurement, found


def _refuse_wrong_day(notice: Notice, day: date) -> None:
    assert notice.published_at
    if day > wall_clock.today():
        raise Refusal("这一天还没有到", "等指定媒体收到、发布以后再登记", field="day")
    if day < day_of(notice.published_at):
        raise Refusal(f"不能早于本系统发布的 {day_of(notice.published_at)}", "请核对日期", field="day")


def _verb_of(kind: NoticeKind) -> str:
    """What the publication of a notice of the kind does to its procurement, as transitions.py calls it."""
    if begins(kind):
        return "announce"
    if kind.kind in (RESULT, *OF_FRAMEWORKS):
        return "award"
    if kind.kind == CONTRACT:
        return "record"
    if not kind.is_about_another:
        return "write"
    return "terminate" if kind.kind == TERMINATION else "correct"


def _carry_out(act: Action, procurement: Procurement, notice: Notice, state: str, by: Agent) -> None:
    """What the publication does to the procurement: it begins, its days move, or it ends."""
    now, person = wall_clock.now(), by.person
    if procurement.state == ProcurementState.TERMINATED:
        return  # a decision has ended it, and the notice only tells
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
