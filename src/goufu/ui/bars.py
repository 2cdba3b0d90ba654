"""Bars of money: the parts of an approved amount that are paid, committed, reserved and available."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from goufu.ui.money import Unit

APPROVED = _("批复")


@dataclass(frozen=True)
class BarPart:
    """A part of the bar: its label, amount in yuan, colour name, and its start and width in percent."""

    word: str | Promise
    amount: Decimal
    tone: str
    start: str
    width: str


@dataclass(frozen=True)
class MoneyBar:
    """Amounts in yuan for `{% money_bar bar %}`. `committed` includes `paid`, `reserved` no commitments;
    `title` is of the whole, `unit` what they are shown in where the reader chose none.
    """

    approved: Decimal
    reserved: Decimal
    committed: Decimal
    paid: Decimal
    title: str | Promise = APPROVED
    unit: Unit = Unit.YUAN

    @property
    def available(self) -> Decimal:
        return self.approved - self.reserved - self.committed

    @cached_property
    def parts(self) -> list[BarPart]:
        """The parts from left to right. They fill the bar, whose length is the larger of approved and used."""
        stretches = [
            (_("已支付"), self.paid, "paid"),
            (_("已承诺、未支付"), self.committed - self.paid, "committed"),
            (_("已占用"), self.reserved, "reserved"),
            (_("可用"), self.available, "available"),
        ]
        whole = max(self.approved, self.reserved + self.committed)
        parts, start = [], Decimal(0)
        for word, amount, tone in stretches:
            width = max(amount, Decimal(0)) / whole * 100 if whole else Decimal(0)
            parts.append(BarPart(word, amount, tone, f"{start:.3f}", f"{width:.3f}"))
            start += width
        return parts
