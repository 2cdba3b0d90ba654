"""The models of procurements."""

from goufu.procurement.models.notices import Notice, NoticeState
from goufu.procurement.models.procurements import Lot, Procurement, ProcurementState, Reserve, Share
from goufu.procurement.models.records import MethodDecision, Occurrence, Tick
from goufu.procurement.models.responses import CameBy, ConsortiumMember, Quotation, Response

__all__ = [
    "CameBy",
    "ConsortiumMember",
    "Lot",
    "MethodDecision",
    "Notice",
    "NoticeState",
    "Occurrence",
    "Procurement",
    "ProcurementState",
    "Quotation",
    "Reserve",
    "Response",
    "Share",
    "Tick",
]
