"""How the table of decisions is proved."""

from __future__ import annotations

from goufu.decisions.models import Decision
from goufu.journal.proofs import Proof

PROOFS = [Proof(Decision)]
