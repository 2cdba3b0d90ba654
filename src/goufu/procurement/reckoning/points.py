"""Points: of a price by the lowest-price formula, and of what each expert gave; and which scores stand far apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from statistics import median

PLACES = Decimal("0.01")
Marks = Mapping[int, Mapping[int, Decimal]]
"""Points by expert and factor, of one bidder."""


def rounded(value: Fraction | Decimal) -> Decimal:
    """The value to two places, halves up."""
    exact = Fraction(value)
    return Decimal((exact * 100 + Fraction(1, 2)).__floor__()) / 100


def price_points(scored: Decimal, base: Decimal, weight: Decimal) -> Decimal:
    """The points of a compared price: base price ÷ price × weight, to two places (award.price-points)."""
    if not scored:  # everything was deducted: it is the base itself
        return weight
    return rounded(Fraction(base) / Fraction(scored) * Fraction(weight))


def base_price(scored: Mapping[int, Decimal]) -> Decimal | None:
    """The lowest compared price: nothing is left out, and no average is taken."""
    return min(scored.values(), default=None)


def mean_points(marks: Marks) -> Decimal:
    """The mean of what the experts gave in all, to two places."""
    totals = [sum(each.values(), Decimal(0)) for each in marks.values()]
    return rounded(Fraction(sum(totals, Decimal(0))) / len(totals)) if totals else Decimal(0)


@dataclass(frozen=True, slots=True)
class Scale:
    """The grades of a factor as lowest and highest points; `most` is the most that it gives."""

    most: Decimal
    grades: Sequence[tuple[Decimal, Decimal]] = ()

    def allows(self, points: Decimal) -> bool:
        """Whether the points stand on the scale: within a grade, where there are grades."""
        if (
            not points.is_finite()
            or not 0 <= points <= self.most
            or points != points.quantize(PLACES, ROUND_HALF_UP)
        ):
            return False
        return not self.grades or any(least <= points <= most for least, most in self.grades)


@dataclass(frozen=True, slots=True)
class Deviation:
    """An expert's points for a factor that stand far from the middle of all that were given for it."""

    expert: int
    factor: int
    points: Decimal
    middle: Decimal


def deviations(marks: Marks, most: Mapping[int, Decimal], percent: Decimal) -> list[Deviation]:
    """Points that differ from the median by more than that share of the factor's most points.

    Of the median, since one who stands far apart draws the mean towards himself, and the others away from it.
    """
    found = []
    for factor in sorted({factor for given in marks.values() for factor in given}):
        given = {expert: each[factor] for expert, each in sorted(marks.items()) if factor in each}
        middle = Fraction(median(map(Fraction, given.values())))
        found += [
            Deviation(expert, factor, points, rounded(middle))
            for expert, points in given.items()
            if abs(Fraction(points) - middle) * 100 > Fraction(percent) * Fraction(most[factor])
        ]
    return found
