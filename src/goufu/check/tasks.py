"""What the worker does for the check: it has lists checked, and removes those whose day is over."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from goufu.catalogue.queries import held_lists
from goufu.check.list_task import Task
from goufu.check.running import work_on
from goufu.check.uploaded_list import NoSuchList, UploadedList, bytes_taken, remove_old
from goufu.check.visitors import ADDRESS, TASK, VISITOR, Visitor
from goufu.core.queues import LONG

EVERY_TEN_MINUTES = "*/10 * * * *"
AGAIN = RetryStrategy(max_attempts=3)  # a worker's end counts as an attempt
BEFORE_LISTS = 1  # a priority


def lists_folder() -> Path:
    return Path(settings.DATA) / "lists"


def have_new_checked(
    make: Callable[[], UploadedList], size: int, task: Task, visitor: Visitor
) -> UploadedList:
    """Makes a new list, of so many bytes, and puts a job in that checks it; one that was made meanwhile is given back.

    Nothing is stored before room and place are asked for. Raises TooManyLists, NoRoom as `have_checked`.
    """
    visitor.check_room(bytes_taken(lists_folder()) + size)
    with transaction.atomic():
        taken = visitor.places_taken()
        uploaded = make()
        if not uploaded.has_task():
            _put_in(uploaded, task, visitor, taken)
    return uploaded


def have_checked(uploaded: UploadedList, task: Task, visitor: Visitor) -> None:
    """Puts a job in that checks the list; what an earlier one found is replaced.

    Raises TooManyLists when the visitor has too many waiting, NoRoom when the lists take more room than they may; the
    list stays as it was.
    """
    visitor.check_room(bytes_taken(lists_folder()))
    with transaction.atomic():
        _put_in(uploaded, task, visitor, visitor.places_taken())


def _put_in(uploaded: UploadedList, task: Task, visitor: Visitor, taken: int) -> None:
    """A visitor's second list waits for everybody's first, whoever came earlier, and for the visitor's own first."""
    uploaded.set_held_lists(held_lists())
    uploaded.set_task(task)
    queued = check_list.configure(lock=visitor.key, priority=-taken)
    queued.defer(token=uploaded.token, **{VISITOR: visitor.key, ADDRESS: visitor.address})


@app.task(name=TASK, queue=LONG, retry=AGAIN)
async def check_list(token: str, visitor: str = "", address: str = "") -> None:
    """Has the list checked, unless it is gone. Begun again after it was done, it changes nothing.

    Args:
        visitor, address: of who has it checked (Visitor), by which jobs are counted; old jobs have none.
    """
    try:
        uploaded = UploadedList.open(lists_folder(), token)
    except NoSuchList:
        return
    await work_on(uploaded)


@app.periodic(cron=EVERY_TEN_MINUTES, periodic_id=LONG)  # each machine its own
@app.task(
    name="check.remove_old_lists", queue=LONG, queueing_lock=f"{LONG}.remove_old_lists", priority=BEFORE_LISTS
)
def remove_old_lists(timestamp: int) -> None:
    """Removes the lists whose day is over."""
    remove_old(lists_folder())
