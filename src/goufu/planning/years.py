"""Budget years."""

from __future__ import annotations

from datetime import date

from django.utils import timezone


def day_in(year: int) -> date:
    """Today, or the nearest day in that year: the day whose catalogue applies to a project of the year."""
    return min(max(timezone.localdate(), date(year, 1, 1)), date(year, 12, 31))
