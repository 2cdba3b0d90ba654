"""The models of procurements."""

from goufu.procurement.models.bids import Bid, BidWithdrawal, Way
from goufu.procurement.models.notices import Notice, NoticeState
from goufu.procurement.models.opening import (
    Cause,
    Envelope,
    EnvelopeState,
    GivenPeel,
    Minute,
    Opening,
    OpeningState,
    Presence,
)
from goufu.procurement.models.procurements import Lot, Procurement, ProcurementState, Reserve, Share
from goufu.procurement.models.records import MethodDecision, Occurrence, Tick
from goufu.procurement.models.responses import CameBy, ConsortiumMember, Quotation, Response
from goufu.procurement.models.sealing import Custodian, Rehearsal, RehearsalAnswer, Sealing, Side

__all__ = [
    "Bid",
    "BidWithdrawal",
    "CameBy",
    "Cause",
    "ConsortiumMember",
    "Custodian",
    "Envelope",
    "EnvelopeState",
    "GivenPeel",
    "Lot",
    "MethodDecision",
    "Minute",
    "Notice",
    "NoticeState",
    "Occurrence",
    "Opening",
    "OpeningState",
    "Presence",
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
    "Way",
]
