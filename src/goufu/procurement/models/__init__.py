"""The models of procurements."""

from goufu.procurement.models.notices import Notice, NoticeState
from goufu.procurement.models.procurements import Lot, Procurement, ProcurementState, Reserve, Share
from goufu.procurement.models.records import MethodDecision, Occurrence, Tick
from goufu.procurement.models.responses import CameBy, ConsortiumMember, Quotation, Response
from goufu.procurement.models.sealing import Custodian, Rehearsal, RehearsalAnswer, Sealing, Side

__all__ = [
    "CameBy",
    "ConsortiumMember",
    "Custodian",
    "Lot",
    "MethodDecision",
    "Notice",
    "NoticeState",
    "Occurrence",
    "Procurement",
    "ProcurementState",
    "Quotation",
    "Rehearsal",
    "RehearsalAnswer",
    "Reserve",
    "Response",
    "Sealing",
    "Share",
    "Side",
    "Tick",
]
