"""Talks: where a method has neither sealed bids nor a panel, the purchaser's own people compare, negotiate, and write down the end.

The record of the talks takes the place of a panel's report, so that the award, its notice and its recomputation are the same.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from goufu.procurement.model import Event, Method
from goufu.procurement.models import Part
from goufu.procurement.review.bids import ReviewedBid
from goufu.procurement.review.record import RANKED, Review

BEGUN = "file_provided"  # the event
SEPARATED = re.compile(r"[、，,；;\n]+")  # no blank: names have some, as “王 芳”
NOT_CHOSEN = "比选、商谈以后没有选用"


@dataclass(frozen=True, slots=True)
class Talks:
    """What the record says: the day, who talked for the purchaser, what was agreed, and why it is not the lowest price.

    people: the names, of the house's persons first. persons: those of the house, by their keys, so that none of them decides.
    has_declared: that none of them has an interest in a supplier.
    """

    held_on: date
    people: str
    text: str
    reason: str = ""
    persons: tuple[int, ...] = ()
    has_declared: bool = False

    @property
    def names(self) -> list[str]:
        """The names one by one, as they were typed or chosen."""
        return [name for each in SEPARATED.split(self.people) if (name := each.strip())]

    def has_named(self, name: str) -> bool:
        """Whether the name is among those that were typed, with blanks in it or between names; who was chosen is known by the key."""
        bare = "".join(name.split())
        typed = self.names[len({*self.persons}) :]
        return any(bare == "".join(each.split()) or bare in each.split() for each in typed)


def is_by_talks(method: Method) -> bool:
    """Whether a supplier is found in talks: no sealed bids, no panel, no choice among those of a framework."""
    is_open = method.envelopes is not None and method.envelopes.word == "none"
    return is_open and method.panel is None and method.second_stage is None


def unasked(method: Method | None, happened: Container[str]) -> str:
    """The step by which suppliers are asked, where it has not happened yet: nothing is offered before; '' else, and with a panel."""
    if method is None or not is_by_talks(method) or BEGUN in happened:
        return ""
    return _asking(method)


def called(event: Event, method: Method | None) -> str:
    """What the event is called in a procurement of the method: in talks suppliers are sent a need, and no procurement file."""
    if event.name != BEGUN or method is None or not is_by_talks(method):
        return event.title
    return _asking(method) or event.title


def _asking(method: Method) -> str:
    return next((each.title for each in method.steps if each.ends == BEGUN), "")


def is_lowest(bid: ReviewedBid, review: Review) -> bool:
    """Whether nobody who is qualified, or not examined, offered less."""
    prices = [each.correction.price for each in review.bids if not review.because(each)]
    return all(price is None or price >= (bid.correction.price or 0) for price in prices)


def talks_content(review: Review, chosen: int, talks: Talks) -> dict[str, Any]:
    """The record as it is kept: in the shape of a panel's report, with the talks beside it. `chosen`: a response."""
    return {
        "procurement": review.procurement.number,
        "lot": review.lot.number if review.lot else None,
        "outcome": RANKED,
        "base_price": None,
        "price_points": None,
        "members": [],
        "talks": _said(talks),
        "bids": list(_lines(review, chosen)),
    }


def talks_in(content: dict[str, Any]) -> Talks | None:
    """The talks that a kept record tells; None of a panel's report."""
    said = content.get("talks")
    if not said:
        return None
    return Talks(
        **said | {"held_on": date.fromisoformat(said["held_on"]), "persons": tuple(said.get("persons", ()))}
    )


def _said(talks: Talks) -> dict[str, Any]:
    """The talks as they are kept; a record from before persons were chosen says nothing of them."""
    said = asdict(talks) | {"held_on": talks.held_on.isoformat(), "persons": list(talks.persons)}
    if not talks.has_declared:
        del said["persons"], said["has_declared"]
    return said


def out_of(review: Review, bid: ReviewedBid, chosen: int) -> str:
    """Why a supplier wasn't chosen; empty for the one who was."""
    return "" if bid.pk == chosen else review.because(bid) or NOT_CHOSEN


def _lines(review: Review, chosen: int) -> Iterator[dict[str, Any]]:
    for each in review.bids:
        price = each.correction.price
        qualified = each.examined.get(Part.QUALIFICATION)
        yield {
            "response": each.pk,
            "bidder": each.name,
            "out": out_of(review, each, chosen),
            "price": None if price is None else f"{price:.2f}",
            "is_qualified": qualified.has_passed if qualified else None,
            "rank": 1 if each.pk == chosen else None,
            "marks": {},
        }
