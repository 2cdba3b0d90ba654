"""A bid under review: its quotations, its examinations, its explanation, and what each member of the panel gave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from goufu.procurement.models import (
    Examination,
    Explanation,
    Part,
    Response,
)
from goufu.procurement.reckoning.prices import HUNDRED, Correction, Declared, Written, corrected


@dataclass(frozen=True)
class ReviewedBid:
    """A bidder's response with its final quotation, its examinations by part, its explanation, and what each member gave."""

    response: Response
    final: Response | None
    examined: Mapping[str, Examination]
    explanation: Explanation | None
    marks: Mapping[int, Mapping[int, Decimal]] = field(default_factory=dict)

    @property
    def pk(self) -> int:
        return self.response.pk

    @property
    def name(self) -> str:
        return self.response.bidder.name

    @property
    def quoted(self) -> Response:
        """The quotation that counts: confirmations and explanations of a price are those of its own quotation."""
        return self.final or self.response

    @cached_property
    def correction(self) -> Correction:
        """The price that counts: that of the final quotation where there is one."""
        return corrected(self.written)

    @property
    def written(self) -> Written:
        said = self.quoted
        priced = self.examined.get(Part.PRICE)
        return Written(
            said.price,
            said.price_in_bid,
            said.price_in_words,
            said.unit_prices_total,
            bool(priced and priced.is_misplaced),
        )

    @property
    def declared(self) -> Declared:
        said = self.response
        share = said.small_share_percent
        all_small = share == HUNDRED and bool(said.members.all())
        return Declared(said.declared_size, said.has_declaration, said.feature, share, all_small)


def examinations_of(
    rows: Mapping[int, Mapping[str, Examination]], first: Response, final: Response | None
) -> dict[str, Examination]:
    """The examinations of a response; the confirmation of a price that passed is that of the quotation that counts."""
    found = dict(rows.get(first.pk, {}))
    if final is not None and Part.PRICE in found and found[Part.PRICE].has_passed:
        del found[Part.PRICE]
    if final is not None and Part.PRICE not in found and Part.PRICE in rows.get(final.pk, {}):
        found[Part.PRICE] = rows[final.pk][Part.PRICE]
    return found


def explanation_of(
    rows: Mapping[int, Explanation], first: Response, final: Response | None
) -> Explanation | None:
    """The explanation of the price that counts: one of the first price covers a final one that isn't lower; one refused stands."""
    found = rows.get(first.pk)
    if final is None or (found and found.is_accepted is False):
        return found
    is_lower = final.price is not None and first.price is not None and final.price < first.price
    return rows.get(final.pk) or (None if is_lower else found)
