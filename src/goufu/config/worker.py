"""The worker: does the jobs that rooms have put into the database, and those that are due by the clock."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from contextlib import suppress

JOBS_AT_A_TIME = 3  # so that sealing, which is due every few seconds, does not wait behind long work
WAITS_FOR_DATABASE_SECONDS = 2
TRIES_AGAIN_AFTER_SECONDS = 1
FINISHES_WITHIN_SECONDS = 25  # a little less than its supervisor waits

log = logging.getLogger(__name__)


def work() -> None:
    """Works until told to end, then finishes the jobs that it has begun. DATABASE_URL names the database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goufu.config.settings")
    import django

    django.setup()
    with suppress(asyncio.CancelledError):
        asyncio.run(_until_told_to_end())


async def _until_told_to_end() -> None:
    told, work = asyncio.Event(), asyncio.current_task()
    assert work is not None

    def end() -> None:
        told.set()  # also when a lost database hides that the work was cancelled
        work.cancel()
        signal.alarm(FINISHES_WITHIN_SECONDS)  # which ends the process: another worker takes its jobs over

    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, end)
    while not told.is_set():
        await _work_while_there_is_a_database()


async def _work_while_there_is_a_database() -> None:
    import psycopg
    from procrastinate import PsycopgConnector
    from procrastinate.contrib.django import app, connector_params
    from procrastinate.exceptions import ConnectorException
    from psycopg_pool import PoolTimeout

    address = connector_params()
    connector = PsycopgConnector(kwargs=address, timeout=WAITS_FOR_DATABASE_SECONDS)
    try:
        await (
            await psycopg.AsyncConnection.connect(**address)
        ).close()  # the pool would try ever more rarely
        with app.replace_connector(connector) as worker:
            async with worker.open_async():
                await worker.run_worker_async(
                    delete_jobs="successful", concurrency=JOBS_AT_A_TIME, install_signal_handlers=False
                )
    except (psycopg.OperationalError, ConnectorException, PoolTimeout):
        log.exception("后台任务连不上数据库")
    await asyncio.sleep(TRIES_AGAIN_AFTER_SECONDS)


if __name__ == "__main__":
    work()
