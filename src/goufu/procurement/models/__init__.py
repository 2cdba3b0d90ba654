"""The models of procurements."""

from goufu.procurement.models.notices import Notice, NoticeState
from goufu.procurement.models.procurements import Lot, Procurement, ProcurementState, Reserve, Share
from goufu.procurement.models.records import MethodDecision, Occurrence, Tick

__all__ = [
    "Lot",
    "MethodDecision",
    "Notice",
    "NoticeState",
    "Occurrence",
    "Procurement",
    "ProcurementState",
    "Reserve",
    "Share",
    "Tick",
]
