"""Jobs of the journal."""

from __future__ import annotations

from django.db import close_old_connections
from procrastinate.contrib.django import app

from goufu.journal import actions
from goufu.journal.tlog.publishing import publish

EVERY_FIVE_SECONDS = "* * * * * */5"  # the sixth field counts seconds


@app.periodic(cron=EVERY_FIVE_SECONDS)
@app.task(name="journal.seal", queueing_lock="journal.seal")
def seal(timestamp: int) -> None:
    """Seals the committed entries, closes past days, and publishes what was sealed."""
    close_old_connections()
    actions.seal()
    actions.close_days()
    publish()
