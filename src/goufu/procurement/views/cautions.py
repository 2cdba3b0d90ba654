"""What is shown to reviewers of a bidder's cautions."""

from __future__ import annotations

from typing import Any

from goufu.core.form_pages import articles
from goufu.procurement.review.bids import ReviewedBid
from goufu.procurement.review.record import Review


def cautions_on(review: Review, bid: ReviewedBid) -> list[tuple[str, Any]]:
    """Each sentence with its article."""
    return [(sentence, articles((article,))) for sentence, article in review.told_of(bid)]
