"""Projects over the API: the same actions, the same refusals, as the pages."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from goufu.accounts.actions.keys import issue_key
from goufu.funds.models import BudgetLine
from goufu.funds.tests.money import YEAR
from goufu.planning.models import Project
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County


class Program:
    """A program with a token of the agent's."""

    def __init__(self, agent: Agent) -> None:
        _token, text = issue_key(name="财务系统", days=30, by=agent)
        self.client = Client(headers={"authorization": f"Bearer {text}"})

    def ask(self, path: str) -> tuple[int, Any]:
        answer = self.client.get(f"/api/projects{path}")
        return answer.status_code, json.loads(answer.content)

    def send(self, path: str, verb: str = "post", **said: Any) -> tuple[int, Any]:
        send = getattr(self.client, verb)
        answer = send(f"/api/projects{path}", json.dumps(said), content_type="application/json")
        return answer.status_code, json.loads(answer.content)


def test_a_program_writes_is_refused_corrects_submits_and_another_approves(
    county: County, draft: Project, line: BudgetLine
) -> None:
    officer = Program(county.officer)
    status, made = officer.send("", title="城区路灯改造及三十年运营服务", year=YEAR)
    number = made["number"]
    assert (status, made["state"]) == (200, "draft")
    status, refused = officer.send(f"/{number}/submit")
    assert (status, refused["cards"][0]["articles"][0]["instrument"]) == (422, "order-102")
    sent = {
        "version": made["version"], "title": "老年人助餐服务", "entry": "A0402", "amount": "3000.00",
        "first_year": "3000.00", "quantity": "10", "unit": "人", "unit_price": "300", "term_months": 12,
        "need": draft.need, "duty_basis": draft.duty_basis, "service_class": "public", "method": draft.method,
        "provider_kind": draft.provider_kind, "is_new": False, "facts": draft.facts,
        "funding": [{"line": line.pk, "amount": "3000.00"}],
        "targets": [{"kind": "quantity", "name": "服务老人", "operator": "≥", "number": "10", "unit": "人"}],
    }  # fmt: skip
    status, saved = officer.send(f"/{number}", "put", **sent)
    assert (status, saved["entry"]) == (200, "A0402"), saved
    status, opinion = officer.ask(f"/{number}/opinion")
    assert (status, opinion["blocking"], opinion["to_explain"]) == (200, [], [])
    status, submitted = officer.send(f"/{number}/submit", version=saved["version"])
    assert (status, submitted["state"]) == (200, "submitted")
    doubts = [card["rule"] for card in opinion["to_review"]]
    status, approved = Program(county.treasurer).send(f"/{number}/approve", reviewed=doubts)
    assert (status, approved["state"]) == (200, "approved")


def test_who_may_not_see_is_told_that_it_is_not_there(county: County, draft: Project) -> None:
    assert Program(county.teacher).ask(f"/{draft.pk}")[0] == 404
    assert Program(county.system).ask("")[0] == 404
    assert Program(county.treasurer).send(f"/{draft.pk}", "put", version=draft.version)[0] == 403
    assert Client().get("/api/projects").status_code == 401


def test_what_cannot_be_read_is_named_and_changes_nothing(county: County, draft: Project) -> None:
    officer = Program(county.officer)
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"amount": "1.234"}, "amount"),
        ({"amount": "-1"}, "amount"),
        ({"amount": "1000000000000"}, "amount"),  # as on a page and in a table
        ({"new_amount": "NaN"}, "new_amount"),
        ({"unit_price": "1e30"}, "unit_price"),
        ({"quantity": -1}, "quantity"),
        ({"quantity": "0.00001"}, "quantity"),
        ({"title": ""}, "title"),
        ({"title": "长" * 201}, "title"),
        ({"need": None}, "need"),
        ({"need": "长" * 20_001}, "need"),
        ({"year": 1999}, "year"),
        ({"year": 10**12}, "year"),
        ({"term_months": 0}, "term_months"),
        ({"field": "space"}, "field"),
        ({"is_new": "perhaps"}, "is_new"),
        ({"provider": None, "provider_kind": None}, "provider_kind"),
        ({"colour": "red"}, "colour"),
        ({"method": "lottery"}, "method"),
        ({"entry": "A9999"}, "entry"),
        ({"facts": {"is_secret": True}}, "is_secret"),
        ({"facts": {"started_on": "2026-13-01"}}, "started_on"),
        ({"facts": {"added_yuan": "many"}}, "added_yuan"),
        ({"facts": {"method_ground": "whim"}}, "method_ground"),
        ({"facts": {"title": "x"}}, "title"),
        ({"entry": ""}, "entry"),
        ({"facts": {"no_reserve_reason": "长" * 2_001}}, "no_reserve_reason"),
        ({"facts": {"added_yuan": "-1"}}, "added_yuan"),
        ({"funding": [{"line": 10**12, "amount": "1"}]}, "funding"),
        ({"funding": [{"line": 5, "amount": "1"}, {"line": 5, "amount": "2"}]}, "funding"),
    ]
    for sent, field in wrong:
        status, refused = officer.send(f"/{draft.pk}", "put", version=draft.version, **sent)
        assert (status, refused["field"].split(".")[-1]) == (422, field), refused
    assert Project.objects.get(pk=draft.pk).version == draft.version


def test_a_title_is_what_people_see_of_it(county: County, draft: Project) -> None:
    officer = Program(county.officer)
    for title, seen in {
        "老年人\u200b助餐\u202e服务": "老年人助餐服务",
        "\x1b[31m助餐": "[31m助餐",
        " 助餐\r\n服务\t": "助餐 服务",
        "助餐\u2028服务": "助餐 服务",
    }.items():
        assert officer.send("", title=title, year=YEAR)[1]["title"] == seen
    for invisible in ("\u202e\u200b", "\u200b \ufeff", "\r\n", "  "):
        status, refused = officer.send("", title=invisible, year=YEAR)
        assert (status, refused["field"]) == (422, "title")
        status, refused = officer.send(f"/{draft.pk}", "put", version=draft.version, title=invisible)
        assert (status, refused["field"]) == (422, "title")


def test_a_stale_version_is_refused_and_the_same_request_is_done_once(county: County, draft: Project) -> None:
    officer, token = Program(county.officer), str(uuid4())
    assert officer.send(f"/{draft.pk}", "put", version=draft.version, unit="户", once=token)[0] == 200
    status, again = officer.send(f"/{draft.pk}", "put", version=draft.version, unit="户", once=token)
    assert (status, again["object_id"]) == (200, str(draft.pk))
    assert officer.send(f"/{draft.pk}", "put", version=draft.version, unit="次")[0] == 409


@pytest.mark.parametrize("verb", ["return", "adjust", "withdraw"])
def test_a_step_wants_a_reason(county: County, draft: Project, verb: str) -> None:
    officer, finance = Program(county.officer), Program(county.treasurer)
    officer.send(f"/{draft.pk}/submit")
    if verb == "adjust":
        doubts = [card["rule"] for card in finance.ask(f"/{draft.pk}/opinion")[1]["to_review"]]
        finance.send(f"/{draft.pk}/approve", reviewed=doubts)
    who = finance if verb == "return" else officer
    status, refused = who.send(f"/{draft.pk}/{verb}", reason="急")
    assert (status, refused["field"]) == (422, "reason")
    assert who.send(f"/{draft.pk}/{verb}", reason="服务人数有变化")[0] == 200


def test_what_was_drafted_is_answered_as_it_is_read_afterwards(county: County) -> None:
    officer = Program(county.officer)
    _status, made = officer.send("", title=" 老年人助餐服务\u200b", year=YEAR)
    assert made == officer.ask(f"/{made['number']}")[1]
    assert made["title"] == "老年人助餐服务"


def test_lists_go_on_from_the_last_number(county: County, draft: Project) -> None:
    officer = Program(county.officer)
    second = officer.send("", title="助餐服务", year=YEAR)[1]["number"]
    assert [each["number"] for each in officer.ask("?limit=1")[1]] == [second]
    assert officer.ask(f"?before={second}&state=draft&limit=1")[1][0]["title"] == draft.title


@pytest.mark.parametrize(("limit", "what"), [(0, "limit：太小"), (201, "limit：太大")])
def test_no_list_is_cut_short_unasked(county: County, limit: int, what: str) -> None:
    status, refused = Program(county.officer).ask(f"?limit={limit}")
    assert (status, refused["what"]) == (422, what)


def test_targets_go_in_as_they_come_out(county: County, draft: Project) -> None:
    officer = Program(county.officer)
    version, sent = draft.version, officer.ask(f"/{draft.pk}")[1]["targets"]
    assert sent[0] == {
        "name": "服务老人", "kind": "quantity", "operator": "≥", "number": "300.0000", "unit": "人", "text": "",
        "counting_note": "做完服务单并经老人或家属确认，计 1 人", "evidence": "服务单、定位照片", "source": "上年实际",
        "baseline": "240.0000",
    }  # fmt: skip
    rows = list(draft.targets.values())
    eased = {"name": "家庭照护负担", "kind": "social", "operator": "qualitative", "text": "明显减轻"}
    status, saved = officer.send(f"/{draft.pk}", "put", version=version, targets=[*sent, eased])
    assert (status, saved["targets"][2]["number"]) == (200, None)
    assert list(draft.targets.values())[:2] == rows
    assert officer.send(f"/{draft.pk}", "put", version=saved["version"], unit="户")[0] == 200
    assert draft.targets.count() == 3


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"operator": "~"}, "operator"),
        ({"kind": "output"}, "kind"),
        ({"number": "NaN"}, "number"),
        ({"number": "-1"}, "number"),
        ({"number": "1e30"}, "number"),
        ({"number": "0.00001"}, "number"),
        ({"baseline": "Infinity"}, "baseline"),
        ({"number": None}, "targets"),
        ({"unit": ""}, "targets"),
        ({"unit": "万人次"}, "targets"),
        ({"operator": "qualitative"}, "targets"),
        ({"operator": "qualitative", "number": None, "unit": "", "text": "95%以上"}, "targets"),
        ({"name": "长" * 101}, "name"),
        ({"weight": 5}, "weight"),
    ],
)
def test_a_target_that_cannot_be_counted_is_refused(
    county: County, draft: Project, wrong: dict[str, Any], field: str
) -> None:
    target = {"name": "助浴", "kind": "quantity", "operator": "≥", "number": "1200", "unit": "人次"}
    status, refused = Program(county.officer).send(
        f"/{draft.pk}", "put", version=draft.version, targets=[target | wrong]
    )
    assert (status, refused["field"].split(".")[-1]) == (422, field), refused
    assert [each.name for each in draft.targets.all()] == ["服务老人", "服务对象满意度"]
