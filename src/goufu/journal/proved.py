"""Why the tables of the journal are not among those that the log proves: it proves itself (journal.verify)."""

from __future__ import annotations

from goufu.journal import schema

_ITSELF = "日志自己：由存证的根和日根证明"
_LOG = "标准日志：由检查点的签名证明"

UNPROVED = {
    "journal_chain": _ITSELF,
    "journal_checkpoint": _LOG,
    "journal_cosignature": _LOG,
    "journal_day": _ITSELF,
    "journal_entry": _ITSELF,
    "journal_leaf": _ITSELF,
    "journal_rulebook": "规则书按摘要存放，日志里记着摘要",
    "journal_seal": _ITSELF,
    "journal_tile": _LOG,
    "journal_waiting": _ITSELF,
}
MADE = [schema.faults]
