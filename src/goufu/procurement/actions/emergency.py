"""What follows on an emergency procurement: filed by the purchaser, reviewed by the finance office, measured before and after."""

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
from goufu.procurement.actions.events import note_event
from goufu.procurement.emergency import FILED, REVIEWED, Lane, lane_of
from goufu.procurement.law import days_of
from goufu.procurement.models import LaneEffect, LaneFinding, LaneRecord, LaneStep, Procurement
from goufu.procurement.review.events import AWARDED
from goufu.procurement.timing.counting import day_of
from goufu.procurement.transitions import PROCUREMENT
from goufu.registry.agents import Agent

FILINGS = NumberSeries("procurement.emergency_filing", "{place}-{year}-JB-{number:04}")
REVIEWS = NumberSeries("procurement.emergency_review", "{place}-{year}-JS-{number:04}")


def file_emergency(
    *, procurement: int, text: str, day: date, by: Agent, version: int | None = None, once: UUID | None = None
) -> LaneRecord:
    """Records that the purchaser filed the procurement with its finance office on that day, and with which words.

    Filed again, the last filing counts, until it is reviewed; what a review found to be mended is filed again. Raises Refusal
    before the award, and for a wrong day; NotAllowed, Stale.
    """
    with action("procurement.emergency.filed", Permission.WRITE_PROCUREMENT, by=by, once=once) as act:
        found, lane = _in_lane(act, procurement, "file-emergency", version)
        if not lane.is_awarded:
            raise Refusal("还没有确定供应商", "定标以后再报备")
        if lane.reviewed and not lane.may_file:
            raise Refusal(f"{lane.reviewed.day} 已经审查过", "不用再报备")
        awarded = day_of(days_of(found.occurrences.all())[AWARDED])
        _refuse_day(day, awarded, f"{awarded} 才确定供应商")
        text = required_reason(text, "报备", field="text")
        office = found.purchaser.office
        if office is None:
            raise Refusal("采购人没有财政部门", "请管理员补上本单位由哪个财政部门管", field="text")
        number = _number(FILINGS, found)
        made = LaneRecord(
            procurement=found,
            step=LaneStep.FILED,
            number=number,
            day=day,
            office=office,
            text=text,
            person=by.person,
            at=wall_clock.now(),
        )
        act.create(made)
        note_event(act, found, FILED, by, day=day)
        act.change(found, changed_at=wall_clock.now())
        act.set_subject(found)
        act.log(number=number, office=office.name, day=day)
    return made


def review_emergency(
    *,
    procurement: int,
    finding: str,
    text: str,
    by: Agent,
    version: int | None = None,
    once: UUID | None = None,
) -> LaneRecord:
    """Reviews a procurement of the lane for the finance office that it belongs to. Raises Refusal before it is filed, as long as it
    still may be; NotAllowed for others, Stale.
    """
    with action("procurement.emergency.reviewed", Permission.REVIEW_EMERGENCY, by=by, once=once) as act:
        found, lane = _in_lane(act, procurement, "review-emergency", version)
        if not lane.may_review:
            until = f"；{lane.file_by} 以后没有报备的，自动转入审查" if lane.file_by else ""
            raise Refusal("采购人还没有报备", f"等采购人报备{until}")
        if finding not in LaneFinding.values:
            raise Refusal("没有选审查结论", "请从列出的里选", field="finding")
        number = _number(REVIEWS, found)
        made = LaneRecord(
            procurement=found,
            step=LaneStep.REVIEWED,
            number=number,
            day=wall_clock.today(),
            office=by.body,
            finding=finding,
            text=required_reason(text, "审查", field="text"),
            person=by.person,
            at=wall_clock.now(),
        )
        act.create(made)
        note_event(act, found, REVIEWED, by)
        act.change(found, changed_at=wall_clock.now())
        act.set_subject(found)
        act.log(number=number, finding=made.get_finding_display(), reason=made.text)
    return made


def record_effects(
    *,
    procurement: int,
    figures: Mapping[str, Any],
    by: Agent,
    version: int | None = None,
    once: UUID | None = None,
) -> LaneEffect:
    """Records capacity, unit cost and speed before and after; recorded again, the last record counts.

    figures: fields of LaneEffect. Raises Refusal for none, and for a measure without its unit or one of its figures.
    """
    with action("procurement.emergency.measured", Permission.WRITE_PROCUREMENT, by=by, once=once) as act:
        found, _lane = _in_lane(act, procurement, "record-effects", version)
        made = LaneEffect(procurement=found, person=by.person, at=wall_clock.now(), **figures)
        if not any(getattr(made, f"{name}_unit") for name in LaneEffect.MEASURES):
            raise Refusal("没有写哪一项", "服务能力、单位成本、响应时间至少写一项，写明单位、采购以前和以后")
        act.create(made)
        act.change(found, changed_at=wall_clock.now())
        act.set_subject(found)
        act.log(source=made.source)
    return made


def _in_lane(act: Action, number: int, verb: str, version: int | None) -> tuple[Procurement, Lane]:
    found, _state = PROCUREMENT.lock(act, Procurement.objects, number, verb, version=version)
    lane = lane_of(found)
    if lane is None:
        raise Refusal("这次采购不是紧急采购", "只有紧急采购才要事后报备、审查")
    return found, lane


def _refuse_day(day: date, least: date, why: str) -> None:
    if day > wall_clock.today():
        raise Refusal("报备的日子还没有到", "报备以后再登记", field="day")
    if day < least:
        raise Refusal(why, "请核对日期", field="day")


def _number(series: NumberSeries, procurement: Procurement) -> str:
    place = procurement.purchaser.place.code
    return take_number(series, place=place, year=wall_clock.today().year, place_word=place)
