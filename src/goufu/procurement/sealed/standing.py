"""Which of the bids that came for an opening stand: of each bidder, lot and kind the last one, unless it was withdrawn since."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum

from django.db.models import Max, Q

from goufu.procurement.models import (
    COUNTER,
    Bid,
    BidWithdrawal,
    EnvelopeState,
    HandedInBy,
    Lot,
    Procurement,
    Quotation,
)
from goufu.procurement.sealed.envelopes import WHOLE
from goufu.procurement.sealed.quotations import kinds_of, opening_of
from goufu.registry.models import Body

Place = tuple[int | None, int]  # lot and bidder


def last_sequence(
    found: Procurement, lot: Lot | None, bidder: Body, kind: str, *, way: str = HandedInBy.WEB
) -> int:
    """The sequence of the bidder's last envelope of the kind; 0 before the first. Those of the counter are counted apart.

    Else the counter would learn from what it is told whether, and how often, the bidder has sent its own.
    """
    rows = Bid.objects.filter(procurement=found, lot=lot, bidder=bidder, kind=kind, is_late=False)
    rows = rows.filter(way=way) if way in COUNTER else rows.exclude(way__in=COUNTER)
    return rows.aggregate(last=Max("sequence"))["last"] or 0


def own_sequences(found: Procurement, bidder: Body) -> dict[tuple[int | None, str], int]:
    """The sequence of the last envelope that the bidder has sent itself, by lot and kind, where there is one."""
    rows = Bid.objects.filter(procurement=found, bidder=bidder, is_late=False).exclude(way__in=COUNTER)
    last = rows.order_by().values_list("lot", "kind").annotate(Max("sequence"))
    return {(lot, kind): sequence for lot, kind, sequence in last}


class Arrival(StrEnum):
    """How a bid came, as far as that is decided."""

    IN_TIME = "in_time"
    DOUBTFUL = "doubtful"  # only a clock makes it late, and nobody has decided yet
    LATE = "late"


def arrival_of(bid: Bid) -> Arrival:
    """Whether it came late; what nobody has decided on before the opening began is late."""
    if not bid.is_late:
        return Arrival.IN_TIME
    if hasattr(bid, "late_decision"):
        return Arrival.IN_TIME if bid.late_decision.counts else Arrival.LATE
    is_open = bid.is_doubtful and not opening_of(bid.procurement, Quotation(bid.round))
    return Arrival.DOUBTFUL if is_open else Arrival.LATE


def goes_back(bid: Bid) -> bool:
    """Whether it is paper that has to go back unopened: it came late, gave way to another, or too few had bid."""
    return bid.is_paper and any(each.pk == bid.pk for each in paper_that_goes_back(bid.procurement))


def paper_that_goes_back(found: Procurement) -> list[Bid]:
    """The paper that lies in the house and is not opened, with how each went back; the first first.

    Before its opening begins that is what came late, and what gave way to other things that were brought: whether the bidder has
    sent its own, or withdrawn it, the counter isn't told. From then on it is all that is not among what is opened.
    """
    rows = found.bids.filter(way__in=COUNTER).order_by("id")
    brought = list(
        rows.select_related("bidder", "lot", "procurement", "late_decision", "hand_back", "envelope")
    )
    taken = _taken_back(found)
    begun = set(found.openings.values_list("round", flat=True))
    last: dict[tuple[Place, str], dict[str, Bid]] = {}
    for bid in brought:
        if arrival_of(bid) == Arrival.IN_TIME and not _is_taken(bid, taken):
            _put(last.setdefault((_place(bid), bid.round), {}), bid)
    standing = {bid.pk for kept in last.values() for bid in kept.values()}
    return [
        bid
        for bid in brought
        if bid.is_paper and _goes(bid, is_last=bid.pk in standing, is_begun=bid.round in begun, taken=taken)
    ]


def _goes(bid: Bid, *, is_last: bool, is_begun: bool, taken: Mapping[tuple[Place, str], int]) -> bool:
    if hasattr(bid, "envelope"):
        return bid.envelope.state == EnvelopeState.RETURNED
    if (arrival := arrival_of(bid)) != Arrival.IN_TIME:
        return arrival == Arrival.LATE
    return (is_begun or not is_last) and not _is_taken(bid, taken)


def _taken_back(found: Procurement) -> dict[tuple[Place, str], int]:
    """Up to which bid each bidder has taken back at the counter what was brought there."""
    rows = found.bid_withdrawals.filter(given_to__gt="").select_related("last_bid").order_by("id")
    return {(_place(each), each.last_bid.round): each.last_bid_id for each in rows}


def _is_taken(bid: Bid, taken: Mapping[tuple[Place, str], int]) -> bool:
    return bid.pk <= taken.get((_place(bid), bid.round), 0)


def given_way_to(bid: Bid) -> list[Bid]:
    """The paper that gave way to this one, as it was brought for the same bidder and lot before, and has not gone back yet."""
    place = (_place(bid), bid.round)
    return [
        each
        for each in paper_that_goes_back(bid.procurement)
        if (_place(each), each.round) == place
        and each.pk < bid.pk
        and arrival_of(each) == Arrival.IN_TIME
        and not hasattr(each, "hand_back")
    ]


def brought_and_kept(found: Procurement, bid: Bid) -> list[Bid]:
    """What was brought to the counter for the bidder and lot of this bid, and was not withdrawn since.

    Whether the bidder has sent its own doesn't matter: the counter would learn it.
    """
    rows = found.bids.filter(
        is_late=False, way__in=COUNTER, bidder=bid.bidder_id, lot=bid.lot_id, round=bid.round
    )
    withdrawn = found.bid_withdrawals.filter(
        bidder=bid.bidder_id, lot=bid.lot_id, last_bid__round=bid.round
    ).aggregate(last=Max("last_bid"))["last"]
    return list(rows.filter(pk__gt=withdrawn or 0).order_by("id"))


def bids_that_stand(
    found: Procurement,
    bidders: Collection[int] | None = None,
    lot: int | None = None,
    quotation: Quotation = Quotation.FIRST,
) -> list[Bid]:
    """The bids of an opening that stand, in the order of receipt.

    What somebody brought to the counter under a bidder's name takes the place of nothing that the bidder itself has sent: paper
    with all envelopes in one wrapper counts only where the bidder has not sent all of them itself.
    """
    counting = Q(is_late=False) | Q(late_decision__counts=True)
    rows = found.bids.filter(counting, round=quotation).select_related("bidder", "lot").order_by("id")
    withdrawals = found.bid_withdrawals.filter(last_bid__round=quotation)
    if bidders is not None:
        rows, withdrawals = rows.filter(bidder__in=bidders), withdrawals.filter(bidder__in=bidders)
    if lot is not None:
        rows = rows.filter(lot=lot)
    gone: dict[tuple[Place, bool], int] = {}  # up to which bid; whether only of what was brought
    for each in withdrawals.order_by("id"):
        gone[_place(each), bool(each.given_to)] = each.last_bid_id
    sent: dict[Place, dict[str, Bid]] = {}
    brought: dict[Place, dict[str, Bid]] = {}
    for bid in rows:
        is_brought, place = bid.way in COUNTER, _place(bid)
        if bid.pk <= max(gone.get((place, False), 0), gone.get((place, True), 0) if is_brought else 0):
            continue
        if is_brought:
            _put(brought.setdefault(place, {}), bid)
        else:
            sent.setdefault(place, {})[bid.kind] = bid
    kinds = set(kinds_of(found, quotation))
    standing = [
        bid
        for place in sent.keys() | brought.keys()
        for bid in _of_place(sent.get(place, {}), brought.get(place, {}), kinds)
    ]
    return sorted(standing, key=lambda each: each.pk)


def with_withdrawals(bids: Sequence[Bid]) -> Sequence[Bid]:
    """The bids of one procurement and bidder, each with `is_withdrawn`: what doesn't stand and isn't that gave way to another."""
    withdrawals = bids[0].procurement.bid_withdrawals.filter(bidder=bids[0].bidder_id) if bids else []
    gone = [
        (_place(each), each.last_bid.round, each.last_bid_id, bool(each.given_to)) for each in withdrawals
    ]
    for bid in bids:
        bid.is_withdrawn = any(  # type: ignore[attr-defined]
            (place, quotation) == (_place(bid), bid.round)
            and bid.pk <= last
            and (bid.way in COUNTER or not is_of_counter)
            for place, quotation, last, is_of_counter in gone
        )
    return bids


def _place(thing: Bid | BidWithdrawal) -> Place:
    return thing.lot_id, thing.bidder_id


def _put(brought: dict[str, Bid], bid: Bid) -> None:
    """A wrapper with everything takes the place of single envelopes that were brought, and they of it."""
    if bid.kind == WHOLE:
        brought.clear()
    brought.pop(WHOLE, None)
    brought[bid.kind] = bid


def _of_place(sent: dict[str, Bid], brought: dict[str, Bid], kinds: set[str]) -> Iterable[Bid]:
    if WHOLE in brought:
        return sent.values() if sent.keys() >= kinds else brought.values()
    return (brought | sent).values()
