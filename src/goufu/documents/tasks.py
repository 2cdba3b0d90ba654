"""Jobs of documents."""

from __future__ import annotations

from django.db import close_old_connections
from procrastinate.contrib.django import app

from goufu.documents.sweep import sweep as swept

EVERY_NIGHT = "40 19 * * *"  # in UTC: 03:40 in China


@app.periodic(cron=EVERY_NIGHT)
@app.task(name="documents.sweep", queueing_lock="documents.sweep")
def sweep(timestamp: int) -> None:
    """Deletes files without a document."""
    close_old_connections()
    swept()
