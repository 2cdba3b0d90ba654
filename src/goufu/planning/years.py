"""Budget years."""

from __future__ import annotations

from datetime import date

from django.utils import timezone


def day_in(year: int) -> date:
    """Today, or the day of that year which is nearest: whose catalogue a project of the year goes by."""
    return min(max(timezone.localdate(), date(year, 1, 1)), date(year, 12, 31))
