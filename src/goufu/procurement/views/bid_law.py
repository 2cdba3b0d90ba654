"""What the law says of each bid, for the page of the review."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from goufu.core.opinion import Opinion, cards
from goufu.law.cards import Card
from goufu.procurement.choices import AWARD
from goufu.procurement.left_open import OpenRule, by_when, days_of_stage
from goufu.procurement.models import Procurement
from goufu.procurement.review.bids import ReviewedBid
from goufu.procurement.review.law import opinions_on_bids
from goufu.procurement.review.rounds import reports_of


@dataclass(frozen=True, slots=True)
class BidLaw:
    """What the rules of the award say of one bid: what is not met, what would forbid and has no answer, and how many are met."""

    bid: ReviewedBid
    blocking: list[Card]
    to_review: list[Card]
    to_note: list[Card]
    unknown: tuple[OpenRule, ...]
    passed: int
    marks: tuple[str, ...]

    @property
    def has_findings(self) -> bool:
        return bool(self.blocking or self.to_review or self.to_note)


def laws_of(bids: Sequence[ReviewedBid], procurement: Procurement) -> list[BidLaw]:
    """What the law says of the bids: first those of which a rule is not met; two queries for all, and one for the reports.

    What has no answer before there is a report comes with it; what waits for a day comes with that.
    """
    opinions = opinions_on_bids([each.pk for each in bids])
    reported = set(reports_of(procurement).values_list("lot", flat=True))
    found = [_law_of(each, opinions[each.pk], is_reported=each.response.lot_id in reported) for each in bids]
    return sorted(found, key=lambda each: not each.has_findings)


def _law_of(bid: ReviewedBid, opinion: Opinion, *, is_reported: bool) -> BidLaw:
    surely, _perhaps = opinion.blocking_unanswered
    days = days_of_stage(AWARD)
    unknown, _later = by_when(surely if is_reported else (), lambda name: name in days)
    return BidLaw(
        bid,
        cards(opinion.blocking),
        cards(opinion.to_review),
        cards([*opinion.to_explain, *opinion.to_note]),
        unknown,
        len(opinion.passed),
        opinion.marks,
    )
