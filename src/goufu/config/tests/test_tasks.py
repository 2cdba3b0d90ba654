"""Jobs of workers that died are taken over, once."""

from __future__ import annotations

import asyncio
from unittest.mock import Mock, patch

import pytest
from django.db import connection
from procrastinate import PsycopgConnector
from procrastinate.contrib.django import app, connector_params

from goufu.config.tasks import take_over

LEFT = (
    "INSERT INTO procrastinate_jobs (task_name, queue_name, args, status, attempts)"
    " VALUES ('config.take_over', 'default', '{\"timestamp\": 0}', 'doing', %s)"
)


@pytest.mark.django_db(transaction=True)
def test_a_round_that_finds_what_another_has_taken_over_meanwhile_goes_on_with_the_rest() -> None:
    """Two workers may be at it at once, and what one has found the other has put back, or marked as failed."""
    with connection.cursor() as cursor:
        cursor.executemany(LEFT, [[1], [1], [2]])

    async def rounds() -> None:
        with app.replace_connector(PsycopgConnector(kwargs=connector_params())) as working:
            async with working.open_async():
                manager = working.job_manager
                stalled = list(await manager.get_stalled_jobs())
                assert len(stalled) == 3
                for found in (stalled[:1], stalled, stalled):
                    with patch.object(manager, "get_stalled_jobs", return_value=found):
                        await take_over.func(Mock(app=working), 0)

    asyncio.run(rounds())
    with connection.cursor() as cursor:
        cursor.execute("SELECT status, attempts FROM procrastinate_jobs ORDER BY id")
        assert cursor.fetchall() == [("todo", 2), ("todo", 2), ("failed", 3)]
