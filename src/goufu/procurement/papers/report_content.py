"""The content of a panel's report, as it is kept and digested."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from goufu.procurement.models import Rereview
from goufu.procurement.review.bids import ReviewedBid
from goufu.procurement.review.record import Review


def content_of(review: Review, again: Rereview | None = None) -> dict[str, Any]:
    """The report as it is kept: everything that the ranking rests on, and the ranking; amounts as text.

    again: the order by which it takes the place of an earlier one.
    """
    ranking = review.ranking
    places = {each.bidder: each for each in ranking.places}
    return {
        "procurement": review.procurement.number,
        "lot": review.lot.number if review.lot else None,
        "outcome": review.outcome,
        "base_price": _text(ranking.base),
        "price_points": _text(review.formula.weight),
        "members": [each.number for each in review.members],
        **_again(again),
        "bids": [_line(review, each, places.get(each.pk)) for each in review.bids],
    }


def _again(order: Rereview | None) -> dict[str, Any]:
    if order is None:
        return {}
    return {"again": {"ground": order.ground, "reason": order.reason, "of": order.report.digest}}


def _line(review: Review, bid: ReviewedBid, place: Any) -> dict[str, Any]:
    low = [f"{each.against}:{each.percent}" for each in review.low.get(bid.pk, ()) if each.is_low]
    line: dict[str, Any] = {
        "response": bid.pk,
        "bidder": bid.name,
        "out": review.because(bid),
        "price": _text(bid.correction.price),
        "corrected": [str(each) for each in bid.correction.by],
        "low": low,
        "explained": bid.explanation.is_accepted if bid.explanation else None,
        "marks": {
            str(member.number): {
                str(key): _text(points) for key, points in sorted(bid.marks.get(member.pk, {}).items())
            }
            for member in review.members
        },
    }
    if place:
        line |= {
            "rank": place.rank,
            "is_tied": place.is_tied,
            "deduction_percent": _text(place.percent),
            "scored_price": _text(place.scored),
            "technical": _text(place.technical),
            "points_for_price": _text(place.price_points),
            "total": _text(place.total),
        }
    return line


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:.2f}"
