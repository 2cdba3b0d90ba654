"""What was offered in an envelope that was opened in the ceremony becomes the response of its bidder."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from goufu.core.action import Action
from goufu.procurement.actions.responding import Offer, add_response
from goufu.procurement.models import (
    CameBy,
    Envelope,
    Lot,
    ParticipationState,
    Procurement,
    Quotation,
    Response,
)
from goufu.procurement.reckoning.prices import HUNDRED, SMALL
from goufu.registry.agents import Agent
from goufu.registry.models import Body

ENTERPRISE = "enterprise"  # the kind of body


def add_opened(
    act: Action,
    envelope: Envelope,
    price: Decimal | None,
    in_words: Decimal | None,
    *,
    came_by: CameBy,
    by: Agent,
) -> Response:
    """Stores, as the bidder's response, the price of an envelope that was opened in the ceremony."""
    opening, bid = envelope.opening, envelope.bid
    return add_response(
        act,
        procurement=opening.procurement,
        bidder=bid.bidder,
        lot=bid.lot,
        offer=_offer(opening.procurement, bid.lot, bid.bidder, price, in_words),
        came_by=came_by,
        opened_at=opening.begun_at,
        quotation=Quotation(opening.round),
        digest=bid.digest,
        by=by,
    )


def _offer(
    procurement: Procurement,
    lot: Lot | None,
    bidder: Body,
    price: Decimal | None,
    in_words: Decimal | None,
) -> Offer:
    """What a sealed bid offers: the price in it, and what its bidder has said of its size and its consortium in taking part."""
    offer = Offer(price=price, price_in_words=in_words)
    rows = procurement.participations.filter(bidder=bidder, lot=lot, state=ParticipationState.TAKING_PART)
    taken = rows.prefetch_related("members__body", "members__decline").first()
    if taken is None:
        return offer
    if taken.is_small and bidder.kind == ENTERPRISE:
        offer = replace(offer, declared_size=bidder.size, has_declaration=True)
    members = taken.shares
    if not members:
        return offer
    small = [percent for body, percent in members if body.size in SMALL]
    share = HUNDRED if len(small) == len(members) else sum(small, Decimal(0))
    return replace(offer, small_share_percent=share, members=members)
