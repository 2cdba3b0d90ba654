"""The papers of the demonstration, written on their day as the worker of a house at work writes them."""

from __future__ import annotations

from collections.abc import Callable

from procrastinate.contrib.django.models import ProcrastinateJob

from goufu.documents.actions import write_public_papers
from goufu.documents.tasks import PAPERS
from goufu.procurement.actions.filing import WRITING, issue_file

WRITES: dict[str, Callable[..., None]] = {PAPERS: write_public_papers, WRITING: issue_file}


class Clerk:
    """Writes what the jobs since the last time ask for; the worker finds it written."""

    def __init__(self) -> None:
        self._last = 0

    def write(self) -> None:
        jobs = ProcrastinateJob.objects.filter(pk__gt=self._last, task_name__in=WRITES).order_by("pk")
        for number, name, said in jobs.values_list("pk", "task_name", "args"):
            WRITES[name](**said)
            self._last = number
