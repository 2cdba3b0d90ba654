"""The default day of a check."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8))


def today() -> date:
    """Today in China, whatever the machine's time zone is."""
    return datetime.now(CHINA).date()
