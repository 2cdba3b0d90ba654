"""Triggers for tables whose rows are only added: money and waivers are never edited or deleted."""

from __future__ import annotations

import pgtrigger

_REFUSE = """
RAISE EXCEPTION '预算调整、资金台账和豁免只能添加，不能修改、删除（%）', TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
"""


def kept() -> list[pgtrigger.Trigger]:
    """Refuses UPDATE, DELETE and TRUNCATE."""
    return [
        pgtrigger.Trigger(
            name="kept",
            when=pgtrigger.Before,
            operation=pgtrigger.Update | pgtrigger.Delete,
            func=_REFUSE,
        ),
        pgtrigger.Trigger(
            name="kept_whole",
            when=pgtrigger.Before,
            level=pgtrigger.Statement,
            operation=pgtrigger.Truncate,
            func=_REFUSE,
        ),
    ]
