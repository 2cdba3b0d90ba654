"""Entering a procurement that ran on another platform or on paper, one or a whole table of them, with its days and result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from uuid import UUID

from goufu import wall_clock
from goufu.core.action import Action, action
from goufu.core.numbers import take_number
from goufu.core.permissions import Permission
from goufu.planning.models import Project
from goufu.procurement.actions.events import note_event, set_by_clock
from goufu.procurement.actions.planning import NUMBERS, lock_project, refuse_more
from goufu.procurement.methods import load_methods
from goufu.procurement.models import (
    CameBy,
    Lot,
    MethodDecision,
    PastEntry,
    PastOffer,
    Procurement,
    ProcurementState,
    Quotation,
    Response,
    Share,
)
from goufu.procurement.offered import GROUNDS
from goufu.procurement.past.bidders import Lost
from goufu.procurement.past.entry import (
    OPENED,
    Approval,
    Past,
    began_on,
    entered_before,
    key_of,
    refuse_twice,
    refuse_wrong,
)
from goufu.procurement.review.events import AWARDED
from goufu.registry.agents import Agent
from goufu.registry.models import Body
from goufu.wall_clock import CHINA


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


def lock_projects(act: Action, past: Past, by: Agent) -> list[Project]:
    return [lock_project(act, number, by.body) for number in sorted(past.amounts)]


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
        person=by.person,
        at=now,
    )
    act.create(entry)
    lots: dict[int, Lot | None] = {0: None}
    for at, each in enumerate(past.lots, start=1):
        lots[at] = act.create(Lot(procurement=made, number=at, title=each.title, amount=each.budget))
    store_offers(
        act, made, lots, past.results, past.lost, past.days.get(OPENED) or past.days.get(AWARDED) or began, by
    )
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


def store_offers(
    act: Action,
    made: Procurement,
    lots: Mapping[int, Lot | None],
    results: Mapping[int, tuple[int | None, Decimal | None]],
    lost: Sequence[Lost],
    opened: date,
    by: Agent,
) -> list[Response]:
    """Stores who was awarded each lot and who else bid, and returns the winners' offers. `opened`: the day of the opening."""
    won = []
    for at, (winner, amount) in results.items():
        if winner is not None:
            bidder = Body.objects.get(pk=winner)
            won.append(_response(act, made, lots[at], bidder, amount, opened, by))
            act.create(
                PastOffer(
                    procurement=made,
                    lot=lots[at],
                    name=bidder.name,
                    response=won[-1],
                    price=amount,
                    is_awarded=True,
                )
            )
    for each in lost:
        other = Body.objects.get(pk=each.body) if each.body else None
        act.create(
            PastOffer(
                procurement=made,
                lot=lots[each.lot],
                name=each.name,
                response=_response(act, made, lots[each.lot], other, each.price, opened, by)
                if other
                else None,
                price=each.price,
                rank=each.rank,
                is_awarded=False,
            )
        )
    return won


def _response(
    act: Action,
    made: Procurement,
    lot: Lot | None,
    bidder: Body,
    amount: Decimal | None,
    opened: date,
    by: Agent,
) -> Response:
    """The offer of a bidder that the registry knows, so that the rules of award are asked of it."""
    response = Response(
        procurement=made,
        lot=lot,
        bidder=bidder,
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
