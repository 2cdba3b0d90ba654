"""How the tables of the catalogue are proved."""

from __future__ import annotations

from goufu.catalogue.models import CentralList, CentralListItem, Comment, Edition, EditionEntry, ExpertReview
from goufu.journal.proofs import Proof

PROOFS = [
    Proof(CentralList),
    Proof(CentralListItem),
    Proof(Comment),
    Proof(Edition),
    Proof(EditionEntry),
    Proof(ExpertReview),
]
