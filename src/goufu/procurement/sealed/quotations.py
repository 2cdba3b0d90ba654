"""Which envelopes are sent until when: those of the deadline, and the final quotations that the panel has called for."""

from __future__ import annotations

from datetime import datetime

from goufu import wall_clock
from goufu.procurement.models import (
    CalledBidder,
    Opening,
    OpeningState,
    Procurement,
    Quotation,
    QuotationCall,
)
from goufu.procurement.sealed.envelopes import envelopes_of
from goufu.procurement.sealed.sheets import sealing_of

CLOSED = (OpeningState.CLOSED, OpeningState.NOT_OPENED)


def are_sealed(procurement: Procurement) -> bool:
    """Whether final quotations are sent sealed, and opened here."""
    envelopes = envelopes_of(procurement.method)
    return sealing_of(procurement) is not None and envelopes is not None and bool(envelopes.later)


def kinds_of(procurement: Procurement, quotation: Quotation) -> tuple[str, ...]:
    """The kinds of envelopes that are opened together."""
    envelopes = envelopes_of(procurement.method)
    if envelopes is None:
        return ()
    return envelopes.later if quotation == Quotation.FINAL else envelopes.first


def quotation_of(procurement: Procurement, kind: str) -> Quotation:
    """In which opening an envelope of the kind is opened."""
    return Quotation.FINAL if kind in kinds_of(procurement, Quotation.FINAL) else Quotation.FIRST


def call_of(procurement: Procurement) -> QuotationCall | None:
    """The last call of final quotations."""
    return procurement.quotation_calls.order_by("-id").first()


def until_of(procurement: Procurement, quotation: Quotation) -> datetime | None:
    """The last moment for envelopes; None where none are awaited."""
    if quotation == Quotation.FIRST:
        return procurement.bid_deadline_at
    call = call_of(procurement)
    return call.until if call else None


def opening_of(procurement: Procurement, quotation: Quotation) -> Opening | None:
    return procurement.openings.filter(round=quotation).first()


def awaited(procurement: Procurement) -> Quotation:
    """Which envelopes are sent, or were sent last: the final quotations from their call on."""
    return Quotation.FINAL if call_of(procurement) else Quotation.FIRST


def are_over(procurement: Procurement) -> bool:
    """Whether the opening of final quotations has ended: who has none now has left."""
    return procurement.openings.filter(round=Quotation.FINAL, state__in=CLOSED).exists()


def is_called(call: QuotationCall | None, lot: int | None, bidder: int) -> bool:
    """Whether the bidder was called for its final quotation."""
    return call is not None and call.called.filter(lot=lot, bidder=bidder).exists()


def called_lots(procurement: Procurement, bidder: int) -> set[int | None]:
    """The lots for which the bidder was called last; None stands for a procurement without lots."""
    rows = CalledBidder.objects.filter(call=call_of(procurement), bidder=bidder)
    return set(rows.values_list("lot", flat=True))


def final_until(procurement: Procurement, bidder: int) -> datetime | None:
    """Until when the bidder sends its final quotation; None where it isn't called, or no more."""
    until = until_of(procurement, Quotation.FINAL) if called_lots(procurement, bidder) else None
    return until if until and until >= wall_clock.now() else None


def is_closed(procurement: int) -> bool:
    """Whether nothing more is received: all that was called for has come to its opening."""
    begun = set(Opening.objects.filter(procurement=procurement).values_list("round", flat=True))
    if Quotation.FINAL in begun:
        return True
    return bool(begun) and not QuotationCall.objects.filter(procurement=procurement).exists()
