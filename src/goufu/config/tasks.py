"""Jobs of the worker itself: jobs of workers that died are done again."""

from __future__ import annotations

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager
from psycopg.errors import RaiseException

EVERY_FIVE_SECONDS = "* * * * * */5"  # the sixth field counts seconds
MOST_ATTEMPTS = 3  # a job that kills its worker must not be retried for ever


@app.periodic(cron=EVERY_FIVE_SECONDS)
@app.task(name="config.take_over", queueing_lock="config.take_over", pass_context=True)
async def take_over(context: JobContext, timestamp: int) -> None:
    """Puts the jobs of workers without a heartbeat for half a minute back into the queue.

    A job that was tried as often as its task allows, or is in the queue a second time, is marked as failed.
    """
    for job in await context.app.job_manager.get_stalled_jobs():
        try:
            await _take_over(job, context.app.job_manager)
        except ConnectorException as error:
            if not isinstance(error.__cause__, RaiseException):
                raise
            # Another round has taken it over in the meantime, or its worker has finished it after all.


async def _take_over(job: Job, manager: JobManager) -> None:
    if job.attempts + 1 < _most_attempts(job):
        try:
            await manager.retry_job(job)
            return
        except UniqueViolation:  # the same is queued already
            pass
    await manager.finish_job(job, Status.FAILED, delete_job=False)


def _most_attempts(job: Job) -> int:
    """The attempts that the job's task allows, also for failures; MOST_ATTEMPTS where it says nothing."""
    task = app.tasks.get(job.task_name)
    retry = task.retry_strategy if task else None
    return (retry.max_attempts if isinstance(retry, RetryStrategy) else None) or MOST_ATTEMPTS
