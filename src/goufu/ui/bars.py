"""Money in one bar: of what was approved, what is paid, committed, reserved, and still there to use."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class BarPart:
    """A stretch of the bar: its word, its amount in yuan, its colour's name, and where it lies in hundredths."""

    word: str | Promise
    amount: Decimal
    tone: str
    start: str
    width: str


@dataclass(frozen=True)
class MoneyBar:
    """Yuan. Commitments hold what is paid of them, reservations don't hold commitments; for components/money_bar.html."""

    approved: Decimal
    reserved: Decimal
    committed: Decimal
    paid: Decimal

    @property
    def available(self) -> Decimal:
        return self.approved - self.reserved - self.committed

    @property
    def parts(self) -> list[BarPart]:
        """Left to right; they fill the bar. More used than approved: the bar is as long as what is used."""
        stretches = [
            (_("已支付"), self.paid, "paid"),
            (_("已承诺、未支付"), self.committed - self.paid, "committed"),
            (_("已占用"), self.reserved, "reserved"),
            (_("可用"), self.available, "available"),
        ]
        whole = max(self.approved, self.reserved + self.committed) or Decimal(1)
        parts, start = [], Decimal(0)
        for word, amount, tone in stretches:
            width = max(amount, Decimal(0)) / whole * 100
            parts.append(BarPart(word, amount, tone, f"{start:.3f}", f"{width:.3f}"))
            start += width
        return parts
