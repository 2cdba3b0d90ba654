"""Deposits that were paid with taking part, and which the purchaser has to return."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from goufu.procurement.models import Participation, ParticipationState, Procurement, ProcurementState
from goufu.procurement.review.events import AWARDED
from goufu.procurement.review.rounds import awards_of, voiding

RETURNED, RETURNED_TO_WINNER = "deposits_returned", "winner_deposit_returned"  # events


def deposits_of(procurement: Procurement) -> QuerySet[Participation]:
    """The participations with a deposit: of those who have withdrawn at once, of the others after the opening or the end."""
    rows = (
        procurement.participations.filter(deposit__gt=0).select_related("bidder__place", "lot").order_by("pk")
    )
    is_ended = procurement.state == ProcurementState.TERMINATED
    if is_ended or procurement.occurrences.filter(event="opened").exists():
        return rows
    return rows.filter(state=ParticipationState.WITHDRAWN)


def of_winners(procurement: Procurement) -> Q:
    """What is true of the participations of those who were awarded."""
    won = Q(pk=None)
    for each in awards_of(procurement).select_related("response"):
        won |= Q(bidder=each.response.bidder_id, lot=each.lot_id, state=ParticipationState.TAKING_PART)
    return won


def is_of_winner(paid: Participation) -> bool:
    """Whether who paid it was awarded: the same of one, without asking where awards and occurrences are prefetched."""
    voided = sum(each.event in voiding(AWARDED) for each in paid.procurement.occurrences.all())
    return paid.state == ParticipationState.TAKING_PART and any(
        each.round == 1 + voided and (each.response.bidder_id, each.lot_id) == (paid.bidder_id, paid.lot_id)
        for each in paid.procurement.awards.all()
    )
