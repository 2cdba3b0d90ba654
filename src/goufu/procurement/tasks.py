"""Jobs of procurements."""

from __future__ import annotations

from django.db import close_old_connections
from procrastinate.contrib.django import app

from goufu.procurement.actions.agreeing import end_all_over
from goufu.procurement.actions.filing import WRITING, issue_file
from goufu.procurement.sealed.sweep import sweep as swept

EVERY_NIGHT = "10 20 * * *"  # in UTC: 04:10 in China
AFTER_MIDNIGHT = "20 16 * * *"  # in UTC: 00:20 in China


@app.task(name=WRITING)
def write_file(procurement: int) -> None:
    """Writes the papers of a procurement file that was fixed; those that are written already stay."""
    close_old_connections()
    issue_file(procurement)


@app.periodic(cron=EVERY_NIGHT)
@app.task(name="procurement.sweep", queueing_lock="procurement.sweep")
def sweep(timestamp: int) -> None:
    """Deletes what bids leave on the disk."""
    close_old_connections()
    swept()


@app.periodic(cron=AFTER_MIDNIGHT)
@app.task(name="procurement.end_frameworks", queueing_lock="procurement.end_frameworks")
def end_frameworks(timestamp: int) -> None:
    """Ends the framework agreements whose last day has passed."""
    close_old_connections()
    end_all_over()
