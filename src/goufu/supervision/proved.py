"""How the table of supervision is proved."""

from __future__ import annotations

from goufu.journal.proofs import Proof
from goufu.supervision.models import Verification

_WHILE_IT_RUNS = "核验进行中每两秒记一次；结果以完成时的日志为准"
PROOFS = [
    Proof(
        Verification,
        unproved=dict.fromkeys(["progress_at", "seals_to_do", "seals", "entries", "rows"], _WHILE_IT_RUNS),
    )
]
