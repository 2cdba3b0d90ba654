"""The day on which a list is checked."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8))


def today() -> date:
    """The day by the clock of China, whatever this machine's is set to."""
    return datetime.now(CHINA).date()
