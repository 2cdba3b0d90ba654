"""The designated medium: until when it publishes what it has received."""

from __future__ import annotations

from datetime import date

from goufu.law import clock
from goufu.procurement.methods import load_methods

MEDIUM = "order-101:publication"


def medium_due(received: date) -> date | None:
    """Its working days after receipt, as the law of that day says; None where no number is known."""
    value = load_methods().book.parameters["media_publication_workdays"].at(received, "central", "100000")
    return clock.workday_due(received, int(value.value)).day if value else None
