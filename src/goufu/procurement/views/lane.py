"""What everybody sees of an emergency procurement once its result is published."""

from __future__ import annotations

from typing import Any

from goufu.procurement.emergency import is_lane, lane_of
from goufu.procurement.filling import RESULT
from goufu.procurement.law import method_of
from goufu.procurement.models import Notice, Quotation
from goufu.procurement.review.rounds import reports_of
from goufu.procurement.review.talks import talks_in


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
