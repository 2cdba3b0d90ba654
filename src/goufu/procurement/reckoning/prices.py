"""Prices: the lawful correction of what disagrees in a bid, and the deduction for small enterprises."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

FEN = Decimal("0.01")
HUNDRED = Decimal(100)
SMALL = frozenset({"small", "micro"})
FREE = "报价是零；采购是“有偿取得”（政府采购法第二条，凭记忆，待核对），是不是有效由评审小组审查"
TREATED_AS_SMALL = frozenset({"prison_enterprise", "disability_welfare"})


class Precedence(StrEnum):
    """Why a price was corrected, in the order of the article (order-87:price-conflict)."""

    SHEET = "sheet"  # the opening sheet before the bid
    WORDS = "words"  # words before figures
    MISPLACED = "misplaced"  # a decimal point clearly misplaced: the total stays
    UNITS = "units"  # unit prices before the total


@dataclass(frozen=True, slots=True)
class Written:
    """The prices that a bid gives, in yuan; what agrees with the sheet may be None.

    is_misplaced: the panel has found that the decimal point of a unit price is clearly misplaced.
    """

    sheet: Decimal | None
    in_bid: Decimal | None = None
    in_words: Decimal | None = None
    units: Decimal | None = None
    is_misplaced: bool = False


@dataclass(frozen=True, slots=True)
class Correction:
    """The price that counts, and what was corrected; the bidder has to confirm a price that is not the sheet's."""

    price: Decimal | None
    by: tuple[Precedence, ...] = ()
    needs_confirmation: bool = False


def corrected(written: Written) -> Correction:
    """The price after correction, one disagreement after the other in the order of the article."""
    price, by = written.sheet, []
    if price is None:
        price = written.in_bid
    elif written.in_bid not in (None, price):
        by.append(Precedence.SHEET)
    if written.in_words not in (None, price):
        price = written.in_words
        by.append(Precedence.WORDS)
    if written.units not in (None, price):
        if written.is_misplaced:
            by.append(Precedence.MISPLACED)
        else:
            price = written.units
            by.append(Precedence.UNITS)
    return Correction(price, tuple(by), price != written.sheet and bool(by))


@dataclass(frozen=True, slots=True)
class Deductions:
    """What the file states, in percent. `small`: for small enterprises; `joint`: for consortia, from `least_share` on."""

    small: Decimal = Decimal(0)
    joint: Decimal = Decimal(0)
    least_share: Decimal = Decimal(30)
    is_reserved: bool = False


@dataclass(frozen=True, slots=True)
class Declared:
    """What a bidder declares of itself. `small_share` in percent; None: neither in a consortium nor subcontracting.

    `all_small`: it is a consortium, all of whose members are small or micro.
    """

    size: str = ""
    has_declaration: bool = False
    feature: str = ""
    small_share: Decimal | None = None
    all_small: bool = False


def deduction_for(declared: Declared, stated: Deductions) -> Decimal:
    """The deduction in percent (award.deduction-applied); none in a procurement reserved for such enterprises."""
    if stated.is_reserved:
        return Decimal(0)
    if (
        declared.all_small
    ):  # the consortium counts as such an enterprise: 财库〔2020〕46号 article 4, not verified
        return stated.small
    if declared.small_share is not None:
        return stated.joint if declared.small_share >= stated.least_share else Decimal(0)
    is_declared = declared.has_declaration and declared.size in SMALL
    return stated.small if is_declared or declared.feature in TREATED_AS_SMALL else Decimal(0)


def deducted(price: Decimal, percent: Decimal) -> Decimal:
    """The price that is compared, to the fen."""
    return (price * (HUNDRED - percent) / HUNDRED).quantize(FEN, ROUND_HALF_UP)
