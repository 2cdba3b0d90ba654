"""Files with a script in a bid: they come to the panel and the office as they are, to be saved, and no browser runs them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from goufu.documents.models import Document
from goufu.procurement.tests.bidding import (
    DEADLINE,
    Receiving,
    at,
    bidder,
    quotation,
    receiving,
    sealed_for,
    send,
)
from goufu.procurement.tests.standing import made_once, standing
from goufu.procurement.tests.test_opening import all_read, begun
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County

pytestmark = pytest.mark.django_db
world, own, county, made = standing()
HOSTILE = {
    "方案.html": b"<html><script>alert(document.cookie)</script></html>",
    "图.svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "说明.js": b"alert(1)",
}


@made_once(receiving)
def test_scripts_in_a_bid_are_saved_and_never_run(
    county: County, made: Receiving, signed_in: Callable[[Agent], Client]
) -> None:
    bidders = [bidder(county, number) for number in range(3)]
    with at(DEADLINE.replace(hour=8)):
        for each in bidders:
            files = [*HOSTILE.items()] if each is bidders[0] else [("方案.txt", "方案".encode())]
            send(made.procurement, each, sealed_for(made.procurement, each, "technical", files))
            send(
                made.procurement,
                each,
                sealed_for(made.procurement, each, "price", [("quotation.json", quotation("500000.00"))]),
            )
    with at(DEADLINE.replace(hour=10)):
        assert set(all_read(begun(made, county, 0, 1), county)) == {"opened"}
        browser = signed_in(county.officer)
        for name, content in HOSTILE.items():
            paper = Document.objects.get(name=name)
            answer = browser.get(f"/documents/{paper.pk}/")
            assert (answer.status_code, answer.getvalue()) == (200, content)
            assert answer.headers["Content-Disposition"].startswith("attachment")
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert "script-src" in answer.headers["Content-Security-Policy"]
            assert answer.headers["Content-Type"] == "application/octet-stream"
