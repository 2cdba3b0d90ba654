"""How the tables of procurement are proved."""

from __future__ import annotations

from goufu.journal.proofs import Derivation, Proof
from goufu.procurement.models import (
    AbuseListing,
    Award,
    Bid,
    BidWithdrawal,
    CallOff,
    CallOffOffer,
    CaseStep,
    Caution,
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
    FileDownload,
    FileTemplate,
    Framework,
    FrameworkApplication,
    FrameworkMember,
    GivenPeel,
    Letter,
    Lot,
    MethodDecision,
    Minute,
    Notice,
    Occurrence,
    Opening,
    PanelMember,
    Participation,
    ParticipationMember,
    Placing,
    Presence,
    Procurement,
    ProcurementFile,
    Question,
    Quote,
    Rehearsal,
    RehearsalAnswer,
    Response,
    ReviewReport,
    SavedSearch,
    Score,
    ScoringTable,
    Sealing,
    Share,
    Supplement,
    Tick,
)

PROOFS = [
    Proof(AbuseListing),
    Proof(Award),
    Proof(Bid),
    Proof(BidWithdrawal),
    Proof(CallOff),
    Proof(CallOffOffer),
    Proof(CaseStep),
    Proof(Caution),
    Proof(Challenge),
    Proof(ChallengeAnswer),
    Proof(Complaint),
    Proof(ComplaintDecision),
    Proof(ConsortiumMember),
    Proof(Custodian),
    Proof(Draw, secret=["seed", "exclusions", "replaced"]),
    Proof(Envelope),
    Proof(Examination),
    Proof(Expert, secret=["name", "employer", "avoids"]),
    Proof(ExpertList),
    Proof(Explanation),
    Proof(Factor),
    Proof(FileDownload),
    Proof(FileTemplate),
    Proof(Framework),
    Proof(FrameworkApplication),
    Proof(FrameworkMember),
    Proof(GivenPeel),
    Proof(Letter),
    Proof(Lot),
    Proof(MethodDecision),
    Proof(Minute),
    Proof(Notice),
    Proof(Occurrence),
    Proof(Opening),
    Proof(PanelMember, secret=["code_digest", "name", "employer", "expert_id", "person_id"]),
    Proof(Participation),
    Proof(ParticipationMember),
    Proof(Placing),
    Proof(Presence),
    Proof(Procurement),
    Proof(ProcurementFile),
    Proof(Question),
    Proof(Quote),
    Proof(Rehearsal),
    Proof(RehearsalAnswer),
    Proof(Response),
    Proof(ReviewReport),
    Proof(SavedSearch),
    Proof(Score, secret=["points"]),
    Proof(ScoringTable),
    Proof(Sealing),
    Proof(Share),
    Proof(Supplement),
    Proof(Tick),
]
CHECKS = [
    # What procurements that have not ended spend of a project is never more than was approved.
    Derivation(
        "planning_project",
        "采购用的金额",
        """
        SELECT project.id, project.amount, procurement_held(project.id)
        FROM planning_project project
        WHERE (
            EXISTS (SELECT FROM procurement_share s WHERE s.project_id = project.id)
            OR EXISTS (SELECT FROM procurement_calloff c WHERE c.project_id = project.id)
        ) AND procurement_held(project.id) > project.amount
        """,
    ),
    # Nor are all call-offs of an agreement more than its limit.
    Derivation(
        "procurement_framework",
        "成交总额",
        """
        SELECT f.id, f.total_limit, sum(c.amount)
        FROM procurement_calloff c JOIN procurement_framework f ON f.id = c.framework_id
        WHERE c.state <> 'cancelled'
        GROUP BY f.id HAVING sum(c.amount) > f.total_limit
        """,
    ),
]
