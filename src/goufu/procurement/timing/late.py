"""What moment it is for whatever has an end: the clock's, and never before what the journal says already."""

from __future__ import annotations

from datetime import datetime, timedelta

from goufu import wall_clock
from goufu.journal.models import Entry


def behind(now: datetime) -> timedelta:
    """By how much the clock is behind the latest moment in the journal, whichever entry has it.

    The last entry would not do: whoever has set the clock back needs only one more to hide it.
    """
    last = Entry.objects.order_by("-at").values_list("at", flat=True).first()
    return last - now if last else timedelta()


def now_by_log() -> datetime:
    """The present moment; of a clock that was set back, the latest moment in the journal."""
    now = wall_clock.now()
    return now + max(behind(now), timedelta())
