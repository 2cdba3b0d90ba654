"""Final quotations for tests: a consultation whose bids were opened and examined, and what follows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from goufu.procurement.actions.calling import call_quotations
from goufu.procurement.actions.closing import close_opening
from goufu.procurement.actions.joining import give_peels, join_keys
from goufu.procurement.actions.opening import begin_opening
from goufu.procurement.actions.unsealing import read_envelope
from goufu.procurement.models import Bid, Opening, Procurement
from goufu.procurement.review.seats import SeatAgent
from goufu.procurement.sealed.ceremony import label_of, outside_of
from goufu.procurement.tests.bidding import (
    DEADLINE,
    Receiving,
    at,
    bidder,
    both_kinds,
    quotation,
    receiving,
    sealed_for,
    send,
)
from goufu.procurement.tests.keyholders import Holder
from goufu.procurement.tests.reviewing import drawn, passed, seats
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County
from goufu.sealing.errors import SealError
from goufu.sealing.peel import peel

REVIEWED = DEADLINE + timedelta(hours=2)
UNTIL = DEADLINE + timedelta(hours=4)
AFTER = UNTIL + timedelta(minutes=1)


class Quoting(NamedTuple):
    """A consultation in which everybody passed, its bidders, its custodians and its panel, the head first."""

    procurement: Procurement
    holders: list[Holder]
    bidders: list[Agent]
    panel: list[SeatAgent]


def peels_of(opening: Opening, holder: Holder) -> str:
    """What the holder's browser gives for all envelopes that wait."""
    lines = []
    for each in opening.envelopes.filter(state="waiting").select_related(
        "bid__procurement", "bid__bidder", "bid__lot"
    ):
        line: dict[str, str] = {"bid": str(each.bid.token)}
        try:
            given = peel(outside_of(each.bid), holder.key.secret, label_of(each.bid))
            line["peel"] = given.as_bytes().decode()
        except SealError as error:
            line["fault"] = error.what
        lines.append(json.dumps(line))
    return "\n".join(lines)


def opened(found: Receiving | Quoting, county: County) -> Opening:
    """The whole ceremony of the opening that is due."""
    opening = begin_opening(procurement=found.procurement.pk, by=county.officer)
    if opening.state == "not_opened":
        return opening
    if opening.state == "joined":  # no envelope: nothing to join
        return close_opening(opening=opening.pk, by=county.officer)
    return with_keys(opening, found, county)


def with_keys(
    opening: Opening, found: Receiving | Quoting, county: County, *, is_closed: bool = True
) -> Opening:
    """What follows on its beginning: the purchaser's custodian has lost his key, the other two open."""
    for holder in found.holders[1:]:
        give_peels(opening=opening.pk, peels=peels_of(opening, holder), by=holder.agent)
    join_keys(opening=opening.pk, by=county.officer)
    for each in opening.envelopes.all():
        read_envelope(envelope=each.pk, by=county.officer)
    return close_opening(opening=opening.pk, by=county.officer) if is_closed else opening


def examined(county: County, prices: Sequence[str] = ("500000.00", "480000.00")) -> Quoting:
    """Opened and examined; nobody has called for final quotations yet."""
    found, bidders = receiving(county), [bidder(county, number) for number in range(len(prices))]
    with at(DEADLINE - timedelta(days=1)):
        for each, price in zip(bidders, prices, strict=True):
            both_kinds(found.procurement, each, price)
        drawn(county, found.procurement)
    with at(DEADLINE + timedelta(minutes=5)):
        opened(found, county)
    with at(REVIEWED):
        panel = seats(county, found.procurement)
        passed(found.procurement, panel[0], county)
    return Quoting(found.procurement, found.holders, bidders, panel)


def called(
    county: County, until: datetime = UNTIL, prices: Sequence[str] = ("500000.00", "480000.00")
) -> Quoting:
    """Final quotations are called for, until that moment."""
    found = examined(county, prices)
    with at(REVIEWED):
        call_quotations(until=until, by=found.panel[0])
    return found


def quote(found: Quoting, number: int, price: str, sequence: int = 1) -> Bid:
    """The bidder of that number sends its final quotation now."""
    by = found.bidders[number]
    files = [("quotation.json", quotation(price))]
    return send(found.procurement, by, sealed_for(found.procurement, by, "final_price", files, sequence))


def opened_finally(found: Quoting, county: County) -> Opening:
    """The ceremony of the final quotations."""
    return opened(found, county)
