"""Messages between rooms, deferred as jobs within the action's own transaction.

    announce("registry.body.succeeded", ended=4, successor=17, since="2026-11-01")

A room listens by naming a function in its AppConfig, which gets the facts as keyword arguments:

    listens = {"registry.body.succeeded": "goufu.planning.actions.following.follow_succeeded"}

A message and the change that it reports are stored together or not at all. The job names the room and the message, so
that a later version may give its listener another name. Each listener handles each message once:
this is recorded in the transaction of the listener's own changes, so that a killed worker's job can be run again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import uuid4

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.module_loading import import_string
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from goufu import wall_clock
from goufu.core.errors import OutOfOrder
from goufu.core.models import HeardMessage
from goufu.core.rooms import rooms

TASK = "core.hear"


def announce(message: str, /, **facts: Any) -> None:
    """Defers one job for each listening room. Raises OutOfOrder outside a transaction.

    message: dotted, the room first, the verb last and in the past. facts: values that JSON can hold.
    """
    if not connection.in_atomic_block:
        raise OutOfOrder(f"{message} 不在事务里，可能说了没有发生的事")
    for room, listens in _listeners():
        if message in listens:
            app.configure_task(TASK).defer(number=str(uuid4()), room=room, message=message, facts=facts)


def hear(number: str, room: str, message: str, facts: dict[str, Any]) -> None:
    """Calls the room's listener, unless it has handled the message with that number before.

    Raises OutOfOrder where the room does not listen to it: a worker of an older version leaves it to a newer one.
    """
    listener = dict(_listeners()).get(room, {}).get(message)
    if listener is None:
        raise OutOfOrder(f"{room} 不听 {message}")
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {HeardMessage._meta.db_table} (number, at) VALUES (%s, core_now())"  # noqa: S608
                " ON CONFLICT DO NOTHING",
                [number],
            )
            if not cursor.rowcount:
                return
        import_string(listener)(**facts)


def failed() -> QuerySet[ProcrastinateJob]:
    """The jobs of messages that are not tried any more: nobody has heard them."""
    found: QuerySet[ProcrastinateJob] = ProcrastinateJob.objects.filter(task_name=TASK, status="failed")
    return found


def retry_failed() -> int:
    """Puts the failed messages back, for one more attempt each; returns their number."""
    numbers = list(failed().order_by("pk").values_list("pk", flat=True))
    for number in numbers:
        app.job_manager.retry_job_by_id(number, wall_clock.now())
    return len(numbers)


def _listeners() -> Iterator[tuple[str, Mapping[str, str]]]:
    """Each listening room's label, with the dotted paths of its listeners by message."""
    return ((room.label, room.listens) for room in rooms() if hasattr(room, "listens"))
