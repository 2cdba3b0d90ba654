"""What the house knows against bidders is noted for those who examine, when bids are opened or entered by hand."""

from __future__ import annotations

from collections.abc import Sequence

from goufu.core.action import Action
from goufu.procurement.conflicts import Found
from goufu.procurement.models import Caution, Opening, Response


def caution_opened(act: Action, opening: Opening, cautions: Sequence[Found]) -> None:
    """Notes what speaks against those whose bids are opened. Those who are there are not told of it."""
    for found in cautions:
        for each in found.entrants:
            caution = _of(found)
            caution.opening, caution.lot_id, caution.bidder = opening, each.lot, each.bidder
            act.create(caution)


def caution_entered(act: Action, response: Response, cautions: Sequence[Found]) -> None:
    """Notes what speaks against the bidder of a response that is entered."""
    for found in cautions:
        caution = _of(found)
        caution.response, caution.lot, caution.bidder = response, response.lot, response.bidder
        act.create(caution)


def _of(found: Found) -> Caution:
    said = found.conflict
    return Caution(kind=found.kind, text=said.sentence[:500], article=said.article)
