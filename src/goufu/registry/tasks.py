"""Jobs of the registry."""

from __future__ import annotations

from django.db import close_old_connections
from procrastinate.contrib.django import app

from goufu.registry.actions.leaving import close_accounts as closed

AFTER_MIDNIGHT = "1 16 * * *"  # in UTC: 00:01 in China, where the last day is over


@app.periodic(cron=AFTER_MIDNIGHT)
@app.task(name="registry.close_accounts", queueing_lock="registry.close_accounts")
def close_accounts(timestamp: int) -> None:
    """Closes the accounts of people whose last day is over."""
    close_old_connections()
    closed()
