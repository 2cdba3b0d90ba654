"""The demonstration's clock."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models

from goufu.wall_clock import CHINA


class DemoClock(models.Model):
    """The moment at which the clock was set, and when that was. It goes on from there, but never into the next day.

    There is one row. The database's `core_now()` reads it as well (migrations/0001_initial.py).
    """

    moment = models.DateTimeField()
    set_at = models.DateTimeField()  # by the machine's clock
    until = models.DateTimeField()  # the last moment of that day

    objects: ClassVar = models.Manager["DemoClock"]()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="demo_clock_only_one")]


def last_moment(moment: datetime) -> datetime:
    """The last moment of the day in China."""
    local = moment.astimezone(CHINA)
    return local.replace(hour=23, minute=59, second=59, microsecond=0)
