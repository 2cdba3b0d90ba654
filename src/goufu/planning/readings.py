"""What the reader found in projects' titles and needs: kept beside them, and read anew after a newer reader came."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction
from django.db.models import Q, QuerySet
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from goufu.law.readings import VERSION, reading_to_keep
from goufu.planning.models import Project
from goufu.reader import version

TASK = "planning.read_anew"
_AT_ONCE = 500


def have_read_anew() -> None:
    """Puts a job in that reads what an older reader has read, or none; run at each start."""
    if not _outdated().exists():
        return
    try:
        with transaction.atomic():
            app.configure_task(TASK, queueing_lock=TASK).defer()
    except AlreadyEnqueued:
        return


def read_anew() -> int:
    """Reads the projects that an older reader has read, or none; returns their number. Begun again it goes on."""
    read = 0
    while numbers := [*_outdated().order_by("pk").values_list("pk", flat=True)[:_AT_ONCE]]:
        with transaction.atomic():
            some = [*Project.objects.select_for_update().filter(pk__in=numbers).only("title", "need")]
            for project in some:
                project.reading = reading_to_keep(project.title, project.need)
            Project.objects.bulk_update(some, ["reading"])
        read += len(some)
    return read


def _outdated() -> QuerySet[Project]:
    newest = Q(**{f"reading__{VERSION}": version()})
    return Project.objects.filter(Q(reading__isnull=True) | ~newest)


def faults() -> Iterator[str]:
    """Where what is kept isn't what this reader reads in title and need, in sentences; what an older one read is left."""
    kept = Project.objects.exclude(reading=None).order_by("pk").values_list("pk", "title", "need", "reading")
    for number, title, need, reading in kept.iterator():
        if reading and reading.get(VERSION) == version() and reading != reading_to_keep(title, need):
            yield f"第{number}号项目的读法与名称、需求不符：有人在程序之外改了它。请查明后，由购买主体打开项目重新保存"
