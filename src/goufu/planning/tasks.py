"""What the worker does for planning."""

from __future__ import annotations

from django.db import close_old_connections
from procrastinate.contrib.django import app

from goufu.planning import readings


@app.task(name=readings.TASK)
def read_anew() -> None:
    """Reads the projects anew that an older reader has read."""
    close_old_connections()
    readings.read_anew()
