"""A worker: does the jobs that rooms have put into one queue of the database, and those that are due by the clock.

`short` serves the queue of all machines, `long` that of this machine (`core/queues.py`).
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from contextlib import suppress
from dataclasses import dataclass

from goufu.config.watchdog import give_signs_of_life
from goufu.core.queues import DEFAULT, LONG

# A process of the server for each: as many as are used at once, one for what is listened to.
FEWEST_CONNECTIONS, MOST_CONNECTIONS = 1, 4
WAITS_FOR_DATABASE_SECONDS = 2
TRIES_AGAIN_AFTER_SECONDS = 1
FINISHES_WITHIN_SECONDS = 25  # a little less than its supervisor waits

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Queue:
    """A kind of worker: its queue, its concurrency, and how long running jobs may go on after SIGTERM."""

    name: str
    jobs_at_a_time: int
    gives_back_after_seconds: float = FINISHES_WITHIN_SECONDS


QUEUES = {
    "short": Queue(DEFAULT, 3),  # so that sealing, which is due every few seconds, waits for nobody
    # One visitor's lists are checked one after the other, so that a long one leaves a place to the next visitor's.
    "long": Queue(LONG, max(2, os.cpu_count() or 1), gives_back_after_seconds=1),
}


def work(queue: Queue) -> None:
    """Works until SIGINT or SIGTERM, then finishes or gives back the running jobs. DATABASE_URL names the database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goufu.config.settings")
    import django

    django.setup()
    with suppress(asyncio.CancelledError):
        asyncio.run(_until_told_to_end(queue))


async def _until_told_to_end(queue: Queue) -> None:
    ending, work = asyncio.Event(), asyncio.current_task()
    assert work is not None
    alive = asyncio.create_task(give_signs_of_life())

    def end() -> None:
        ending.set()  # also when a lost database hides that the work was cancelled
        work.cancel()
        signal.alarm(FINISHES_WITHIN_SECONDS)  # which ends the process: another worker takes its jobs over

    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, end)
    while not ending.is_set():
        await _work_while_there_is_a_database(queue)
    alive.cancel()


async def _work_while_there_is_a_database(queue: Queue) -> None:
    import psycopg
    from procrastinate import PsycopgConnector
    from procrastinate.contrib.django import app, connector_params
    from procrastinate.exceptions import ConnectorException
    from psycopg_pool import PoolTimeout

    address = connector_params()
    connector = PsycopgConnector(
        kwargs=address,
        timeout=WAITS_FOR_DATABASE_SECONDS,
        min_size=FEWEST_CONNECTIONS,
        max_size=MOST_CONNECTIONS,
    )
    try:
        await (
            await psycopg.AsyncConnection.connect(**address)
        ).close()  # the pool would try ever more rarely
        with app.replace_connector(connector) as worker:
            async with worker.open_async():
                await worker.run_worker_async(
                    queues=[queue.name],
                    concurrency=queue.jobs_at_a_time,
                    shutdown_graceful_timeout=queue.gives_back_after_seconds,
                    delete_jobs="successful",
                    install_signal_handlers=False,
                )
    except (psycopg.OperationalError, ConnectorException, PoolTimeout):
        log.exception("后台任务连不上数据库")
    await asyncio.sleep(TRIES_AGAIN_AFTER_SECONDS)
