"""Notices followed to the designated medium: when it received them, and when and where they appeared there."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from goufu import wall_clock
from goufu.core.action import Action, action
from goufu.core.errors import Refusal
from goufu.core.permissions import Permission
from goufu.procurement.actions.events import note_event
from goufu.procurement.applications import admission_of
from goufu.procurement.corrections import CORRECTION
from goufu.procurement.law import begins, expiries, facts_of, method_of, situation_of
from goufu.procurement.models import Notice, Procurement
from goufu.procurement.notices import load_notices
from goufu.procurement.timing.counting import day_of
from goufu.procurement.transitions import NOTICE
from goufu.registry.agents import Agent


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
        if (admission := admission_of(procurement)) and begins(kind) and procurement.applications_until:
            until = procurement.applications_until
            note_event(act, procurement, admission.closes, by, day=day_of(until), moment=until, notice=found)
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
