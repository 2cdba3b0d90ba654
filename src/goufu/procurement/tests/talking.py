"""Procurements by talks for tests: an emergency one and one from a single source, begun by the actions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from goufu.procurement.actions.deciding import begin_procurement, record_event
from goufu.procurement.actions.planning import choose_method, draft_procurement, save_procurement
from goufu.procurement.actions.responding import Offer, enter_response
from goufu.procurement.choosing import unasked as unasked_by
from goufu.procurement.law import opinion_of
from goufu.procurement.methods import load_methods
from goufu.procurement.models import Procurement, Response
from goufu.procurement.review.talks import Talks
from goufu.procurement.tests.procuring import BEGIN, PLAN, announced, approved_project, on
from goufu.procurement.tests.reviewing import provider
from goufu.registry.tests.county import County
from goufu.wall_clock import CHINA

TALKS = Talks(
    BEGIN,
    "李经办、王科长",
    "向两家发出需求，两家都能三日内派出护理员；按报价和响应时间比较后商定。",
    has_declared=True,
)


def planned_lane(
    county: County,
    method: str = "emergency",
    ground: str = "disaster",
    code: str = "53999927331T000000009",
    form: str = "negotiation",
    lots: Sequence[tuple[str, Decimal]] = (),
    share: Decimal | None = None,
) -> Procurement:
    """The same before it begins."""
    planned_on = BEGIN - timedelta(days=35)
    with on(planned_on):
        project = approved_project(county, code=code)
        made = draft_procurement(
            title=project.title,
            amounts={project.pk: share or project.amount or Decimal(0)},
            by=county.officer,
        )
        made = choose_method(procurement=made.pk, method=method, ground=ground, by=county.officer)
        nothing_of = set(unasked_by(load_methods()[method]))
        values = {name: said for name, said in PLAN.items() if name not in nothing_of} | {"starts_on": BEGIN}
        if share:
            values["ceiling"] = None
        if method == "emergency":
            values["emergency_form"] = form
        made = save_procurement(
            procurement=made.pk, by=county.officer, version=made.version, values=values, lots=lots or None
        )
        if "intention_published" in load_methods()[method].order:
            announced(made, "intention", county, planned_on)
    return made


def begun(
    county: County,
    method: str = "emergency",
    ground: str = "disaster",
    code: str = "53999927331T000000009",
    lots: Sequence[tuple[str, Decimal]] = (),
    share: Decimal | None = None,
) -> Procurement:
    """A procurement that began on the day on which suppliers were asked."""
    made = unasked(county, method, ground, code=code, lots=lots, share=share)
    with on(BEGIN):
        return record_event(procurement=made.pk, event="file_provided", day=BEGIN, by=county.officer)


def unasked(county: County, method: str = "emergency", ground: str = "disaster", **more: Any) -> Procurement:
    """The same before suppliers were asked."""
    made = planned_lane(county, method, ground, **more)
    with on(BEGIN):
        doubts = tuple(each.rule.id for each in opinion_of(made).to_review)
        return begin_procurement(procurement=made.pk, by=county.lead, reviewed=doubts)


def talked(county: County, made: Procurement, number: int, price: str, day: date = BEGIN) -> Response:
    """What a provider, by its number, offered in the talks."""
    return enter_response(
        procurement=made.pk,
        bidder=provider(county, number).pk,
        offer=Offer(price=Decimal(price)),
        opened_at=datetime.combine(day, time.min, CHINA),
        minutes_on=day,
        by=county.officer,
    )
