"""Jobs of funds."""

from __future__ import annotations

from django.db import close_old_connections
from procrastinate.contrib.django import app

from goufu.funds.sweep import sweep as swept

EVERY_NIGHT = "50 19 * * *"  # in UTC: 03:50 in China, after documents.sweep


@app.periodic(cron=EVERY_NIGHT)
@app.task(name="funds.sweep", queueing_lock="funds.sweep")
def sweep(timestamp: int) -> None:
    """Deletes the rows of budget files whose content is deleted."""
    close_old_connections()
    swept()
