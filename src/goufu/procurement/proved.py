"""How the tables of procurement are proved."""

from __future__ import annotations

from goufu.journal.proofs import Derivation, Proof
from goufu.procurement.models import (
    AbuseListing,
    Award,
    Bid,
    BidWithdrawal,
    CalledBidder,
    CallOff,
    CallOffOffer,
    CaseStep,
    Caution,
    Challenge,
    ChallengeAnswer,
    ChoiceMove,
    Complaint,
    ComplaintDecision,
    ConsortiumMember,
    CoPurchaser,
    Custodian,
    Delegation,
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
    HandBack,
    Invitation,
    InvitationCandidate,
    InvitationList,
    LaneEffect,
    LaneRecord,
    LateDecision,
    Letter,
    Lot,
    MemberDecline,
    MethodDecision,
    Minute,
    Notice,
    Occurrence,
    Opening,
    PanelMember,
    PaperReading,
    Participation,
    ParticipationMember,
    Party,
    PastEntry,
    Placing,
    Presence,
    Procurement,
    ProcurementFile,
    Question,
    QuotationCall,
    Quote,
    ReadingCheck,
    Rehearsal,
    RehearsalAnswer,
    ReportSignature,
    Rereview,
    Response,
    ReviewReport,
    RuleWaiver,
    SavedSearch,
    Score,
    ScoringTable,
    Sealing,
    Share,
    Supplement,
    Tick,
    UnopenedLetter,
    UserChoice,
)

PROOFS = [
    Proof(AbuseListing),
    Proof(Award),
    Proof(Bid),
    Proof(BidWithdrawal),
    Proof(CallOff),
    Proof(CallOffOffer),
    Proof(CaseStep),
    Proof(CalledBidder),
    Proof(Caution),
    Proof(Challenge),
    Proof(ChallengeAnswer),
    Proof(ChoiceMove),
    Proof(Complaint),
    Proof(ComplaintDecision),
    Proof(ConsortiumMember),
    Proof(CoPurchaser),
    Proof(Custodian),
    Proof(Delegation),
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
    Proof(HandBack),
    Proof(Invitation),
    Proof(InvitationCandidate),
    Proof(InvitationList, secret=["seed"]),
    Proof(LaneEffect),
    Proof(LaneRecord),
    Proof(LateDecision),
    Proof(Letter),
    Proof(Lot),
    Proof(MemberDecline),
    Proof(MethodDecision),
    Proof(Minute),
    Proof(Notice),
    Proof(Occurrence),
    Proof(Opening),
    Proof(PaperReading, secret=["price", "price_in_words"]),  # not told before another person has typed them
    Proof(PanelMember, secret=["code_digest", "name", "employer", "expert_id", "person_id"]),
    Proof(Participation),
    Proof(ParticipationMember),
    Proof(Party),
    Proof(PastEntry),
    Proof(Placing),
    Proof(Presence),
    Proof(Procurement),
    Proof(ProcurementFile),
    Proof(Question),
    Proof(Quote),
    Proof(ReadingCheck),
    Proof(QuotationCall),
    Proof(Rehearsal),
    Proof(RehearsalAnswer),
    Proof(ReportSignature),
    Proof(Rereview),
    Proof(Response),
    Proof(ReviewReport),
    Proof(RuleWaiver),
    Proof(SavedSearch),
    Proof(Score, secret=["points"]),
    Proof(ScoringTable),
    Proof(Sealing),
    Proof(Share),
    Proof(Supplement),
    Proof(UnopenedLetter),
    Proof(UserChoice),
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
    # A bid that counts came before the last moment for it, and before its opening began.
    Derivation(
        "procurement_bid",
        "收到的时间",
        """
        SELECT bid.id, p.bid_deadline_at, bid.received_at
        FROM procurement_bid bid JOIN procurement_procurement p ON p.id = bid.procurement_id
        WHERE NOT bid.is_late AND bid.round = 'first' AND bid.received_at > p.bid_deadline_at
        UNION ALL
        SELECT bid.id, opening.begun_at, bid.recorded_at
        FROM procurement_bid bid
        JOIN procurement_opening opening ON opening.procurement_id = bid.procurement_id AND opening.round = bid.round
        WHERE NOT bid.is_late AND bid.recorded_at > opening.begun_at
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
