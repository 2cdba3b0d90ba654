"""What is public with a published notice besides its text: papers attached to it, rules that were waived, an emergency's talks."""

from __future__ import annotations

from typing import Any

from goufu import wall_clock
from goufu.documents.models import Document
from goufu.procurement.emergency import is_lane, lane_of
from goufu.procurement.filling import RESULT
from goufu.procurement.law import begins, method_of, waivers_of
from goufu.procurement.models import Notice, Quotation, RuleWaiver
from goufu.procurement.notices import load_notices
from goufu.procurement.queries.papers import file_papers
from goufu.procurement.review.rounds import reports_of
from goufu.procurement.review.talks import talks_in
from goufu.procurement.timing.counting import day_of


def attached(notice: Notice) -> list[Document]:
    """The papers that are public with the notice: the procurement file, where its text says that it is attached."""
    if not notice.is_published or not any(each["field"] == "file" for each in notice.content or []):
        return []
    return file_papers(notice.procurement)


def waivers_with(notice: Notice) -> list[tuple[RuleWaiver, bool]]:
    """What was waived for the procurement that begins with the notice, and held on the day of its publication."""
    if not begins(load_notices()[notice.kind]):
        return []
    day = day_of(notice.published_at) if notice.published_at else wall_clock.today()
    return [(waiver, True) for waiver, holds in waivers_of(notice.procurement, day) if holds]


def public_lane(found: Notice) -> dict[str, Any]:
    """What is public of an emergency procurement once its result is: its lane, the offers, and how the talks went."""
    procurement = found.procurement
    if not (found.is_published and found.kind == RESULT and is_lane(method_of(procurement))):
        return {}
    offers = procurement.responses.filter(quotation=Quotation.FIRST).select_related("bidder").order_by("pk")
    last = {each.bidder_id: each for each in offers}
    reports = reports_of(procurement).order_by("pk")
    talks = {each.lot_id: talks_in(each.content) for each in reports}
    return {
        "lane": lane_of(procurement),
        "offers": [(each.bidder.name, each.price) for each in last.values()],
        "talks": [each for each in talks.values() if each],
    }
