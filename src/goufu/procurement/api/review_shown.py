"""A review as the API says it to the purchaser, and to the agency that holds it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from goufu.core.errors import NotFound
from goufu.core.opinion import Opinion, cards
from goufu.core.permissions import Permission
from goufu.procurement.actions.reviewing import reviews_of
from goufu.procurement.applications import lines_of
from goufu.procurement.credit import CreditLine, credit_lines
from goufu.procurement.models import CREDIT_LISTS, Procurement
from goufu.procurement.queries.procurements import procurement_for
from goufu.procurement.review.bids import ReviewedBid
from goufu.procurement.review.law import opinions_on_bids
from goufu.procurement.review.record import Review
from goufu.procurement.review.rounds import awards_of, reports_of, rereviews_of
from goufu.registry.agents import Agent

# Who sees a review: the purchaser, and the agency that holds it or tells its result.
_SEES = (
    *(Permission.WRITE_PROCUREMENT, Permission.DECIDE_AWARD),
    *(Permission.HOLD_REVIEW, Permission.TELL_RESULT),
)


def own_review(agent: Agent, number: int) -> Any:
    found = procurement_for(agent, number)
    if not any(agent.may_on(each, found) for each in _SEES):
        raise NotFound
    return found


def shown(agent: Agent, number: int) -> dict[str, Any]:
    found = procurement_for(agent, number)
    reviews = _reviews(found)
    opinions = opinions_on_bids([bid.pk for each in reviews for bid in each.bids])
    # Who applied is known before the opening: whoever only tells the result, or decides on it, doesn't see it then.
    lines = lines_of(found) if agent.may_on(Permission.HOLD_REVIEW, found) else []
    return {
        "bids": [line for each in reviews for line in _lines(each, opinions)],
        "credit": [_credit(each) for each in credit_lines(found)],
        "panel": [
            {
                "id": each.pk,
                "number": each.number,
                "seat": each.seat,
                "is_head": each.is_head,
                "has_finished": each.finished_at is not None,
                "has_signed": each.signed_at is not None,
                "has_left": each.left_at is not None,
            }
            for each in found.panel.all()
        ],
        "applications": [
            {
                "id": each.pk,
                "applicant": each.bidder.name,
                "lot": each.lot.number if each.lot else None,
                "at": each.taken_at,
                "has_passed": examined.has_passed if examined else None,
                "reason": examined.reason if examined else "",
                "is_told": letter is not None,
            }
            for each, examined, letter in lines
        ],
        "digests": [each.digest for each in reports_of(found)],
        "again": [
            {
                "lot": each.report.lot.number if each.report.lot else None,
                "ground": each.ground,
                "reason": each.reason,
                "digest": each.report.digest,
                "at": each.at,
            }
            for each in rereviews_of(found)
        ],
        "awards": [
            {
                "lot": each.lot.number if each.lot else None,
                "bidder": each.response.bidder.name,
                "amount": each.amount,
            }
            for each in awards_of(found).select_related("response__bidder", "lot")
        ],
    }


def _credit(line: CreditLine) -> dict[str, Any]:
    counted = {each.pk: each for each in line.known.values()}
    return {
        "supplier": line.body.name,
        **{name: getattr(line.known.get(name), name, None) for name in CREDIT_LISTS},
        "records": list(dict.fromkeys(query.what for _title, query in line.records)),
        "asked_on": sorted({each.day for each in counted.values()}),
        "queries": sorted(counted),
    }


def _reviews(found: Procurement) -> list[Review]:
    return reviews_of(found) if found.method else []


def _lines(review: Review, opinions: Mapping[int, Opinion]) -> list[dict[str, Any]]:
    return [
        {
            "id": each.pk,
            "bidder": each.name,
            "lot": review.lot.number if review.lot else None,
            "price": each.response.price,
            "final": each.final.price if each.final else None,
            "out": review.because(each),
            "cautions": cautions_in(review, each),
            "blocking": cards(opinions[each.pk].blocking),
            "to_explain": cards(opinions[each.pk].to_explain),
            "to_review": cards(opinions[each.pk].to_review),
            "missing": [fact.fact for fact in opinions[each.pk].missing],
        }
        for each in review.bids
    ]


def cautions_in(review: Review, bid: ReviewedBid) -> list[dict[str, str]]:
    return [{"text": text, "article": article} for text, article in review.told_of(bid)]
