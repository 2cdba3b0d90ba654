"""What waits for a provider: a response is asked for until every envelope of it is here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from goufu.procurement.actions.participating import DECLARED, take_part
from goufu.procurement.tests.bidding import DEADLINE, at, bidder, quotation, receiving, sealed_for, send
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County

pytestmark = pytest.mark.django_db
SENT = "</span> 都送到了</span>"


def test_a_response_that_is_here_is_not_asked_for_again(
    county: County, signed_in: Callable[[Agent], Client]
) -> None:
    found = receiving(county).procurement
    asked = f"提交响应文件：{found.title}"
    with at(DEADLINE - timedelta(days=1)):
        own = bidder(county)
        take_part(procurement=found.pk, declared=dict.fromkeys(DECLARED, True), by=own)
        client = signed_in(own)
        assert asked in client.get("/").content.decode() and SENT not in client.get("/").content.decode()
        page = f"/procurements/open/{found.pk}/"
        blue = f'class="gf-btn" href="/procurements/{found.pk}/bid/"'
        assert blue in client.get(page).content.decode()
        assert "还缺" not in client.get("/").content.decode()
        send(found, own, sealed_for(found, own, "technical", [("方案.txt", "服务方案".encode())]))
        assert "还缺：报价" in client.get("/").content.decode()
        last = send(found, own, sealed_for(found, own, "price", [("quotation.json", quotation("500000.00"))]))
        assert asked not in client.get("/").content.decode() and SENT in client.get("/").content.decode()
        receipt = client.get(f"/procurements/bids/{last.token}/").content.decode()
        assert "都送到了，等开启" in receipt and "quotation-….json" in receipt
        shown = client.get(page).content.decode()
        assert blue not in shown and "都送到了，等开启" in shown
