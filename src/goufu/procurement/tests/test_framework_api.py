"""Framework agreements over the API: the same actions, each by whose it is, and nothing that a page hides."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from goufu import wall_clock
from goufu.accounts.actions.keys import issue_key
from goufu.procurement.tests.bidding import at
from goufu.procurement.tests.framing import of_provider, own_project, planned_framework, standing
from goufu.procurement.tests.procuring import BEGIN, deputy, on
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County

pytestmark = pytest.mark.django_db
Ask = Callable[..., Any]


def program_of(agent: Agent) -> Ask:
    """Asks in the agent's name; fails for another status than 200."""
    _key, text = issue_key(name="框架协议", days=30, by=agent)
    client = Client(headers={"authorization": f"Bearer {text}"})

    def ask(path: str, said: Mapping[str, Any] | None = None, status: int = 200) -> Any:
        address = f"/api/procurements/{path}"
        answer = (
            client.get(address)
            if said is None
            else client.post(address, json.dumps(said), content_type="application/json")
        )
        assert answer.status_code == status, answer.content.decode()
        return answer.json()

    return ask


def test_a_provider_is_chosen_refuses_and_another_one_accepts(county: County) -> None:
    found, project = standing(county), own_project(county)
    school, lead = program_of(county.teacher), program_of(county.officer)
    one, two = (program_of(of_provider(county, number)) for number in (1, 2))
    agreed = school(f"frameworks/{found.pk}")
    first, second, _third = agreed["members"]
    wanted = {"project": project.pk, "title": "秋季学期看护", "quantity": "100", "member": first["id"]}
    one(f"frameworks/{found.pk}/call-off", wanted, status=404)
    made = school(f"frameworks/{found.pk}/call-off", wanted)
    assert (made["state"], made["amount"], len(made["offers"])) == ("offered", "4800.00", 1)
    offer = made["offers"][0]["id"]
    two(f"offers/{offer}/accept-offer", {}, status=404)
    assert one(f"offers/{offer}/refuse-offer", {"reason": "嫌量小，路太远"})["state"] == "refused"
    school(f"offers/{offer}/judge-refusal", {"is_justified": False, "reason": "协议约定不得挑单"}, status=403)
    judged = lead(f"offers/{offer}/judge-refusal", {"is_justified": False, "reason": "协议约定不得挑单"})
    assert judged["is_justified"] is False
    number = made["id"]
    again = school(f"call-offs/{number}/offer", {"member": second["id"], "because": "离学校最近"})
    assert two(f"call-offs/{number}")["offers"] == [again["offers"][1]]
    two(f"offers/{again['offers'][1]['id']}/accept-offer", {})
    signed = school(f"call-offs/{number}/sign-call-off", {"day": str(wall_clock.today())})
    assert (signed["state"], signed["member"]) == ("agreed", second["id"])
    ground = {"ground": "refused_without_reason", "reason": "没有正当理由拒绝"}
    assert lead(f"members-of-frameworks/{first['id']}/remove-member", ground)["state"] == "removed"
    assert lead(f"frameworks/{found.pk}")["taken"] == "5000.00"
    assert [each["id"] for each in school("call-offs")] == [number]
    assert [each["id"] for each in lead("frameworks?state=active")] == [found.pk]


def test_quotes_are_nobodys_before_their_end(county: County) -> None:
    found, project = standing(county, "competition"), own_project(county)
    school, one, two = (
        program_of(each) for each in (county.teacher, of_provider(county, 1), of_provider(county, 2))
    )
    until = wall_clock.now() + timedelta(days=9)
    wanted = {"project": project.pk, "title": "看护", "quantity": "100", "quotes_until": until.isoformat()}
    number = school(f"frameworks/{found.pk}/call-off", wanted)["id"]
    assert one(f"call-offs/{number}/quote", {"price": "47"})["quotes"][0]["price"] == "47.00"
    assert two(f"call-offs/{number}/quote", {"price": "46"})["quotes"][0]["price"] == "46.00"
    assert school(f"call-offs/{number}")["quotes"] == []
    assert "谁也看不到" in school(f"call-offs/{number}/offer", {}, status=422)["what"]
    with at(until + timedelta(minutes=1)):
        assert [each["price"] for each in school(f"call-offs/{number}")["quotes"]] == ["46.00", "47.00"]
        assert [each["price"] for each in one(f"call-offs/{number}")["quotes"]] == ["47.00"]
        assert school(f"call-offs/{number}/offer", {})["offers"][0]["price"] == "46.00"


def test_an_open_agreement_is_joined_and_ended(county: County) -> None:
    found = standing(county, prices=(), kind="open")
    lead, one = program_of(county.officer), program_of(of_provider(county, 1))
    text = {"text": "持证护理员八名", "meets_conditions": False}
    assert one(f"frameworks/{found.pk}/apply", text, status=422)["field"] == "meets_conditions"
    made = one(f"frameworks/{found.pk}/apply", text | {"meets_conditions": True})
    assert (made["state"], made["price"]) == ("received", "60.00")
    assert lead("applications")[0] == made
    one(f"applications/{made['id']}/admit-application", {}, status=403)
    assert lead(f"applications/{made['id']}/admit-application", {})["state"] == "admitted"
    [member] = lead(f"frameworks/{found.pk}")["members"]
    paused = lead(f"members-of-frameworks/{member['id']}/suspend-member", {"reason": "投诉正在调查"})
    assert paused["state"] == "suspended"
    assert "随时可以申请" in _supplement(lead, found.pk, 422)["what"]
    ended = lead(f"frameworks/{found.pk}/end-framework", {"reason": "改由集中采购机构征集"})
    assert (ended["state"], ended["end_reason"]) == ("ended", "改由集中采购机构征集")


def _supplement(ask: Ask, number: int, status: int = 200) -> Any:
    until = (wall_clock.now() + timedelta(days=9)).isoformat()
    return ask(f"frameworks/{number}/call-supplement", {"reason": "剩得太少", "until": until}, status=status)


def test_a_supplement_is_called_and_concluded(county: County) -> None:
    found = standing(county)
    with_responses = found.members.exclude(turn=3)
    assert "补充征集" in _supplement(program_of(county.officer), found.pk, 422)["cards"][0]["title"]
    made = found.supplements.create(
        reason="剩得太少",
        until=wall_clock.now() + timedelta(days=9),
        shortlisted=3,
        remaining=with_responses.count(),
        called_by=county.officer.person,
        called_at=wall_clock.now(),
    )
    four, head = program_of(of_provider(county, 4)), program_of(deputy(county))
    asked = four(
        f"frameworks/{found.pk}/apply", {"price": "51", "text": "持证护理员八名", "meets_conditions": True}
    )
    said = {"admitted": [asked["id"]], "record": "照价格从低到高比较"}
    assert "还没有截止" in head(f"supplements/{made.pk}/conclude", said, status=422)["what"]
    program_of(county.officer)(f"supplements/{made.pk}/conclude", {}, status=403)
    with at(made.until + timedelta(minutes=1)):
        assert "淘汰" in str(head(f"supplements/{made.pk}/conclude", said, status=422)["cards"])
        head(f"supplements/{made.pk}/conclude", {"admitted": [], "record": "没有达到要求的"})
    assert four(f"applications/{asked['id']}")["reason"] == "没有达到要求的"


def test_an_agreement_is_concluded_only_after_its_first_stage(county: County) -> None:
    with on(BEGIN):
        made = planned_framework(county)
        lead = program_of(county.officer)
        said = {"unit": "小时", "total_limit": "400000", "starts_on": str(BEGIN)}
        assert "编制方案" in lead(f"{made.pk}/agree", said, status=422)["what"]
        program_of(county.teacher)(f"{made.pk}/agree", said, status=404)
        program_of(deputy(county))(f"{made.pk}/shortlist", {"count": 3}, status=422)
