"""Jobs of the worker itself: jobs of workers that died are done again."""

from __future__ import annotations

from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

EVERY_FIVE_SECONDS = "* * * * * */5"  # the sixth field counts seconds
MOST_ATTEMPTS = 3  # a job that kills its worker must not be retried for ever


@app.periodic(cron=EVERY_FIVE_SECONDS)
@app.task(name="config.take_over", queueing_lock="config.take_over", pass_context=True)
async def take_over(context: JobContext, timestamp: int) -> None:
    """Puts the jobs of workers without a heartbeat for half a minute back into the queue.

    A job that was tried MOST_ATTEMPTS times, or is in the queue a second time, is marked as failed.
    """
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        if job.attempts + 1 < MOST_ATTEMPTS:
            try:
                await manager.retry_job(job)
                continue
            except UniqueViolation:  # the same is queued already
                pass
        await manager.finish_job(job, Status.FAILED, delete_job=False)
