"""The clock of the demonstration, which stays within a day until it is moved on."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from time import monotonic

from django.db import connection

from goufu import wall_clock
from goufu.core.errors import Refusal
from goufu.demo.models import DemoClock, last_moment
from goufu.law.clock import LAST_DAY, due
from goufu.wall_clock import CHINA

READ_AGAIN_SECONDS = 1.0  # another process may have moved it on

_ahead = timedelta(0)  # of the machine's clock
_read_at: float | None = None


def now() -> datetime:
    """The demonstration's moment, as the database tells it."""
    global _ahead, _read_at
    if _read_at is None or monotonic() - _read_at > READ_AGAIN_SECONDS:
        with connection.cursor() as cursor:
            cursor.execute("SELECT core_now() - now()")
            (_ahead,) = cursor.fetchone()
        _read_at = monotonic()
    return datetime.now(UTC) + _ahead


def set_to(moment: datetime) -> None:
    """Sets the clock, which goes on from that moment until the end of its day."""
    global _read_at
    values = {"moment": moment, "set_at": datetime.now(UTC), "until": last_moment(moment)}
    DemoClock.objects.filter(pk=1).update(**values)
    _read_at = None


def go_on() -> None:
    """Lets the clock go on after a pause, from the last moment that the log tells of, still on its day."""
    from goufu.journal.models import Entry

    clock = DemoClock.objects.get()
    last = Entry.objects.order_by("-pk").values_list("at", flat=True).first()
    moment = max(clock.moment, last + timedelta(seconds=1)) if last else clock.moment
    set_to(min(moment, clock.until))


def move_to(day: date) -> datetime:
    """Moves the clock on to the morning of that day, or of the next working day. Raises Refusal for a day past."""
    if day <= wall_clock.today():
        raise Refusal(f"示例已经到了{wall_clock.today()}", "日期只能往后拨")
    if day > LAST_DAY:
        raise Refusal(f"日历只到{LAST_DAY}", "请选更早的日子")
    moment = morning_of(day)
    set_to(moment)
    return moment


def morning_of(day: date) -> datetime:
    """Nine o'clock of that day, or of the next working day."""
    return datetime.combine(due(day, 0).day, time(9), CHINA)
