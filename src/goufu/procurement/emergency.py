"""The emergency lane beyond its award: until when it is open, when it is filed and reviewed, and what it brought.

The days are this program's settings, no terms of the law: the law's text was not seen (rooms.md, 财库〔2026〕12号).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from goufu import wall_clock
from goufu.core.errors import Refusal
from goufu.law.clock import workday_due
from goufu.procurement.law import days_of, method_of
from goufu.procurement.methods import load_methods
from goufu.procurement.model import Method
from goufu.procurement.models import LaneEffect, LaneFinding, LaneRecord, LaneStep, Occurrence, Procurement
from goufu.procurement.past.days import past_of
from goufu.procurement.review.events import AWARDED, SIGNED
from goufu.procurement.timing.counting import Moment, day_of
from goufu.procurement.timing.timetable import SETTING

FILED, REVIEWED = "emergency_filed", "emergency_reviewed"  # events
BEGUN = "started"


@dataclass(frozen=True, slots=True)
class Measure:
    """One line of the small table: what is measured, its unit, and both figures."""

    name: str
    unit: str
    before: Decimal
    after: Decimal

    @property
    def percent(self) -> Decimal | None:
        """By how much it rose, below zero: fell; None from nothing."""
        if not self.before:
            return None
        return ((self.after - self.before) * 100 / self.before).quantize(Decimal("0.1"))


@dataclass(frozen=True, slots=True)
class Lane:
    """Where an emergency procurement stands after its beginning. A day is None as long as what it counts from has not happened."""

    closes_on: date | None
    file_by: date | None
    review_by: date | None
    filed: LaneRecord | None
    reviewed: LaneRecord | None
    effects: Sequence[Measure]
    source: str
    is_awarded: bool

    @property
    def is_overdue(self) -> bool:
        """Whether the lane closed before anybody was found."""
        return not self.is_awarded and _is_past(self.closes_on)

    @property
    def is_filing_overdue(self) -> bool:
        return self.filed is None and _is_past(self.file_by)

    @property
    def is_review_overdue(self) -> bool:
        return self.reviewed is None and _is_past(self.review_by)

    @property
    def is_filed_again(self) -> bool:
        """Whether it was filed once more after a review, which then no longer is the last word."""
        return bool(self.filed and self.reviewed and self.filed.pk > self.reviewed.pk)

    @property
    def is_to_mend(self) -> bool:
        """Whether the last review found something to mend: mended, it is filed again, and reviewed again."""
        return self.reviewed is not None and self.reviewed.finding == LaneFinding.TO_MEND

    @property
    def may_file(self) -> bool:
        return self.is_awarded and (self.reviewed is None or self.is_to_mend)

    @property
    def awaits_review(self) -> bool:
        return self.may_review and (self.reviewed is None or self.is_filed_again)

    @property
    def may_review(self) -> bool:
        """Once it is filed; unfiled it comes to review by itself when the day of the filing has passed."""
        return self.filed is not None or self.is_filing_overdue


def is_lane(method: Method | None) -> bool:
    """Whether procurements of the method are filed and reviewed afterwards."""
    return method is not None and FILED in method.order


def lane_of(procurement: Procurement) -> Lane | None:
    """Of one that has begun in the lane; None of others."""
    if procurement.is_planned or not is_lane(method_of(procurement)):
        return None
    records = list(procurement.lane_records.all())
    effect = procurement.lane_effects.order_by("-pk").first()
    return lane_from(procurement.occurrences.all(), records, effect)


def lane_from(
    occurrences: Iterable[Occurrence], records: Sequence[LaneRecord], effect: LaneEffect | None
) -> Lane:
    """The same out of rows that were read already."""
    happened = days_of(occurrences)
    last = {each.step: each for each in records}
    return Lane(
        closes_on=_closes_on(happened),
        file_by=_workdays_after(happened, "emergency_filing_workdays"),
        review_by=_workdays_after(happened, "emergency_review_workdays"),
        filed=last.get(LaneStep.FILED),
        reviewed=last.get(LaneStep.REVIEWED),
        effects=measures(effect),
        source=effect.source if effect else "",
        is_awarded=AWARDED in happened,
    )


def closed_lane(procurement: Procurement, happened: Mapping[str, Moment]) -> date | None:
    """The last day of the lane of one that runs here, once it has passed; None of others."""
    is_here = is_lane(method_of(procurement)) and past_of(procurement) is None
    closes_on = _closes_on(happened) if is_here else None
    return closes_on if _is_past(closes_on) else None


def refuse_closed(
    procurement: Procurement, happened: Mapping[str, Moment], day: date, *, field: str = ""
) -> None:
    """Raises Refusal for what begins in the lane after its last day; what began before goes on to its award."""
    closes_on = closed_lane(procurement, happened)
    if closes_on is not None and day > closes_on:
        raise Refusal(
            f"紧急采购通道开放到 {closes_on}，以后不再发出采购需求、不再接受报价（{SETTING}）",
            "通道开放时的报价照旧登记、商定；没有合适的供应商，终止这次采购，另行采购",
            field=field,
        )


def _closes_on(happened: Mapping[str, Moment]) -> date | None:
    begun = day_of(happened[BEGUN]) if BEGUN in happened else None
    return begun + timedelta(days=_setting("emergency_lane_days")) if begun else None


def _workdays_after(happened: Mapping[str, Moment], setting: str) -> date | None:
    """The last day, counted from the contract; of an award whose contract nobody has recorded, from the award."""
    since = happened.get(SIGNED) or happened.get(AWARDED)
    return workday_due(day_of(since), _setting(setting)).day if since else None


def _setting(name: str) -> int:
    return load_methods().settings[name].value


def _is_past(day: date | None) -> bool:
    return day is not None and day < wall_clock.today()


def measures(effect: LaneEffect | None) -> list[Measure]:
    """What was measured, of a record; nothing of none."""
    if effect is None:
        return []
    rows = (
        (name, *(getattr(effect, f"{name}_{part}") for part in ("unit", "before", "after")))
        for name in effect.MEASURES
    )
    return [Measure(*row) for row in rows if row[1]]
