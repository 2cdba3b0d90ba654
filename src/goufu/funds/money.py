"""Amounts of money as they are stored and written: yuan to the fen."""

from __future__ import annotations

from decimal import Decimal

from django.db import models

ZERO = Decimal("0.00")


def money_field(title: str, **options: object) -> models.DecimalField[Decimal, Decimal]:
    """A model field for yuan to the fen."""
    return models.DecimalField(title, max_digits=18, decimal_places=2, **options)  # type: ignore[arg-type]


def yuan(amount: Decimal) -> str:
    """The amount in a sentence: 1,234.50元."""
    return f"{amount:,.2f}元"
