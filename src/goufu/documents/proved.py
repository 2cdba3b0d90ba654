"""How the table of documents is proved; `goufu documents check` proves the files by their digests."""

from __future__ import annotations

from goufu.documents.models import Document
from goufu.journal.proofs import Proof

PROOFS = [Proof(Document)]
