"""What whoever sits on a panel may read: the procurement file that holds, and the files of the bids that were opened."""

from __future__ import annotations

from goufu.documents.models import Document
from goufu.documents.queries import documents_by_thing
from goufu.procurement.models import Bid, EnvelopeState, Procurement
from goufu.procurement.papers import FILE

OPEN = (EnvelopeState.OPENED, EnvelopeState.SHOWN)


def readable(procurement: Procurement) -> dict[int | None, list[Document]]:
    """The documents by the number of the bidder; those of the procurement file under None."""
    bids = list(Bid.objects.filter(procurement=procurement, envelope__state__in=OPEN))
    papers = documents_by_thing([procurement, *bids])
    found: dict[int | None, list[Document]] = {
        None: [each for each in papers.get(procurement, []) if each.kind == FILE and each.successor is None]
    }
    for bid in bids:
        found.setdefault(bid.bidder_id, []).extend(papers.get(bid, []))
    return found
