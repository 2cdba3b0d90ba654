"""What moment it is for whatever has an end: the clock's, and never before what the journal says already."""

from __future__ import annotations

from datetime import datetime, timedelta

from goufu import wall_clock
from goufu.journal.models import Entry


def behind(now: datetime) -> timedelta:
    """By how much the clock is behind the journal's last entry."""
    last = Entry.objects.order_by("-id").values_list("at", flat=True).first()
    return last - now if last else timedelta()


def now_by_log() -> datetime:
    """The present moment; of a clock that was set back, the moment of the journal's last entry."""
    now = wall_clock.now()
    return now + max(behind(now), timedelta())
