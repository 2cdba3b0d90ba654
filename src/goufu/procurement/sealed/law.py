"""What the law says of envelopes that could not be opened. Of bids that were opened the facts are in award_facts.sql."""

from __future__ import annotations

from goufu.core.opinion import Opinion
from goufu.law.model import Value
from goufu.procurement.cases.law import STAGE
from goufu.procurement.models import Cause, Envelope
from goufu.procurement.timing.counting import day_of

UNOPENED = "award.decryption-failure"
OUTCOMES = {Cause.BIDDER: "revoked", Cause.OTHER: "withdrawn"}  # as the minutes say


def opinion_of_unopened(envelope: Envelope) -> Opinion:
    """The opinion of the rule on what became of an envelope that could not be opened."""
    return Opinion.of_facts(STAGE, facts_of_unopened(envelope), rules=(UNOPENED,))


def facts_of_unopened(envelope: Envelope) -> dict[str, Value]:
    """What the rule reads of it: whose doing it was, and that its bid counts as revoked or as withdrawn."""
    bid = envelope.bid
    deadline = bid.procurement.bid_deadline_at
    return {
        "provider": bid.bidder.name,
        "decryption_failed": True,
        "decryption_fault": envelope.cause,
        "decryption_outcome": OUTCOMES[Cause(envelope.cause)],
        **({"bid_deadline_on": day_of(deadline)} if deadline else {}),
    }
