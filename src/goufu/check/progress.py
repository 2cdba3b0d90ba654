"""How far the work on a list is: what its process wrote, held against the job and its worker."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob

from goufu.check.list_state import ListState, Said
from goufu.check.uploaded_list import UploadedList
from goufu.check.visitors import TASK

SILENT = timedelta(seconds=60)  # a worker gives a sign of life every ten
TAKEN_WITHIN = timedelta(seconds=10)  # an idle worker looks every five
STOPPED = ListState(
    "refused",
    said=Said("检查这份清单的程序中途停止了", "", "请重新上传；再次停止，请拆分成几份，或告诉系统管理员"),
)


def progress_of(uploaded: UploadedList) -> ListState:
    """The state as people are to see it. To the phases of ListState it adds two, in which nothing works on the list.

    interrupted: its process or worker died, and a worker will begin again. unattended: no worker does such jobs.
    """
    state = uploaded.state()
    if not state.is_working or uploaded.is_held():
        return state
    job = (
        ProcrastinateJob.objects.filter(
            task_name=TASK, args__token=uploaded.token, status__in=("todo", "doing")
        )
        .order_by("pk")
        .first()
    )
    if job is None:  # it ended while we looked, or it was given up
        state = uploaded.state()
        return STOPPED if state.is_working else state
    if not _is_attended(job):
        return replace(state, phase="unattended")
    if state.phase == "waiting":
        return replace(state, ahead=_ahead(job))
    return replace(state, phase="interrupted")


def _ahead(job: ProcrastinateJob) -> int:
    """The number of lists that a worker is at, or takes before this one."""
    others = ProcrastinateJob.objects.filter(queue_name=job.queue_name, task_name=TASK).exclude(pk=job.pk)
    earlier = Q(priority__gt=job.priority) | Q(priority=job.priority, pk__lt=job.pk)
    return others.filter(Q(status="doing") | Q(earlier, status="todo")).count()


def _is_attended(job: ProcrastinateJob) -> bool:
    """Whether a worker is at this job or at others before it, or has hardly had the time to take it."""
    now = timezone.now()  # what the queue's moments are of
    at_work = ProcrastinateJob.objects.filter(
        queue_name=job.queue_name, status="doing", worker__last_heartbeat__gt=now - SILENT
    )
    recent = ProcrastinateEvent.objects.filter(job=job, at__gt=now - TAKEN_WITHIN)
    return at_work.exists() or recent.exists()
