"""The models of procurements."""

from goufu.procurement.models.challenges import (
    Against,
    Challenge,
    ChallengeAnswer,
    ChallengeState,
    Consequence,
    Outcome,
    Standing,
    Way,
)
from goufu.procurement.models.complaints import (
    AbuseListing,
    CaseStep,
    Complaint,
    ComplaintDecision,
    ComplaintState,
    Effect,
    Finding,
    ListedFor,
)
from goufu.procurement.models.notices import Notice, NoticeState
from goufu.procurement.models.panel import Draw, Expert, ExpertList, PanelMember, Seat
from goufu.procurement.models.procurements import Lot, Procurement, ProcurementState, Reserve, Share
from goufu.procurement.models.records import MethodDecision, Occurrence, Tick
from goufu.procurement.models.responses import CameBy, ConsortiumMember, Quotation, Response
from goufu.procurement.models.review import (
    Award,
    Examination,
    Explanation,
    Letter,
    Part,
    Placing,
    ReviewReport,
    Score,
)
from goufu.procurement.models.scoring import Factor, ScoringTable

__all__ = [
    "AbuseListing",
    "Against",
    "Award",
    "CameBy",
    "CaseStep",
    "Challenge",
    "ChallengeAnswer",
    "ChallengeState",
    "Complaint",
    "ComplaintDecision",
    "ComplaintState",
    "Consequence",
    "ConsortiumMember",
    "Draw",
    "Effect",
    "Examination",
    "Expert",
    "ExpertList",
    "Explanation",
    "Factor",
    "Finding",
    "Letter",
    "ListedFor",
    "Lot",
    "MethodDecision",
    "Notice",
    "NoticeState",
    "Occurrence",
    "Outcome",
    "PanelMember",
    "Part",
    "Placing",
    "Procurement",
    "ProcurementState",
    "Quotation",
    "Reserve",
    "Response",
    "ReviewReport",
    "Score",
    "ScoringTable",
    "Seat",
    "Share",
    "Standing",
    "Tick",
    "Way",
]
