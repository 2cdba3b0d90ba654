"""Keys, the ceremony and the panel over the API: the same actions, each by whose it is."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from goufu.accounts.actions.keys import issue_key
from goufu.procurement.models import Response
from goufu.procurement.tests.bidding import DEADLINE, at, bidder, both_kinds, receiving
from goufu.procurement.tests.keyholders import Holder
from goufu.procurement.tests.reviewing import CARE, LAW, listed
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County
from goufu.sealing.label import Label
from goufu.sealing.outside import read_outside
from goufu.sealing.peel import peel

pytestmark = pytest.mark.django_db
Ask = Callable[..., Any]


def program_of(agent: Agent, number: int) -> Ask:
    """Asks in the agent's name; fails for another status than 200."""
    _key, text = issue_key(name="开启", days=30, by=agent)
    client = Client(headers={"authorization": f"Bearer {text}"})

    def ask(path: str, said: Mapping[str, Any] | None = None, status: int = 200) -> Any:
        address = f"/api/procurements/{number}/{path}"
        answer = (
            client.get(address)
            if said is None
            else client.post(address, json.dumps(said), content_type="application/json")
        )
        assert answer.status_code == status, answer.content.decode()
        return answer.json()

    return ask


def parts(given: list[dict[str, Any]], holder: Holder) -> str:
    """What a custodian's program makes of the outsides."""
    lines = []
    for each in given:
        outside = read_outside(io.BytesIO(base64.b64decode(each["outside"])))
        made = peel(outside, holder.key.secret, Label(**each["label"]))
        lines.append(json.dumps({"bid": each["bid"], "peel": made.as_bytes().decode()}))
    return "\n".join(lines)


def test_an_opening_is_held_over_the_api_and_the_panel_drawn(county: County) -> None:
    found = receiving(county)
    number = found.procurement.pk
    with at(DEADLINE - timedelta(days=1)):
        both_kinds(found.procurement, bidder(county, 0))
        office = program_of(county.officer, number)
        keys = [program_of(each.agent, number) for each in found.holders[1:]]
        assert office("keys")["needed"] == 2
        assert [each["side"] for each in office("keys")["custodians"]] == ["purchaser", "centre", "reserve"]
        assert "还没有开始" in office("opening", status=422)["what"]
    with at(DEADLINE + timedelta(minutes=5)):
        begun = office("opening/begin", {})
        assert (begun["state"], len(begun["envelopes"])) == ("begun", 2)
        keys[0]("opening/join", {}, status=403)
        for ask, holder in zip(keys, found.holders[1:], strict=True):
            ask("opening/peel", {"peels": parts(ask("opening/outsides"), holder)})
        office("opening/join", {})
        prices = [each["price"] for each in office("opening/read", {})["envelopes"]]
        assert sorted(str(each) for each in prices) == ["500000.00", "None"]
        closed = office("opening/close", {})
        assert closed["state"] == "closed" and "宣布开启结束" in closed["minutes"][-1]["text"]
    assert Response.objects.count() == 1
    with at(DEADLINE + timedelta(hours=1)):
        wanted = [{"field": CARE, "count": 2}, {"field": LAW, "count": 1}]
        office("draw/commit", {"of": listed(county).pk, "wanted": wanted})
        assert len(office("draw", {})["panel"]) == 3
        assert len({each["code"] for each in office("codes", {})}) == 3
        [bid] = office("review")["bids"]
        assert (bid["price"], bid["final"], bid["out"]) == ("500000.00", None, "")
