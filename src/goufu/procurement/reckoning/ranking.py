"""Ranks: weighted scores from the highest, or prices from the lowest, and what decides between equals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from goufu.procurement.reckoning.low_prices import Compared, LowLimits, compared
from goufu.procurement.reckoning.points import Marks, base_price, mean_points, price_points
from goufu.procurement.reckoning.prices import (
    Correction,
    Declared,
    Deductions,
    Written,
    corrected,
    deducted,
    deduction_for,
)


class Tie(StrEnum):
    """What decides between equal scores, in the order of the method; then they stay equal."""

    PRICE = "price"  # the lower price, as it was bid
    TECHNICAL = "technical"  # the better points without the price


@dataclass(frozen=True, slots=True)
class Contender:
    """A bidder whose response passed all examinations, with its final quotation where there is one.

    The marks hold objective and subjective factors, without the price.
    """

    bidder: int
    written: Written
    declared: Declared = field(default_factory=Declared)
    marks: Marks = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Formula:
    """How the procurement compares. `weight`: points for the price, None where it isn't scored."""

    is_weighted: bool
    weight: Decimal | None
    deductions: Deductions
    low: LowLimits
    ties: Sequence[Tie] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """What became of one bidder. `rank` from 1; equals share one, and `is_tied` says so."""

    bidder: int
    correction: Correction
    percent: Decimal
    scored: Decimal | None
    technical: Decimal
    price_points: Decimal | None
    total: Decimal | None
    rank: int
    is_tied: bool
    low: tuple[Compared, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """The places from the first; `base` is the lowest compared price."""

    places: tuple[Place, ...]
    base: Decimal | None

    def of(self, bidder: int) -> Place:
        return next(each for each in self.places if each.bidder == bidder)

    @property
    def first(self) -> tuple[Place, ...]:
        """The first, or all who are equal to it."""
        return tuple(each for each in self.places if each.rank == 1)


def ranked(contenders: Sequence[Contender], formula: Formula) -> Ranking:
    """The ranking. Contenders without a price stand last in one by prices, and get no points for it in one by scores."""
    corrections = {each.bidder: corrected(each.written) for each in contenders}
    prices = {bidder: each.price for bidder, each in corrections.items() if each.price is not None}
    percents = {each.bidder: deduction_for(each.declared, formula.deductions) for each in contenders}
    scored = {bidder: deducted(price, percents[bidder]) for bidder, price in prices.items()}
    low = compared(prices, formula.low)
    base = base_price(scored)
    technical = {each.bidder: mean_points(each.marks) for each in contenders}
    points = _points(scored, base, formula)
    totals = {bidder: technical[bidder] + points.get(bidder, Decimal(0)) for bidder in technical}
    keys = {each.bidder: _key(each.bidder, formula, totals, technical, prices, scored) for each in contenders}
    order = sorted(contenders, key=lambda each: (keys[each.bidder], each.bidder))
    ranks = _ranks([(each.bidder, keys[each.bidder]) for each in order])
    shared = [*ranks.values()]
    places = tuple(
        Place(
            bidder=each.bidder,
            correction=corrections[each.bidder],
            percent=percents[each.bidder],
            scored=scored.get(each.bidder),
            technical=technical[each.bidder],
            price_points=points.get(each.bidder),
            total=totals[each.bidder] if formula.is_weighted else None,
            rank=ranks[each.bidder],
            is_tied=shared.count(ranks[each.bidder]) > 1,
            low=low.get(each.bidder, ()),
        )
        for each in order
    )
    return Ranking(places, base)


def _points(scored: Mapping[int, Decimal], base: Decimal | None, formula: Formula) -> dict[int, Decimal]:
    if not formula.is_weighted or formula.weight is None or base is None:
        return {}
    return {bidder: price_points(price, base, formula.weight) for bidder, price in scored.items()}


def _key(
    bidder: int,
    formula: Formula,
    totals: Mapping[int, Decimal],
    technical: Mapping[int, Decimal],
    prices: Mapping[int, Decimal],
    scored: Mapping[int, Decimal],
) -> tuple[Decimal, ...]:
    """What the bidder is sorted by, the smaller the better."""
    none = Decimal("Infinity")
    if not formula.is_weighted:
        return (scored.get(bidder, none),)
    deciding = {Tie.PRICE: prices.get(bidder, none), Tie.TECHNICAL: -technical[bidder]}
    return (-totals[bidder], *(deciding[each] for each in formula.ties))


def _ranks(order: Sequence[tuple[int, tuple[Decimal, ...]]]) -> dict[int, int]:
    """Equals share a rank; the one after two firsts is the third."""
    ranks: dict[int, int] = {}
    for place, (bidder, key) in enumerate(order, start=1):
        is_equal = place > 1 and order[place - 2][1] == key
        ranks[bidder] = ranks[order[place - 2][0]] if is_equal else place
    return ranks
