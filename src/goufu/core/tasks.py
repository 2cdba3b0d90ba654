"""Jobs of all rooms: delivery of messages and deletion of data no longer needed."""

from __future__ import annotations

from typing import Any

from django.db import close_old_connections
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from goufu.core import messages
from goufu.core.sweep import sweep as swept

EVERY_NIGHT = "30 19 * * *"  # in UTC, as every cron here: 03:30 in China
UNTIL_HEARD = RetryStrategy(max_attempts=100, linear_wait=10)  # some fourteen hours


@app.task(name=messages.TASK, retry=UNTIL_HEARD)
def hear(number: str, room: str, message: str, facts: dict[str, Any]) -> None:
    """Delivers a message to one room; a failure is retried, each time later."""
    close_old_connections()
    messages.hear(number, room, message, facts)


@app.periodic(cron=EVERY_NIGHT)
@app.task(name="core.sweep", queueing_lock="core.sweep")
def sweep(timestamp: int) -> None:
    """Deletes data no longer needed; runs every night."""
    close_old_connections()
    swept()
