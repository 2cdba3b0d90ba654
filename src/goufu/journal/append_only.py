"""Append-only tables: the one declaration for rows that are added and never changed.

class Meta:
    triggers = append_only("预算调整只能添加，不能修改、删除")
"""

from __future__ import annotations

import pgtrigger
from django.db.models import Model

NAME = "append_only"  # also the name that pghistory gives to the trigger of its event tables


def is_append_only(model: type[Model]) -> bool:
    """Whether the model's table is append-only."""
    return any(trigger.name == NAME for trigger in getattr(model._meta, "triggers", ()))


def append_only(sentence: str) -> list[pgtrigger.Trigger]:
    """The triggers that refuse UPDATE, DELETE and TRUNCATE with that sentence."""
    refuse = (
        f"RAISE EXCEPTION '{sentence}（%）', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';"
    )
    return [
        pgtrigger.Trigger(
            name=NAME,
            when=pgtrigger.Before,
            operation=pgtrigger.Update | pgtrigger.Delete,
            func=refuse,
        ),
        pgtrigger.Trigger(
            name="append_only_whole",
            when=pgtrigger.Before,
            level=pgtrigger.Statement,
            operation=pgtrigger.Truncate,
            func=refuse,
        ),
    ]
