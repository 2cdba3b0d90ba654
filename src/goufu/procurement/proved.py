"""How the tables of procurement are proved."""

from __future__ import annotations

from goufu.journal.proofs import Derivation, Proof
from goufu.procurement.models import (
    Bid,
    BidWithdrawal,
    ConsortiumMember,
    Custodian,
    Envelope,
    GivenPeel,
    Lot,
    MethodDecision,
    Minute,
    Notice,
    Occurrence,
    Opening,
    Presence,
    Procurement,
    Rehearsal,
    RehearsalAnswer,
    Response,
    Sealing,
    Share,
    Tick,
)

PROOFS = [
    Proof(Bid),
    Proof(BidWithdrawal),
    Proof(Envelope),
    Proof(GivenPeel),
    Proof(Minute),
    Proof(Opening),
    Proof(Presence),
    Proof(ConsortiumMember),
    Proof(Custodian),
    Proof(Lot),
    Proof(MethodDecision),
    Proof(Notice),
    Proof(Occurrence),
    Proof(Procurement),
    Proof(Response),
    Proof(Rehearsal),
    Proof(RehearsalAnswer),
    Proof(Sealing),
    Proof(Share),
    Proof(Tick),
]
CHECKS = [
    # What procurements that have not ended spend of a project is never more than was approved.
    Derivation(
        "planning_project",
        "采购用的金额",
        """
        SELECT project.id, project.amount, sum(s.amount)
        FROM procurement_share s
        JOIN procurement_procurement p ON p.id = s.procurement_id AND p.state NOT IN ('terminated', 'withdrawn')
        JOIN planning_project project ON project.id = s.project_id
        GROUP BY project.id HAVING sum(s.amount) > project.amount
        """,
    ),
]
