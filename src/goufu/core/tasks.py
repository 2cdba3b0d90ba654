"""What the worker does for the registry."""

from __future__ import annotations

from django.db import close_old_connections
from procrastinate.contrib.django import app

from goufu.core.sweep import sweep as swept

EVERY_NIGHT = "30 3 * * *"


@app.periodic(cron=EVERY_NIGHT)
@app.task(queueing_lock="registry.sweep")
def sweep(timestamp: int) -> None:
    """Takes away what nobody needs any more."""
    close_old_connections()
    swept()
