"""Amounts of money as they are written: yuan to the fen."""

from __future__ import annotations

from decimal import Decimal

ZERO = Decimal("0.00")


def yuan(amount: Decimal) -> str:
    """The amount as text in a sentence: 1,234.50元."""
    return f"{amount:,.2f}元"
