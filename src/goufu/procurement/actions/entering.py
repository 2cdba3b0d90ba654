"""Entering a procurement that ran on another platform or on paper, one or a whole table of them, with its days and result."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from uuid import UUID

from goufu import wall_clock
from goufu.core.action import Action, action
from goufu.core.errors import Refusal
from goufu.core.numbers import take_number
from goufu.core.permissions import Permission
from goufu.files.folding import name_key
from goufu.law.load import load_rulebook
from goufu.planning.models import Project
from goufu.procurement.actions.events import note_event, set_by_clock
from goufu.procurement.actions.planning import NUMBERS, lock_project, refuse_more
from goufu.procurement.choosing import may_approve
from goufu.procurement.frameworks.standing import is_framework
from goufu.procurement.law import BEGINNING
from goufu.procurement.methods import load_methods
from goufu.procurement.model import Method
from goufu.procurement.models import (
    CameBy,
    MethodDecision,
    PastEntry,
    Procurement,
    ProcurementState,
    Quotation,
    Response,
    Share,
)
from goufu.procurement.offered import GROUNDS
from goufu.procurement.past.days import FOLLOWS
from goufu.procurement.review.events import AWARDED, SIGNED
from goufu.registry.agents import Agent
from goufu.registry.models import Body
from goufu.wall_clock import CHINA

OPENED = "opened"
LAW = "procurement-law"


@dataclass(frozen=True, slots=True)
class Approval:
    """The document by which a finance department allowed the method."""

    office: str
    level: str
    number: str
    day: date


@dataclass(frozen=True, slots=True)
class Past:
    """A procurement as it ran: `days` by event; `amounts` in yuan by number of the project.

    ended_on, end_reason: where it was terminated. again: why it is another one than that of the same number and day.
    """

    title: str
    amounts: Mapping[int, Decimal]
    method: str
    ran_at: str
    ground: str = ""
    organisation: str = ""
    other_number: str = ""
    ceiling: Decimal | None = None
    file_until: date | None = None
    bid_deadline: date | None = None
    days: Mapping[str, date] = field(default_factory=dict)
    approval: Approval | None = None
    winner: int | None = None
    amount: Decimal | None = None
    ended_on: date | None = None
    end_reason: str = ""
    again: str = ""


def enter_past(*, past: Past, by: Agent, once: UUID | None = None) -> Procurement:
    """Enters one procurement of the agent's body. What the law says of it is shown, and refuses nothing. Raises Refusal."""
    with action("procurement.past.entered", Permission.WRITE_PROCUREMENT, by=by, once=once) as act:
        act.allow(Procurement(purchaser=by.body))
        refuse_wrong(past, by.body)
        locked = lock_projects(act, past, by)
        for each in locked:
            refuse_more(each, past.amounts[each.pk])
        refuse_twice(past, entered_before(by.body, [past]).get(key_of(past)))
        made = store_past(act, past, locked, by)
        act.set_subject(made)
        act.log(number=made.number, title=made.title, ran_at=past.ran_at)
        if past.again.strip():
            act.log(again=past.again.strip())
    return made


def key_of(past: Past) -> tuple[str, date | None]:
    """What tells one that ran elsewhere from the purchaser's others: its number there, else its title, and the day on which it began."""
    return name_key(_called(past)), began_on(past)


def _called(past: Past) -> str:
    return past.other_number.strip() or past.title.strip()


def entered_before(purchaser: Body, entries: Sequence[Past]) -> dict[tuple[str, date | None], str]:
    """By that key the number here of those that were entered already and not struck; one query for many."""
    days = {began_on(each) for each in entries}
    rows = Procurement.objects.filter(purchaser=purchaser, past__isnull=False, starts_on__in=days - {None})
    rows = rows.exclude(state=ProcurementState.WITHDRAWN).order_by("-pk")
    found = rows.values_list("past__other_number", "title", "starts_on", "number")
    return {(name_key(other or title), day): number for other, title, day, number in found}


def refuse_twice(past: Past, before: str | None) -> None:
    """Raises Refusal for what looks like one that was entered already, unless it is said why it is another one."""
    if before is not None and not past.again.strip():
        raise Refusal(
            f"“{_called(past)}”（{began_on(past)} 开始）已经补录过：{before}",
            "同一次采购不再补录，要改的作废以后重新补录；确实是另一次的，写明理由再补录",
            field="again",
        )


def lock_projects(act: Action, past: Past, by: Agent) -> list[Project]:
    return [lock_project(act, number, by.body) for number in sorted(past.amounts)]


def refuse_wrong(past: Past, purchaser: Body) -> None:
    """Raises Refusal, with the field, for what can't have been: days to come or out of order, a result without its provider."""
    methods, today = load_methods(), wall_clock.today()
    method = methods.methods.get(past.method)
    if method is None or method.refusal:
        raise Refusal("没有这种采购方式", "请从列出的里选", field="method")
    if is_framework(method):
        raise Refusal(f"{method.title}不能补录", "在本系统征集的，从采购方案开始", field="method")
    if method.grounds and past.ground not in method.grounds.cases:
        raise Refusal(f"{method.title}要写明适用情形", "请从列出的里选", field="ground")
    if not past.amounts:
        raise Refusal("没有写用哪个项目的钱", "写明项目和金额", field="project")
    for name, day in past.days.items():
        title = methods.events[name].title
        if name not in method.order:
            raise Refusal(f"{method.title}没有“{title}”这一步", "请空着", field=name)
        if day > today:
            raise Refusal(f"“{title}”的日子还没有到", "补录只写办过的，没有办的空着", field=name)
        refuse_before_the_law(title, day, name)
        refuse_earlier(name, day, past.days)
    began = began_on(past)
    if began is None:
        raise Refusal("看不出采购活动哪天开始", "写明公告或者采购文件发出的日子", field="notice_published")
    _refuse_wrong_days(past, began, today)
    if past.bid_deadline and (opened := past.days.get(OPENED)) and opened < past.bid_deadline:
        raise Refusal(f"开启不能早于响应截止（{past.bid_deadline}）", "请核对日期", field=OPENED)
    _refuse_wrong_result(past, purchaser)
    _refuse_wrong_approval(past, method, began)


def refuse_earlier(name: str, day: date, days: Mapping[str, date], field: str = "") -> None:
    """Raises Refusal for an event before one that it follows on; `field`: where its day is asked, by default its own."""
    events = load_methods().events
    for earlier in _given_before(name, days):
        if day < days[earlier]:
            raise Refusal(
                f"“{events[name].title}”不能早于“{events[earlier].title}”（{days[earlier]}）",
                "请核对日期",
                field=field or name,
            )


def _refuse_wrong_days(past: Past, began: date, today: date) -> None:
    """Refuses ends that are to come, which would be open here, and ends before the beginning."""
    ends = {
        "file_until": ("采购文件提供到", past.file_until),
        "bid_deadline": ("响应截止", past.bid_deadline),
        "ended_on": ("终止", past.ended_on),
    }
    for name, (title, day) in ends.items():
        if day and day > today:
            raise Refusal(f"“{title}”的日子还没有到", "在别处还在办的，过了那一天再补录", field=name)
        if day and day < began:  # so none is before the law either
            raise Refusal(f"“{title}”不能早于采购活动开始（{began}）", "请核对日期", field=name)


def refuse_before_the_law(title: str, day: date, field: str) -> None:
    """Raises Refusal for a day before there was a procurement law."""
    law = load_rulebook().instruments[LAW]
    began = law.began_on or law.in_force_from
    if day < began:
        raise Refusal(
            f"“{title}”（{day}）早于{law.short}施行（{began}）",
            "请核对年份；政府采购法施行以前的采购不补录",
            field=field,
        )


def _given_before(name: str, days: Mapping[str, date]) -> Iterator[str]:
    """The events with a day that it follows on, also beyond those that have none."""
    for earlier in FOLLOWS.get(name, ()):
        if earlier in days:
            yield earlier
        else:
            yield from _given_before(earlier, days)


def _refuse_wrong_result(past: Past, purchaser: Body) -> None:
    if (past.winner is None) != (past.amount is None):
        raise Refusal("结果要有供应商和金额", "两样都写，或者都空着", field="amount")
    if past.winner is not None and AWARDED not in past.days:
        raise Refusal("有中标、成交供应商，没有写哪天定标", "写明定标的日子", field=AWARDED)
    if AWARDED in past.days and past.winner is None:
        raise Refusal("定标了，没有写中标、成交供应商", "写明供应商和金额", field="winner")
    if past.amount is not None and past.amount > sum(past.amounts.values()):
        raise Refusal("中标、成交金额超过了采购预算", "请核对金额", field="amount")
    if past.winner == purchaser.pk:
        raise Refusal("采购人自己不是供应商", "请核对统一社会信用代码", field="winner")
    if bool(past.ended_on) != bool(past.end_reason.strip()):
        raise Refusal("终止的要写哪天、为什么", "两样都写，或者都空着", field="end_reason")
    if past.ended_on and SIGNED in past.days:
        raise Refusal(
            f"合同已经签订（{past.days[SIGNED]}），不能终止采购",
            "签了合同的，终止日期和原因空着",
            field="ended_on",
        )
    last = max(past.days.values())
    if past.ended_on and past.ended_on < last:
        raise Refusal(f"终止不能早于办过的最后一步（{last}）", "请核对日期", field="ended_on")


def _refuse_wrong_approval(past: Past, method: Method, began: date) -> None:
    """Raises Refusal for one that this method doesn't want, of an office that may not give it, or given too late."""
    if past.approval:
        refuse_before_the_law("批复", past.approval.day, "approval_day")
    if past.approval and past.approval.day > began:
        raise Refusal(f"批复不能晚于采购活动开始（{began}）", "请照批复上的日期填写", field="approval_day")
    if past.approval and not (method.approval and may_approve(method.approval, past.approval.level)):
        refusal = method.approval.refusal if method.approval else f"{method.title}不用批准"
        raise Refusal(refusal, "请照批复填写", field="approval_level")


def began_on(past: Past) -> date | None:
    """The first day of a notice or a file that went out, as events.toml says."""
    firsts = load_methods().events[BEGINNING].first_of
    return min((day for name, day in past.days.items() if name in firsts), default=None)


def store_past(act: Action, past: Past, projects: Sequence[Project], by: Agent) -> Procurement:
    """Stores it with its shares, its days, its result, and the mark of when it was entered."""
    began, now, place = began_on(past), wall_clock.now(), by.body.place.code
    assert began
    method = load_methods().methods[past.method]
    deadline = _moment(past.bid_deadline)
    grounds = dict.fromkeys(GROUNDS, "") | ({method.grounds.fact: past.ground} if method.grounds else {})
    has_ended = past.ended_on is not None
    made = Procurement(
        number=take_number(NUMBERS, place=place, year=began.year, place_word=place),
        title=past.title,
        purchaser=by.body,
        method=past.method,
        law_method=method.facts["method"],
        framework_kind=method.facts.get("framework_kind", ""),
        **grounds,
        organisation=past.organisation,
        ceiling=past.ceiling,
        starts_on=began,
        file_until=past.file_until,
        bid_deadline_at=deadline,
        opens_at=_moment(past.days.get(OPENED)) or deadline,
        state=ProcurementState.TERMINATED if has_ended else ProcurementState.RUNNING,
        drafted_by=by.person,
        begun_by=by.person,
        begun_at=_moment(began),
        ended_by=by.person if has_ended else None,
        ended_at=_moment(past.ended_on),
        end_reason=past.end_reason.strip(),
        changed_at=now,
    )
    act.create(made)
    for project in projects:
        act.create(Share(procurement=made, project=project, amount=past.amounts[project.pk]))
    if past.approval:
        _store_approval(act, made, past.approval, by)
    note = f"补录：{past.ran_at}"[:500]
    for name, day in sorted(past.days.items(), key=lambda each: each[1]):
        note_event(act, made, name, by, day=day, note=note)
    set_by_clock(act, made, method, past.days, by)
    entry = PastEntry(
        procurement=made,
        ran_at=past.ran_at,
        other_number=past.other_number,
        winner_id=past.winner,
        amount=past.amount,
        person=by.person,
        at=now,
    )
    act.create(entry)
    if past.winner is not None:
        assert past.amount is not None
        opened = past.days.get(OPENED) or past.days[AWARDED]
        store_response(act, made, past.winner, past.amount, opened, by)
    return made


def _store_approval(act: Action, made: Procurement, approval: Approval, by: Agent) -> None:
    decision = MethodDecision(
        procurement=made,
        method=made.method,
        is_granted=True,
        level=approval.level,
        office_name=approval.office,
        number=approval.number,
        day=approval.day,
        person=by.person,
        at=wall_clock.now(),
    )
    act.create(decision)
    note_event(act, made, "method_approved", by, day=approval.day)


def store_response(
    act: Action, made: Procurement, winner: int, amount: Decimal, opened: date, by: Agent
) -> Response:
    """The winner's offer, so that the rules of award are asked of it."""
    response = Response(
        procurement=made,
        bidder=Body.objects.get(pk=winner),
        quotation=Quotation.FIRST,
        came_by=CameBy.ENTERED,
        price=amount,
        minutes_on=opened,
        opened_at=_start_of(opened),
        person=by.person,
        recorded_at=wall_clock.now(),
    )
    return act.create(response)


def _moment(day: date | None) -> datetime | None:
    return _start_of(day) if day else None


def _start_of(day: date) -> datetime:
    """The beginning of a day: of what ran elsewhere the day is known."""
    return datetime.combine(day, time(), CHINA)
