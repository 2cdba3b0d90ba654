"""Messages: what one room tells the others, as jobs put in within the action's own transaction.

    announce("registry.body.succeeded", ended=4, successor=17, day="2026-11-01")

A room listens by naming a function in its AppConfig, which gets what was told by keyword:

    listens = {"registry.body.succeeded": "goufu.planning.actions.following.follow_succeeded"}

What was announced and what it belongs to are stored together or not at all. Each listener hears each message once: that
it was heard is stored in the same transaction as what it did, so that a killed worker's job can be done again.
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
    """Puts in one job for each room that listens. Raises OutOfOrder outside a transaction.

    message: dotted, the room first, the verb last and in the past. facts: what JSON can say.
    """
    if not connection.in_atomic_block:
        raise OutOfOrder(f"{message} 不在事务里，可能说了没有发生的事")
    listeners = [listens[message] for listens in contributions("listens") if message in listens]
    for listener in listeners:
        app.configure_task(TASK).defer(number=str(uuid4()), listener=listener, facts=facts)


def hear(number: str, listener: str, facts: dict[str, Any]) -> None:
    """Calls the listener, unless it has heard the message with that number."""
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
