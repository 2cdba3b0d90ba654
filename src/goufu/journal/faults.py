"""Faults of rows in sentences: what a row was by the log, and what it is."""

from __future__ import annotations

from django.db.models import Model

from goufu.journal.proofs import proofs
from goufu.journal.replay import Fault
from goufu.journal.told import Value
from goufu.journal.words import thing_in_words

LONGEST = 400  # characters of a whole row


def fault_in_words(fault: Fault) -> str:
    """One sentence that names the row and the column, what it was and what it is."""
    model = next((proof.model for proof in proofs() if proof.table == fault.table), None)
    thing = thing_in_words(model._meta.model_name or "") if model else fault.table
    row = f"{thing}第{fault.row}号"
    if fault.column:
        return f"{row}的{_title(model, fault.column)}被改过：{_should(fault)}，现在是{_value(fault.now)}"
    if fault.now is None:
        return f"{row}被删除了，日志第{fault.entry}条记着：{_value(fault.was)}"
    if fault.entry:
        return f"{row}又出现了，日志第{fault.entry}条记着它已删去：{_value(fault.now)}"
    return f"{row}不是程序添加的，日志里没有：{_value(fault.now)}"


def _should(fault: Fault) -> str:
    if fault.entry:
        return f"日志第{fault.entry}条记着{_value(fault.was)}"
    return f"应当是{_value(fault.was)}"


def _title(model: type[Model] | None, column: str) -> str:
    """The column's title and name."""
    fields = model._meta.concrete_fields if model else []
    title = next((str(each.verbose_name) for each in fields if each.column == column), "")
    return f"{title}（{column}）" if title else column


def _value(value: Value) -> str:
    """The value; a digest of a long or secret text is named as one."""
    if value in (None, ""):
        return "空"
    text = str(value)
    if text.startswith(("#", "*")) and len(text) < 30:
        return f"摘要{text}"
    return text[:LONGEST] + "……" if len(text) > LONGEST else text
