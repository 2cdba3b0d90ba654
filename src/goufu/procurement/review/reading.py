"""What whoever sits on a panel may read: the procurement file that holds, and the files of the bids that were opened."""

from __future__ import annotations

import re

from goufu.documents.models import Document
from goufu.documents.queries import documents_by_thing
from goufu.procurement.models import Bid, EnvelopeState, Procurement
from goufu.procurement.queries.papers import ELSEWHERE, FILE
from goufu.procurement.sealed.ceremony import QUOTATION

CONTENT = "content"  # the kind of documents that came out of an envelope
OF_FILE = (FILE, ELSEWHERE)  # the procurement file as it was fixed here, or as it was written elsewhere
_SALT = re.compile(r"seal-salt(-[0-9]{1,4}-[a-z_]{1,30}-[0-9]{1,10})?\.txt")
OPEN = (EnvelopeState.OPENED, EnvelopeState.SHOWN)


def readable(procurement: Procurement) -> dict[int | None, list[Document]]:
    """The documents by the number of the bidder; those of the procurement file under None.

    Sealed envelopes, and what only programs read, are none of them.
    """
    bids = list(Bid.objects.filter(procurement=procurement, envelope__state__in=OPEN))
    papers = documents_by_thing([procurement, *bids])
    found: dict[int | None, list[Document]] = {
        None: [
            each for each in papers.get(procurement, []) if each.kind in OF_FILE and each.successor is None
        ]
    }
    for bid in bids:
        found.setdefault(bid.bidder_id, []).extend(each for each in papers.get(bid, []) if _is_paper(each))
    return found


def _is_paper(document: Document) -> bool:
    """Not what the sealing page puts beside the bidder's files."""
    is_ours = QUOTATION.fullmatch(document.name) or _SALT.fullmatch(document.name)
    return document.kind == CONTENT and not is_ours
