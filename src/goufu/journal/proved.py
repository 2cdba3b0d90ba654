"""Why the tables of the journal are not among those that the log proves: it proves itself (journal.verify)."""

from __future__ import annotations

_ITSELF = "日志自己：由存证的根和日根证明"

UNPROVED = {
    "journal_day": _ITSELF,
    "journal_entry": _ITSELF,
    "journal_leaf": _ITSELF,
    "journal_seal": _ITSELF,
    "journal_waiting": _ITSELF,
}
