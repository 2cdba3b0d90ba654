"""Jobs of procurements."""

from __future__ import annotations

from django.db import close_old_connections
from procrastinate.contrib.django import app

from goufu.procurement.sealed.sweep import sweep as swept

EVERY_NIGHT = "10 20 * * *"  # in UTC: 04:10 in China


@app.periodic(cron=EVERY_NIGHT)
@app.task(name="procurement.sweep", queueing_lock="procurement.sweep")
def sweep(timestamp: int) -> None:
    """Deletes what bids leave on the disk."""
    close_old_connections()
    swept()
