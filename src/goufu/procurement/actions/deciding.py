"""Decisions on a procurement: the approval of its method, its beginning without a notice, what happened, its withdrawal."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from goufu import wall_clock
from goufu.core.action import action
from goufu.core.errors import NotAllowed, Refusal, refuse_all
from goufu.core.numbers import NumberSeries, take_number
from goufu.core.permissions import Permission
from goufu.core.reasons import required_reason
from goufu.procurement.actions.events import note_event, set_by_clock
from goufu.procurement.actions.filing import fix_file
from goufu.procurement.cases.suspending import refuse_contract, refuse_suspended
from goufu.procurement.choosing import Unknown, approval_needed, may_approve
from goufu.procurement.emergency import refuse_closed
from goufu.procurement.law import BEGINNING, days_of, facts_of, method_of, opinion_of, situation_of
from goufu.procurement.methods import load_methods
from goufu.procurement.model import Approval
from goufu.procurement.models import MethodDecision, Procurement
from goufu.procurement.past.days import EVENTS, past_of
from goufu.procurement.past.entry import OPENED, refuse_before_the_law, refuse_earlier
from goufu.procurement.readiness import against_beginning, against_doubts
from goufu.procurement.recording import announced_by, recordable
from goufu.procurement.review.events import AWARDED, SIGNED
from goufu.procurement.review.talks import BEGUN as ASKED
from goufu.procurement.timing.counting import day_of
from goufu.procurement.transitions import PROCUREMENT
from goufu.registry.agents import Agent

APPROVED = "method_approved"  # the event

REPLIES = NumberSeries("procurement.method_reply", "{place}财采批〔{year}〕{number}号")


def ask_approval(
    *, procurement: int, by: Agent, version: int | None = None, once: UUID | None = None
) -> Procurement:
    """Asks the finance departments of this house that may approve the method. Raises Refusal where none is needed."""
    with action("procurement.approval.asked", Permission.WRITE_PROCUREMENT, by=by, once=once) as act:
        found, _state = PROCUREMENT.lock(
            act, Procurement.objects, procurement, "ask-approval", version=version
        )
        act.ask(lambda: approval_of(found))
        act.change(
            found,
            approval_asked_at=wall_clock.now(),
            approval_asked_by=by.person,
            changed_at=wall_clock.now(),
        )
        act.log(method=found.get_method_display())
    return found


def approve_method(
    *, procurement: int, note: str = "", by: Agent, version: int | None = None, once: UUID | None = None
) -> Procurement:
    """Approves the method for a finance department of a city with districts or above. Raises NotAllowed for others."""
    return _decide("approve-method", procurement, by, note, version, once)


def refuse_method(
    *, procurement: int, reason: str, by: Agent, version: int | None = None, once: UUID | None = None
) -> Procurement:
    """Refuses the method, with a reason. Raises NotAllowed as `approve_method`."""
    return _decide("refuse-method", procurement, by, required_reason(reason, "不批准"), version, once)


def _decide(
    verb: str, procurement: int, by: Agent, reason: str, version: int | None, once: UUID | None
) -> Procurement:
    with action("procurement.method.decided", Permission.APPROVE_METHOD, by=by, once=once) as act:
        found, _state = PROCUREMENT.lock(act, Procurement.objects, procurement, verb, version=version)
        approval = act.ask(lambda: approval_of(found))
        check_office(approval, by)
        if found.approval_asked_at is None:
            raise Refusal("采购人还没有申请批准", "请采购人在方案页申请")
        is_granted = verb == "approve-method"
        place = by.body.place
        number = take_number(REPLIES, place=place.code, year=wall_clock.today().year, place_word=place.name)
        act.create(
            MethodDecision(
                procurement=found,
                method=found.method,
                is_granted=is_granted,
                level=by.body.level,
                office=by.body,
                office_name=by.body.name,
                number=number,
                day=wall_clock.today(),
                reason=reason,
                person=by.person,
                at=wall_clock.now(),
            )
        )
        if is_granted:
            note_event(act, found, APPROVED, by)
        act.change(found, approval_asked_at=None, approval_asked_by=None, changed_at=wall_clock.now())
        act.log(method=found.get_method_display(), is_granted=is_granted, reason=reason)
    return found


def record_approval(
    *,
    procurement: int,
    office: str,
    level: str,
    number: str,
    day: date,
    by: Agent,
    version: int | None = None,
    once: UUID | None = None,
) -> Procurement:
    """Records the document by which an office elsewhere has approved the method. Raises Refusal for a county office's."""
    with action("procurement.approval.recorded", Permission.WRITE_PROCUREMENT, by=by, once=once) as act:
        found, _state = PROCUREMENT.lock(
            act, Procurement.objects, procurement, "record-approval", version=version
        )
        approval = act.ask(lambda: approval_of(found))
        if not may_approve(approval, level):
            raise Refusal(
                approval.refusal,
                "请报设区的市、自治州以上财政部门批准",
                field="level",
                articles=[approval.article],
            )
        if day > wall_clock.today():
            raise Refusal("批复的日期还没有到", "请照批复上的日期填写", field="day")
        act.create(
            MethodDecision(
                procurement=found,
                method=found.method,
                is_granted=True,
                level=level,
                office_name=office,
                number=number,
                day=day,
                person=by.person,
                at=wall_clock.now(),
            )
        )
        note_event(act, found, APPROVED, by, day=day)
        act.change(found, approval_asked_at=None, approval_asked_by=None, changed_at=wall_clock.now())
        act.log(office=office, number=number, day=day)
    return found


def approval_of(procurement: Procurement) -> Approval:
    """The approval that the procurement's method needs, or may need. Raises Refusal where it has no method, or needs none."""
    method = method_of(procurement)
    if method is None:
        raise Refusal("还没有选采购方式", "请先选采购方式")
    needed = approval_needed(method, situation_of(procurement, facts_of(procurement)), load_methods())
    if isinstance(needed, Unknown) and method.approval:
        return method.approval  # whoever asks for it knows the local amount
    if not isinstance(needed, Approval):
        raise Refusal(f"{method.title}在这个预算下不需要批准", "接着编制方案就可以")
    return needed


def check_office(approval: Approval, by: Agent) -> None:
    """Checks that the agent's body may approve. Raises NotAllowed, which says which offices may."""
    if not by.body.is_finance_office or not may_approve(approval, by.body.level):
        refusal = NotAllowed(approval.refusal, "请报设区的市、自治州以上财政部门批准")
        refusal.articles = (approval.article,)
        raise refusal


def begin_procurement(
    *,
    procurement: int,
    by: Agent,
    reviewed: tuple[str, ...] = (),
    version: int | None = None,
    once: UUID | None = None,
) -> Procurement:
    """Begins a procurement whose method has no notice to begin with. Raises what stands in the way; NotAllowed for the drafter."""
    with action("procurement.procurement.begun", Permission.LEAD_PROCUREMENT, by=by, once=once) as act:
        found, state = PROCUREMENT.lock(act, Procurement.objects, procurement, "begin", version=version)
        check_other(found.drafted_by_id, by, "编制方案")
        method = method_of(found)
        if method is not None and (kind := announced_by(method)):
            raise Refusal(f"{method.title}从{kind.title}开始", "请起草并发布公告", articles=[kind.article])
        opinion = act.ask(lambda: opinion_of(found))
        act.log_opinion(opinion)
        refuse_all([*against_beginning(found, opinion), *against_doubts(opinion.to_review, reviewed)])
        now = wall_clock.now()
        note_event(act, found, BEGINNING, by)
        fix_file(act, found)
        act.change(found, state=state, begun_by=by.person, begun_at=now, changed_at=now)
        act.log(method=found.get_method_display())
    return found


def record_event(
    *,
    procurement: int,
    event: str,
    day: date,
    moment: datetime | None = None,
    note: str = "",
    by: Agent,
    version: int | None = None,
    once: UUID | None = None,
) -> Procurement:
    """Records that an event of the method has happened. Of what is recorded again the last record counts.

    Raises Refusal for a day to come, one before what it follows on, and an event that another step records; NotAllowed.
    """
    with action("procurement.event.recorded", Permission.WRITE_PROCUREMENT, by=by, once=once) as act:
        found, _state = PROCUREMENT.lock(act, Procurement.objects, procurement, "record", version=version)
        known = {each.name: each for each in recordable(found)}
        if event not in known:
            raise Refusal("这件事不在这里登记", "请从列出的里选", field="event")
        if moment and moment > wall_clock.now():
            raise Refusal("登记的时刻还没有到", "等办了再登记", field="moment")
        day = day_of(moment) if moment else day
        if day > wall_clock.today():
            raise Refusal("登记的日子还没有到", "等办了再登记", field="day")
        refuse_suspended(found, day)
        if event == SIGNED:
            refuse_contract(found)
        happened = days_of(found.occurrences.all())
        if event == SIGNED:
            _refuse_before_award(AWARDED in known, happened.get(AWARDED), day)
        for earlier in known[event].after:
            if earlier in happened and day < day_of(happened[earlier]):
                title = load_methods().events[earlier].title
                raise Refusal(f"不能早于“{title}”（{day_of(happened[earlier])}）", "请核对日期", field="day")
        if event == ASKED:
            refuse_closed(found, happened, day, field="day")
        if past_of(found) is not None:
            refuse_before_the_law(known[event].title, day, "day")
            _refuse_disorder(found, {name: day_of(at) for name, at in happened.items()} | {event: day})
        note_event(act, found, event, by, day=day, moment=moment, note=note)
        if past_of(found) is not None and (method := method_of(found)):
            set_by_clock(act, found, method, {event: day}, by)
        act.change(found, changed_at=wall_clock.now())
        act.log(event=known[event].title, day=day, note=note)
    return found


def _refuse_disorder(procurement: Procurement, days: dict[str, date]) -> None:
    """Raises Refusal for days of one that ran elsewhere that can't have been, as when it is entered."""
    for name in (each for each in EVENTS if each in days):
        refuse_earlier(name, days[name], days, field="day")
    until = procurement.bid_deadline_at
    if until and OPENED in days and days[OPENED] < day_of(until):
        raise Refusal(f"开启不能早于响应截止（{day_of(until)}）", "请核对日期", field="day")


def _refuse_before_award(is_by_hand: bool, awarded: date | datetime | None, day: date) -> None:
    """Raises Refusal for a contract before the award: where the award is decided here, without one; anywhere, on an earlier day."""
    if awarded is None and not is_by_hand:
        raise Refusal(
            "还没有确定中标、成交供应商，不能登记签订合同",
            "先定标，发通知书",
            articles=["procurement-law:46"],
        )
    if awarded is not None and day < day_of(awarded):
        raise Refusal(f"签订合同不能早于确定中标、成交供应商（{day_of(awarded)}）", "请核对日期", field="day")


def withdraw_procurement(
    *, procurement: int, reason: str, by: Agent, version: int | None = None, once: UUID | None = None
) -> Procurement:
    """Withdraws what was only planned; the project's money is free for another one. Raises Refusal, Stale, NotAllowed."""
    with action("procurement.procurement.withdrawn", Permission.WRITE_PROCUREMENT, by=by, once=once) as act:
        found, state = PROCUREMENT.lock(act, Procurement.objects, procurement, "withdraw", version=version)
        reason, now = required_reason(reason, "撤销"), wall_clock.now()
        act.change(found, state=state, ended_by=by.person, ended_at=now, end_reason=reason, changed_at=now)
        act.log(reason=reason)
    return found


def check_other(person: int, by: Agent, what: str, deed: str = "发布、开始") -> None:
    """Checks that another person did what this one decides on. Raises NotAllowed."""
    if person == by.person.pk:
        raise NotAllowed(f"{what}的是您自己，不能由您{deed}", "请本单位的另一位采购负责人来办")
