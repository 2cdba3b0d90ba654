"""How the tables of procurement are proved."""

from __future__ import annotations

from goufu.journal.proofs import Derivation, Proof
from goufu.procurement.models import (
    AbuseListing,
    Award,
    Bid,
    BidWithdrawal,
    CaseStep,
    Challenge,
    ChallengeAnswer,
    Complaint,
    ComplaintDecision,
    ConsortiumMember,
    Custodian,
    Draw,
    Envelope,
    Examination,
    Expert,
    ExpertList,
    Explanation,
    Factor,
    GivenPeel,
    Letter,
    Lot,
    MethodDecision,
    Minute,
    Notice,
    Occurrence,
    Opening,
    PanelMember,
    Placing,
    Presence,
    Procurement,
    Rehearsal,
    RehearsalAnswer,
    Response,
    ReviewReport,
    Score,
    ScoringTable,
    Sealing,
    Share,
    Tick,
)

PROOFS = [
    Proof(Award),
    Proof(ConsortiumMember),
    Proof(Draw, secret=["seed"]),
    Proof(Examination),
    Proof(Expert),
    Proof(ExpertList),
    Proof(Explanation),
    Proof(Factor),
    Proof(Letter),
    Proof(AbuseListing),
    Proof(CaseStep),
    Proof(Challenge),
    Proof(ChallengeAnswer),
    Proof(Complaint),
    Proof(ComplaintDecision),
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
    Proof(PanelMember, secret=["code_digest", "name", "employer"]),
    Proof(Placing),
    Proof(Procurement),
    Proof(Response),
    Proof(ReviewReport),
    Proof(Score),
    Proof(ScoringTable),
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
