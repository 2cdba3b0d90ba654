"""A negotiation goes the same way as a consultation, by its data alone: the lowest final quotation of those who meet the demand."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from goufu.procurement.actions.awarding import award, receive_report
from goufu.procurement.actions.marking import hand_in
from goufu.procurement.actions.planning import choose_method, save_procurement
from goufu.procurement.actions.reviewing import conclude
from goufu.procurement.actions.telling import send_letters
from goufu.procurement.models import Procurement, Quotation
from goufu.procurement.review.recomputing import differences
from goufu.procurement.tests.procuring import BEGIN, announced, judged, on, planned
from goufu.procurement.tests.reviewing import OPENED, drawn, passed, responded, seats, signed
from goufu.registry.tests.county import County

pytestmark = pytest.mark.django_db


def negotiated(county: County) -> Procurement:
    """A negotiation whose notice has appeared."""
    before = BEGIN - timedelta(days=35)
    with on(before):
        made = planned(county)
        made = choose_method(
            procurement=made.pk, method="negotiation", ground="complex_or_special", by=county.officer
        )
        values = {"evaluation_method": "lowest_price"}
        made = save_procurement(procurement=made.pk, by=county.officer, version=made.version, values=values)
        judged(made, county)
        announced(made, "intention", county, before)
    with on(BEGIN):
        announced(made, "negotiation", county, BEGIN)
    return Procurement.objects.get(pk=made.pk)


def test_the_lowest_final_quotation_wins_and_can_be_reckoned_again(county: County) -> None:
    made = negotiated(county)
    with on(OPENED.date(), 12):
        drawn(county, made)
        first = responded(county, made, ["560000", "540000", "575000"])
        panel = seats(county, made)
        passed(made, panel[0], county)
        responded(county, made, ["530000", "535000", "570000"], Quotation.FINAL)
        for seat in panel:
            hand_in(by=seat)
        report = conclude(by=panel[0])
        signed(panel)
        receive_report(procurement=made.pk, by=county.officer)
        award(procurement=made.pk, response=first[0].pk, by=county.lead)
        send_letters(procurement=made.pk, by=county.officer)
    assert [*report.placings.values_list("response", "rank", "price", "total")] == [
        (first[0].pk, 1, Decimal(530000), None),
        (first[1].pk, 2, Decimal(535000), None),
        (first[2].pk, 3, Decimal(570000), None),
    ]
    assert [*differences(made)] == []
