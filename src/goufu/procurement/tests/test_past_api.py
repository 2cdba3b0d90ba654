"""Past procurements over the API: entered as on the page, and going on by their steps."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from goufu.accounts.actions.keys import issue_key
from goufu.procurement.models import PastEntry, PastOffer
from goufu.procurement.tests.procuring import approved_project, deputy, on
from goufu.procurement.tests.reviewing import provider
from goufu.procurement.tests.test_past import DAYS, TODAY
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County

pytestmark = pytest.mark.django_db
Ask = Callable[..., Any]


def program_of(agent: Agent) -> Ask:
    _key, text = issue_key(name="补录", days=30, by=agent)
    client = Client(headers={"authorization": f"Bearer {text}"})

    def ask(path: str, said: Mapping[str, Any], status: int = 200) -> Any:
        address = f"/api/procurements/{path}"
        answer = client.post(address, json.dumps(said), content_type="application/json")
        assert answer.status_code == status, answer.content.decode()
        return answer.json()

    return ask


def sent(county: County, **more: Any) -> dict[str, Any]:
    return {
        "title": "失能老人上门护理服务",
        "shares": [{"project": approved_project(county).pk, "amount": "600000"}],
        "method": "consultation",
        "ground": "service_purchase",
        "ran_at": "云南省政府采购管理系统",
        "bid_deadline": "2026-03-24",
        "days": {name: str(day) for name, day in DAYS.items() if day < date(2026, 3, 27)},
        **more,
    }


def test_one_is_entered_and_goes_on(county: County) -> None:
    winner = provider(county, 1)
    with on(TODAY):
        ask, said = program_of(county.officer), sent(county)
        assert "可以写" in ask("enter-past", said | {"days": {"paid": "2026-03-09"}}, status=422)["remedy"]
        assert ask("enter-past", said | {"winner": "91530000MA6K99999X"}, status=422)["field"] == "winner"
        twice = said | {"shares": said["shares"] * 2}
        assert ask("enter-past", twice, status=422)["field"] == "shares"
        program_of(county.treasurer)("enter-past", said, status=404)
        made = ask("enter-past", said)
        assert (made["state"], made["shares"][0]["amount"]) == ("running", "600000.00")
        assert PastEntry.objects.get(procurement=made["id"]).ran_at == "云南省政府采购管理系统"
        half = said | {"shares": [said["shares"][0] | {"amount": "1"}]}
        lead = program_of(deputy(county))
        lead(f"{made['id']}/strike-past", {"reason": "项目写错了"})
        ask("enter-past", half)
        assert ask("enter-past", half, status=422)["field"] == "again"
        made = ask("enter-past", half | {"again": "分两个合同段，名称相同"})
        result = {"credit_code": winner.credit_code, "amount": "1", "day": "2026-03-27"}
        awarded = ask(f"{made['id']}/record-result", result)
        assert "awarded" in {each["event"] for each in awarded["occurrences"]}
        struck = lead(f"{made['id']}/strike-past", {"reason": "项目写错了"})
        assert struck["end_reason"]


def test_one_of_the_same_number_is_entered_with_a_reason(county: County) -> None:
    with on(TODAY):
        ask, said = program_of(county.officer), sent(county)
        said |= {"shares": [said["shares"][0] | {"amount": "100000"}]}
        ask("enter-past", said)
        assert ask("enter-past", said, status=422)["field"] == "again"
        assert ask("enter-past", said | {"again": "分两个合同段，编号相同"})["state"] == "running"


def test_an_award_comes_with_its_entry(county: County) -> None:
    with on(TODAY):
        code = provider(county, 1).credit_code
        days = {name: str(day) for name, day in DAYS.items()}
        approval = {"office": "云南省财政厅", "level": "county", "number": "1号", "day": "2026-02-20"}
        said = sent(county, days=days, winner=code, amount="560000")
        ask = program_of(county.officer)
        assert ask("enter-past", said | {"approval": approval}, status=422)["field"] == "approval_level"
        assert ask("enter-past", said | {"approval": approval | {"level": "?"}}, status=422)
        made = ask("enter-past", said)
        [offer] = PastOffer.objects.filter(procurement=made["id"])
        assert offer.is_awarded and offer.name == provider(county, 1).name


def test_lots_and_losers_are_sent(county: County) -> None:
    with on(TODAY):
        lots: list[dict[str, Any]] = [
            {"title": "城区片", "budget": "400000"},
            {"title": "乡镇片", "budget": "200000"},
        ]
        lost = {"name": "春晖护理服务部", "price": "398000", "rank": 2, "lot": 1}
        ask, said = program_of(county.officer), sent(county, lots=lots)
        wrong = said | {"lost": [lost | {"lot": 0}]}
        assert ask("enter-past", wrong, status=422)["field"] == "lost"
        made = ask("enter-past", said)
        result = {"lot": 1, "credit_code": provider(county, 1).credit_code, "amount": "390000"}
        told = {"day": "2026-03-27", "lots": [result], "lost": [lost]}
        assert "每个包都要有结果" in ask(f"{made['id']}/record-result", told, status=422)["what"]
        twice = told | {"lots": [result, {"lot": 2}, result | {"amount": "1"}]}
        assert "写了两次" in ask(f"{made['id']}/record-result", twice, status=422)["what"]
        ask(f"{made['id']}/record-result", told | {"lots": [result, {"lot": 2}]})
        assert [(each.name, each.price) for each in PastOffer.objects.filter(procurement=made["id"])] == [
            (provider(county, 1).name, Decimal(390_000)),
            ("春晖护理服务部", Decimal(398_000)),
        ]
