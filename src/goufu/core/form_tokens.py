"""Tokens of forms: a form that is sent twice is done once, and the second answer names what the first has made."""

from __future__ import annotations

from uuid import UUID

from django.db import connection

from goufu.core.errors import AlreadyDone
from goufu.core.models import FormToken


def claim(token: UUID, *, sender: int, action: str) -> None:
    """Stores the token in the action's transaction. A second request at the same time waits for the first to end.

    Raises AlreadyDone where the sender (`Principal.sender`) has sent the form to this action before.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_formtoken (token, person, action, object_type, object_id, at)"
            " VALUES (%s, %s, %s, '', '', core_now()) ON CONFLICT DO NOTHING",
            [token, sender, action],
        )
        if cursor.rowcount:
            return
    made = FormToken.objects.get(token=token, person=sender, action=action)
    raise AlreadyDone(made.object_type, made.object_id)


def settle(token: UUID, *, sender: int, action: str, subject: tuple[str, object]) -> None:
    """Stores what the form has come to: the kind and the number of the thing."""
    kind, number = subject
    FormToken.objects.filter(token=token, person=sender, action=action).update(
        object_type=kind, object_id=str(number)
    )
