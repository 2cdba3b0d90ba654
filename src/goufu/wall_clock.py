"""The wall clock: what moment it is, and what day in China.

Nobody else asks what day it is; the ages of sessions, files and jobs go by the machine's clock. Days and working days are
counted in `law/clock.py`.
A demonstration has a clock of its own, which stands on a day and is moved on: it gives its source to `use`.
The database has the same clock: `core_now()` and `core_today()` (core/migrations/0002_wall_clock.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")  # the country has one time zone; dates in papers are of it


def _of_the_machine() -> datetime:
    return datetime.now(UTC)


_source = _of_the_machine


def now() -> datetime:
    """The present moment, with its time zone."""
    return _source()


def today() -> date:
    """The present day in China, whatever the machine's time zone is."""
    return now().astimezone(CHINA).date()


def use(source: Callable[[], datetime]) -> None:
    """Has the moment told by that source from now on, in this process."""
    global _source
    _source = source


def standing(moment: datetime) -> Callable[[], datetime]:
    """A source that always tells that moment."""
    return lambda: moment


@contextmanager
def telling(source: Callable[[], datetime]) -> Iterator[None]:
    """Within the block the moment is told by that source."""
    before = _source
    use(source)
    try:
        yield
    finally:
        use(before)
