"""Providers over the API: what is open, taking part, questions, the file, receipts, letters, and what waits."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from goufu.accounts.actions.keys import issue_key
from goufu.core.roles import Role
from goufu.documents.actions import attach_document
from goufu.documents.tests.papers import pdf
from goufu.procurement.actions.opening import begin_opening
from goufu.procurement.models import FileDownload, Participation, Procurement
from goufu.procurement.tests.asking import program_of
from goufu.procurement.tests.bidding import (
    DEADLINE,
    Receiving,
    at,
    bidder,
    both_kinds,
    receiving,
    sealed_for,
    send,
)
from goufu.procurement.tests.procuring import BEGIN, on, planned, running
from goufu.procurement.tests.reviewing import provider
from goufu.procurement.tests.standing import made_once, standing
from goufu.procurement.tests.test_emergency import awarded
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County, a_provider, agent

DAY = BEGIN + timedelta(days=3)
DECLARED: dict[str, Any] = {"meets_conditions": True, "is_not_debarred": True, "has_no_conflict": True}
TEXT = "护理员的经验按哪一天计算？"
world, own, county, procurement = standing(running)


@pytest.fixture
def mine(county: County) -> Agent:
    return agent("周玲", a_provider(county), Role.PROVIDER_AGENT)


def test_whoever_looks_finds_what_is_open_and_what_is_over(county: County, procurement: Procurement) -> None:
    ask = program_of(None)
    with on(DAY):
        [line] = ask("open")
        assert (line["id"], line["purchaser"], line["place"]) == (
            procurement.pk,
            county.civil.name,
            county.place.code,
        )
        for some in ("words=老人 护理", f"place={county.place.code}", "place=530000", "method=consultation"):
            assert ask(f"open?{some}") == [line], some
        for none in ("words=食堂", "place=110000", "field=culture", "method=open_tender", "over=true"):
            assert ask(f"open?{none}") == [], none
        assert "可以写" in ask("open?field=weather", status=422)["remedy"]
        assert ask(f"open?before={procurement.pk}") == []
        shown = ask(f"open/{procurement.pk}")
        assert shown["sheet_digest"] == "" and shown["bid_deposit"] == "0.00"
        assert {each["kind"] for each in shown["notices"]} == {"intention", "consultation"}
        assert all(each["content"] for each in shown["notices"])
        ask(f"open/{procurement.pk}/own", status=401)
    with on(DEADLINE.date() + timedelta(days=1)):
        assert ask("open") == [] and ask("open?over=true")[0]["id"] == procurement.pk


@made_once(planned)
def test_a_plan_is_not_there(county: County, procurement: Procurement) -> None:
    whose = bidder(county)
    with on(BEGIN - timedelta(days=35)):
        program_of(None)(f"open/{procurement.pk}", status=404)
        program_of(whose)(f"open/{procurement.pk}/take-part", DECLARED, status=404)


def test_a_provider_takes_part_and_withdraws(county: County, procurement: Procurement, mine: Agent) -> None:
    path = f"open/{procurement.pk}"
    with on(DAY):
        ask = program_of(mine)
        program_of(county.officer)(f"{path}/take-part", {}, status=404)
        refused = ask(f"{path}/take-part", DECLARED | {"has_no_conflict": False}, status=422)
        assert "声明" in refused["what"] and refused["articles"] == ["procurement-law:22"]
        assert ask(f"{path}/take-part", {}, status=422)["field"] == "meets_conditions"
        member = {"credit_code": "91530000MA6K99999X", "share_percent": "40"}
        asked = DECLARED | {"own_share_percent": "60", "members": [member]}
        assert ask(f"{path}/take-part", asked, status=422)["field"] == "members"
        member["credit_code"] = str(provider(county, 1).credit_code)
        refused = ask(f"{path}/take-part", asked, status=422)
        assert "不接受联合体" in refused["what"] and refused["articles"] == ["procurement-law:24"]
        refused = ask(f"{path}/take-part", DECLARED | {"is_small": True}, status=422)  # it is no enterprise
        assert [each["rule"] for each in refused["cards"]] == ["award.declaration-non-enterprise"]
        sent = DECLARED | {"once": str(uuid4())}
        made = ask(f"{path}/take-part", sent)
        assert (made["state"], made["is_small"], made["members"]) == ("taking_part", None, [])
        assert ask(f"{path}/take-part", sent)["already_done"] and Participation.objects.count() == 1
        assert "已经参加" in ask(f"{path}/take-part", DECLARED, status=422)["what"]
        assert ask("participations") == [made] and ask(f"{path}/own")["participations"] == [made]
        other = program_of(bidder(county, 2))
        assert other("participations") == [] and other(f"{path}/own")["participations"] == []
        other(f"participations/{made['id']}", status=404)
        other(f"participations/{made['id']}/leave", {}, status=404)
        program_of(county.officer)("participations", status=404)
        assert ask(f"participations/{made['id']}/leave", {})["state"] == "withdrawn"
        assert ask("participations?state=taking_part") == []
    with on(DEADLINE.date() + timedelta(days=1)):
        assert "已经截止" in ask(f"{path}/take-part", DECLARED, status=422)["what"]


def test_a_question_is_answered_to_all_and_nobody_learns_who_asked(
    county: County, procurement: Procurement, mine: Agent
) -> None:
    path = f"open/{procurement.pk}"
    with on(DAY):
        ask, office = program_of(mine), program_of(county.officer)
        named = ask(f"{path}/ask", {"text": f"{mine.body.name}想问经验怎么算"}, status=422)
        assert named["field"] == "text" and "名称" in named["what"]
        sent = {"text": TEXT, "once": str(uuid4())}
        made = ask(f"{path}/ask", sent)
        assert (made["state"], made["answer"]) == ("asked", "")
        assert ask(f"{path}/ask", sent)["already_done"]
        [waits] = office("questions?state=asked")
        assert waits["text"] == TEXT and mine.body.name not in str(waits)
        assert "asker" not in waits and office(f"questions/{made['id']}") == waits
        answer = {"answer": "按取得证书之日起计算。", "changes_file": False}
        program_of(county.teacher)(f"questions/{made['id']}/answer", answer, status=404)
        program_of(county.treasurer)(f"questions/{made['id']}/answer", answer, status=403)
        named = answer | {"answer": f"{mine.body.name}的经验算到今天"}
        assert office(f"questions/{made['id']}/answer", named, status=422)["field"] == "answer"
        assert office(f"questions/{made['id']}/answer", answer)["state"] == "answered"
        [told] = program_of(None)(path)["questions"]
        assert told["answer"] == answer["answer"] and "asker" not in told
        assert ask("own-questions")[0]["answer"] == answer["answer"]
        program_of(bidder(county, 3))("questions", status=404)
        assert program_of(bidder(county, 4))("own-questions") == []


def test_the_file_is_fetched_by_providers_and_that_is_recorded(
    county: County, procurement: Procurement, mine: Agent
) -> None:
    with on(DAY):
        paper = attach_document(
            by=county.officer,
            subject=("procurement", procurement.pk),
            kind="file",
            file_name="采购文件.pdf",
            chunks=[pdf()],
        )
        [listed] = program_of(None)(f"open/{procurement.pk}")["files"]
        assert (listed["id"], listed["name"]) == (paper.pk, "采购文件.pdf")
        path = f"open/{procurement.pk}/files/{paper.pk}"
        program_of(None)(path, {}, status=401)
        program_of(county.officer)(path, {}, status=404)
        program_of(mine)(f"open/{procurement.pk}/files/0", {}, status=404)
        assert FileDownload.objects.count() == 0
        _key, text = issue_key(name="取文件", days=9, by=mine)
        got = Client(headers={"authorization": f"Bearer {text}"}).post(f"/api/procurements/{path}")
        assert got.status_code == 200 and got.getvalue().startswith(b"%PDF")
    [found] = FileDownload.objects.all()
    assert (found.body, found.person, found.document) == (mine.body, mine.person, paper)


def test_searches_are_kept_and_what_waits_is_told(
    county: County, procurement: Procurement, mine: Agent
) -> None:
    with on(DAY):
        ask, other = program_of(mine), program_of(bidder(county, 5))
        assert "先填一个条件" in ask("searches", {}, status=422)["what"]
        assert ask("searches", {"field": "weather"}, status=422)["field"] == "field"
        program_of(county.officer)("searches", {"words": "护理"}, status=404)
        kept = ask("searches", {"words": " 护理 ", "once": str(uuid4())})
        assert kept["words"] == "护理" and [each["id"] for each in ask("searches")] == [kept["id"]]
        assert other("searches") == []
        other(f"searches/{kept['id']}/forget", {}, status=404)
        assert ask(f"searches/{kept['id']}/forget", {}) == []
        ask(f"open/{procurement.pk}/take-part", DECLARED)
        [group] = [each for each in waiting(mine) if each["title"] == "响应截止"]
        [item] = group["items"]
        assert (item["due"], item["url"]) == ("2026-12-16", f"/procurements/open/{procurement.pk}/")
        assert procurement.title not in str(waiting(bidder(county, 6)))


def waiting(who: Agent) -> Any:
    _key, text = issue_key(name="首页", days=9, by=who)
    return Client(headers={"authorization": f"Bearer {text}"}).get("/api/me/waiting").json()


@made_once(receiving)
def test_receipts_are_the_bidders_and_what_was_sent_is_withdrawn(
    county: County, procurement: Receiving
) -> None:
    found, one, two = procurement.procurement, bidder(county), bidder(county, 1)
    path = f"open/{found.pk}"
    with at(DEADLINE - timedelta(days=1)):
        ask, other = program_of(one), program_of(two)
        sheet = program_of(None)(f"{path}/sheet")
        assert sheet["procurement"] == found.number and len(ask(path)["sheet_digest"]) == 64
        ask(f"{path}/withdraw-bid", {}, status=404)
        sent = both_kinds(found, one)
        told = ask("receipts")
        assert [each["number"] for each in told] == [each.number for each in reversed(sent)]
        assert told[0]["digest"] == sent[1].digest and told == ask(f"{path}/own")["receipts"]
        assert ask(f"receipts/{sent[0].token}") == told[1]
        other(f"receipts/{sent[0].token}", status=404)
        program_of(county.officer)(f"receipts/{sent[0].token}", status=404)
        program_of(county.officer)("receipts", status=404)
        assert other("receipts") == []
        again = {"once": str(uuid4())}
        assert ask(f"{path}/withdraw-bid", again) == told
        assert ask(f"{path}/withdraw-bid", again)["already_done"]
        ask(f"{path}/withdraw-bid", {}, status=404)
    with at(DEADLINE - timedelta(hours=1)):
        send(found, one, sealed_for(found, one, sequence=2))
    with at(DEADLINE + timedelta(minutes=1)):
        assert "截止已过" in ask(f"{path}/withdraw-bid", {}, status=422)["what"]


def tendered(county: County) -> Receiving:
    return receiving(county, is_tender=True)


@made_once(tendered)
def test_a_bidder_is_told_that_nothing_was_opened(county: County, procurement: Receiving) -> None:
    found, one = procurement.procurement, bidder(county)
    assert found.bid_deadline_at
    with at(found.bid_deadline_at - timedelta(days=1)):
        both_kinds(found, one)
        ask, other = program_of(one), program_of(bidder(county, 1))
        assert ask("own-letters/unopened") == []
    with at(found.bid_deadline_at + timedelta(minutes=5)):
        begin_opening(procurement=found.pk, by=county.officer)
        [letter] = ask("own-letters/unopened")
        assert (letter["procurement"], letter["text"], letter["received_on"]) == (found.pk, "", None)
        ask(f"letters/unopenedletter/{letter['id']}/receive", {})
        [letter] = ask("own-letters/unopened")
        assert letter["text"] and letter["received_on"] == "2026-12-28"
        assert ask(f"open/{found.pk}/own")["unopened_letters"] == [letter]
        assert other("own-letters/unopened") == [] and ask("own-letters") == []


@made_once(awarded)
def test_letters_on_the_result_are_each_bidders_own(county: County, procurement: Procurement) -> None:
    with on(BEGIN + timedelta(days=2)):
        winner, loser = (
            program_of(agent(f"经办{number}", provider(county, number), Role.PROVIDER_AGENT))
            for number in (1, 2)
        )
        [won], [lost] = winner("own-letters"), loser("own-letters")
        assert (won["is_award"], lost["is_award"]) == (True, False)
        assert won["procurement"] == lost["procurement"] == procurement.pk and not lost["text"]
        loser(f"letters/letter/{lost['id']}/receive", {})
        [lost] = loser("own-letters")
        assert lost["text"] and lost["received_on"]
        assert winner(f"own-letters?before={won['id']}") == []
        program_of(county.officer)("own-letters", status=404)
