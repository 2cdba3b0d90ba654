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
from goufu.documents.tests.papers import pdf
from goufu.procurement.models import Response
from goufu.procurement.review.reading import readable
from goufu.procurement.tests.bidding import DEADLINE, at, bidder, both_kinds, receiving
from goufu.procurement.tests.keyholders import Holder
from goufu.procurement.tests.procuring import approved_project, planned
from goufu.procurement.tests.reviewing import CARE, LAW, listed
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County
from goufu.sealing.label import Label
from goufu.sealing.outside import read_outside
from goufu.sealing.peel import peel

pytestmark = pytest.mark.django_db
Ask = Callable[..., Any]


def program_of(agent: Agent, number: int) -> Ask:
    """Asks in the agent's name, bytes are put; fails for another status than 200."""
    _key, text = issue_key(name="开启", days=30, by=agent)
    client = Client(headers={"authorization": f"Bearer {text}"})

    def ask(path: str, said: Mapping[str, Any] | bytes | None = None, status: int = 200) -> Any:
        address = f"/api/procurements/{number}/{path}"
        if said is None:
            answer = client.get(address)
        elif isinstance(said, bytes):
            answer = client.put(address, said)
        else:
            answer = client.post(address, json.dumps(said), content_type="application/json")
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


def test_paper_is_scanned_and_late_paper_goes_back_over_the_api(county: County) -> None:
    found = receiving(county)
    number = found.procurement.pk
    office, colleague = program_of(county.officer, number), program_of(county.lead, number)
    with at(DEADLINE - timedelta(days=1)):
        whose = bidder(county)
        said = {"kind": "whole", "pieces": 1, "wrapping": "intact", "brought_by": "王递交"}
        [made] = office("counter/paper", said | {"credit_code": whose.body.credit_code})
    with at(DEADLINE + timedelta(minutes=1)):
        late = office("counter/paper", said | {"credit_code": bidder(county, 1).body.credit_code})[0]
        assert late["is_late"] and late["handed_back_at"] is None
        other = program_of(
            county.officer, planned(county, approved_project(county, code="53999927331T000000077")).pk
        )
        back = {"bid": late["token"], "way": "post", "given_to": "前台"}
        assert office("counter/paper-back", back, status=422)["field"] == "posted_as"
        other("counter/paper-back", back | {"posted_as": "EMS 1029"}, status=404)
        late = office("counter/paper-back", back | {"posted_as": "EMS 1029"})[0]
        assert late["handed_back_at"] and late["handed_back_to"] == "前台"
    with at(DEADLINE + timedelta(minutes=5)):
        office("opening/begin", {})
        scans = f"opening/paper/{made['token']}/scans?name=响应文件.pdf"
        assert "现在不收这一份" in office(scans, pdf("响应文件"), status=422)["what"]
        typed = {"bid": made["token"], "price": "480000"}
        office("opening/paper", typed | {"opened_by": "李", "checked_by": "周", "name": whose.body.name})
        colleague("opening/paper-check", typed)
        assert "还没有扫描件" in office("opening/close", {}, status=422)["what"]
        assert office(scans, b"no scan", status=422)["field"] == "papers"
        minutes = [office(scans, pdf("响应文件"))["minutes"] for _twice in range(2)]
        assert len(minutes[0]) == len(minutes[1]) and "响应文件.pdf（SM3" in minutes[0][-1]["text"]
        assert office("opening/close", {})["state"] == "closed"
    assert [each.name for each in readable(found.procurement)[whose.body.pk]] == ["响应文件"]
