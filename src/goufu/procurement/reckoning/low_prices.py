"""Abnormally low prices: which ask for an explanation. None is rejected by that alone (mof-treasury-2026-2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction


class Against(StrEnum):
    """What a price is compared with."""

    MEAN = "mean"
    SECOND = "second"
    CEILING = "ceiling"


@dataclass(frozen=True, slots=True)
class LowLimits:
    """The percentages in force or raised by the file; None: there is none on that day. `ceiling_yuan`: else the budget."""

    mean: Decimal | None
    second: Decimal | None
    ceiling: Decimal | None
    ceiling_yuan: Decimal | None


@dataclass(frozen=True, slots=True)
class Compared:
    """A price against one of the limits; `limit` is exact. It is low when it is below, not when it is equal."""

    against: Against
    percent: Decimal
    limit: Fraction
    is_low: bool


def compared(prices: Mapping[int, Decimal], limits: LowLimits) -> dict[int, tuple[Compared, ...]]:
    """Each price of those that passed the examination of conformity, as it was bid, against each limit that there is."""
    bases = _bases(prices, limits)
    return {
        bidder: tuple(
            Compared(against, percent, limit, Fraction(price) < limit) for against, percent, limit in bases
        )
        for bidder, price in prices.items()
    }


def mean_of(prices: Mapping[int, Decimal]) -> Fraction | None:
    """The exact mean."""
    return sum(map(Fraction, prices.values()), Fraction(0)) / len(prices) if prices else None


def second_lowest(prices: Mapping[int, Decimal]) -> Decimal | None:
    """The second of the prices from the lowest; equal ones count each."""
    return sorted(prices.values())[1] if len(prices) > 1 else None


def _bases(prices: Mapping[int, Decimal], limits: LowLimits) -> list[tuple[Against, Decimal, Fraction]]:
    bases = (
        (Against.MEAN, limits.mean, mean_of(prices)),
        (Against.SECOND, limits.second, second_lowest(prices)),
        (Against.CEILING, limits.ceiling, limits.ceiling_yuan),
    )
    return [
        (against, percent, Fraction(percent) / 100 * Fraction(base))
        for against, percent, base in bases
        if percent is not None and base is not None
    ]
