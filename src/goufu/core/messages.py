"""Messages between rooms, deferred as jobs within the action's own transaction.

    announce("registry.body.succeeded", ended=4, successor=17, day="2026-11-01")

A room listens by naming a function in its AppConfig, which gets the facts as keyword arguments:

    listens = {"registry.body.succeeded": "goufu.planning.actions.following.follow_succeeded"}

A message and the change that it reports are stored together or not at all. Each listener handles each message once:
this is recorded in the transaction of the listener's own changes, so that a killed worker's job can be run again.
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.db import connection, transaction
from django.utils.module_loading import import_string
from procrastinate.contrib.django import app

from goufu.core.errors import OutOfOrder
from goufu.core.models import HeardMessage
from goufu.core.rooms import contributions

TASK = "core.hear"


def announce(message: str, /, **facts: Any) -> None:
    """Defers one job for each listening room. Raises OutOfOrder outside a transaction.

    message: dotted, the room first, the verb last and in the past. facts: values that JSON can hold.
    """
    if not connection.in_atomic_block:
        raise OutOfOrder(f"{message} 不在事务里，可能说了没有发生的事")
    listeners = [listens[message] for listens in contributions("listens") if message in listens]
    for listener in listeners:
        app.configure_task(TASK).defer(number=str(uuid4()), listener=listener, facts=facts)


def hear(number: str, listener: str, facts: dict[str, Any]) -> None:
    """Calls the listener, unless it has handled the message with that number before."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {HeardMessage._meta.db_table} (number, at) VALUES (%s, now())"  # noqa: S608
                " ON CONFLICT DO NOTHING",
                [number],
            )
            if not cursor.rowcount:
                return
        import_string(listener)(**facts)
