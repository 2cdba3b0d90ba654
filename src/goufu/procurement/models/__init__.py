"""The models of procurements."""

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
    "Award",
    "CameBy",
    "ConsortiumMember",
    "Draw",
    "Examination",
    "Expert",
    "ExpertList",
    "Explanation",
    "Factor",
    "Letter",
    "Lot",
    "MethodDecision",
    "Notice",
    "NoticeState",
    "Occurrence",
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
    "Tick",
]
