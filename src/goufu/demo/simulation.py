"""The simulation: events in the order of their moments, each an action of the program itself."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count
from random import Random

from django.db import connection

from goufu.demo import clock
from goufu.demo.papers import Clerk
from goufu.journal.actions import close_days, seal
from goufu.law.clock import due
from goufu.wall_clock import CHINA

ONE_DAY = timedelta(days=1)


def workday_before(day: date, count: int) -> date:
    """The working day that is so many working days before."""
    while count:
        day -= ONE_DAY
        count -= due(day, 0).day == day
    return day


@dataclass(order=True, slots=True)
class Event:
    """What happens at a moment. Of two at one moment the one scheduled first comes first."""

    at: datetime
    number: int
    act: Callable[[], object] = field(compare=False)


class Simulation:
    """A queue of events; an event may schedule others. The same seed gives the same events."""

    def __init__(self, seed: int = 102) -> None:
        self.random = Random(seed)  # noqa: S311, made up, and the same each time
        self._events: list[Event] = []
        self._number = count()
        self._clerk = Clerk()

    def schedule(self, at: datetime, act: Callable[[], object]) -> None:
        heapq.heappush(self._events, Event(at, next(self._number), act))

    def some_time(self, day: date) -> datetime:
        """A moment within the working hours of that day, or of the next working day."""
        day = due(day, 0).day
        minutes = self.random.randrange(9 * 60, 17 * 60)
        return datetime.combine(day, time(minutes // 60, minutes % 60, self.random.randrange(60)), CHINA)

    def between(self, first: date, last: date) -> datetime:
        """A moment on a working day from the first day on, about until the last."""
        return self.some_time(first + ONE_DAY * self.random.randrange((last - first).days + 1))

    def run_until(self, until: datetime, progress: Callable[[int], object]) -> None:
        """Does all that happens until that moment; each evening the log is sealed; in the end past days are closed.

        progress: called with the number of events that have happened since the call before.
        """
        with _not_waiting_for_the_disk():
            self._happen_until(until, progress)
        seal()
        clock.set_to(until)
        close_days()

    def _happen_until(self, until: datetime, progress: Callable[[int], object]) -> None:
        today = self._events[0].at.astimezone(CHINA).date()
        while self._events and self._events[0].at <= until:
            event = heapq.heappop(self._events)
            day = event.at.astimezone(CHINA).date()
            if day != today:
                seal()
                today = day
            clock.set_to(event.at)
            event.act()
            self._clerk.write()
            progress(1)


@contextmanager
def _not_waiting_for_the_disk() -> Iterator[None]:
    """A context in which no transaction waits until it is on the disk; the next one after it waits for all of them.

    What is made by half is thrown away, so there is nothing in it that must survive by itself.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        try:
            yield
        finally:
            cursor.execute("RESET synchronous_commit")
