"""The search in the head: everything that one may see, and nothing else; with the same numbers as the lists."""

from __future__ import annotations

import html
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from goufu.catalogue.loading import load_central
from goufu.core import search as searching
from goufu.funds.tests.money import YEAR, budget_line
from goufu.journal import actions as journal
from goufu.planning.actions.writing import draft_project
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County, county, make_county, sign_in

__all__ = ["county"]
pytestmark = pytest.mark.django_db
TITLES = ("失能老人上门护理服务", "社区矫正社会工作服务", "老年人助浴服务")
MOST_QUERIES = 32


@pytest.fixture
def projects(county: County) -> list[int]:
    return [draft_project(by=county.officer, values={"title": title, "year": YEAR}).pk for title in TITLES]


def found(client: Client, text: str) -> dict[str, list[str]]:
    """What is shown, by kind."""
    answer = client.get("/search/", {"q": text})
    assert answer.status_code == 200
    page = answer.content.decode()
    groups = re.findall(r'<h2 id="found-\d+">(.*?) <span.*?</h2>(.*?)</section>', page, re.S)
    return {
        title: [html.unescape(each) for each in re.findall(r'<li><a href="[^"]*">(.*?)</a>', hits)]
        for title, hits in groups
    }


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("护理", ["失能老人上门护理服务"]),
        ("服务", ["老年人助浴服务", "社区矫正社会工作服务", "失能老人上门护理服务"]),
        ("老", ["老年人助浴服务", "失能老人上门护理服务"]),
        ("社区　矫正", ["社区矫正社会工作服务"]),
        ("民政局 助浴", ["老年人助浴服务"]),
        ("没有的词", []),
        ("%", []),
        ("':* & !|()\\", []),
    ],
)
def test_words_of_two_signs_and_of_one(
    county: County, projects: list[int], text: str, titles: list[str]
) -> None:
    assert found(sign_in(county.officer), text).get("项目", []) == titles


def test_a_project_is_found_by_its_number(county: County, projects: list[int]) -> None:
    for text in (f"{projects[1]}", f"第 {projects[1]} 号", f"第{projects[1]}号"):
        assert found(sign_in(county.officer), text)["项目"] == ["社区矫正社会工作服务"]
    assert "项目" not in found(sign_in(make_county("临江县", "539998", "二").officer), f"{projects[1]}")


def test_each_finds_what_he_may_see(county: County, projects: list[int]) -> None:
    other = make_county("临江县", "539998", "二")
    draft_project(by=other.officer, values={"title": "临江的护理服务", "year": YEAR})

    def kinds(agent: Agent, text: str) -> list[str]:
        return list(found(sign_in(agent), text))

    assert found(sign_in(county.officer), "护理")["项目"] == ["失能老人上门护理服务"]
    assert found(sign_in(county.treasurer), "护理")["项目"] == ["失能老人上门护理服务"]
    assert found(sign_in(other.officer), "护理")["项目"] == ["临江的护理服务"]
    assert "项目" not in kinds(county.teacher, "护理")
    assert "项目" not in kinds(county.system, "护理")
    assert found(sign_in(county.auditor), "护理")["项目"] == ["失能老人上门护理服务"]


def test_budget_lines_are_found_by_name_and_code(county: County) -> None:
    budget_line(county.civil, code="A2027", name="老年人助浴")
    for who in (county.officer, county.treasurer):
        for text in ("助浴", "a2027"):
            assert found(sign_in(who), text)["预算指标"] == ["老年人助浴"]
    for stranger in (county.teacher, county.system, make_county("临江县", "539998", "二").treasurer):
        assert "预算指标" not in found(sign_in(stranger), "助浴")


def test_bodies_people_and_the_log_by_role(county: County) -> None:
    make_county("临江县", "539998", "二")
    journal.record(
        "registry.person.changed", by=county.officer.actor, subject=("person", county.officer.person.pk)
    )
    seen = found(sign_in(county.officer), "县民政局")
    assert (seen.keys() - {"使用指南"}, seen["单位"]) == ({"单位"}, ["云岭县民政局"])
    assert found(sign_in(county.system), "民政局")["单位"] == ["临江县民政局", "云岭县民政局"]  # by pinyin
    assert found(sign_in(county.security), "李经办")["人员"] == ["李经办", "李经办二"]
    assert "人员" not in found(sign_in(county.officer), "李经办")
    assert found(sign_in(county.auditor), "李经办")["日志"] == ["“李经办”办的"]
    assert found(sign_in(county.auditor), "民政局")["日志"] == ["替“民政局”办的"]
    assert "日志" not in found(sign_in(county.treasurer), "李经办")


def test_everybody_finds_rules_and_entries(county: County) -> None:
    load_central()
    for client in (Client(), sign_in(county.officer)):
        shown = found(client, "养老")
        assert any("养老" in entry for entry in shown["目录条目"])
    assert any("三年" in rule for rule in found(Client(), "三年")["规则"])


@pytest.mark.parametrize(
    ("text", "kind"), [("服务", "projects"), ("县", "bodies"), ("员", "people"), ("合同", "rules")]
)
def test_the_list_behind_all_has_as_many(county: County, text: str, kind: str) -> None:
    for number in range(searching.SHOWN + 2):
        draft_project(by=county.officer, values={"title": f"护理服务{number}号", "year": YEAR})
    make_county("临江县", "539998", "二")
    client = sign_in(county.officer if kind == "projects" else county.security)
    page = client.get("/search/", {"q": text}).content.decode()
    [(url, count)] = re.findall(rf'<a href="(/{kind}/\?q=[^"]*)">[^<]*全部 (\d+) 条', page)
    listed = client.get(url).content.decode()
    assert int(count) > searching.SHOWN
    if kind == "rules":
        assert len(set(re.findall(r'href="/rules/([\w.-]+\.[\w.-]+)/"', listed))) == int(count)
    else:
        assert len(set(re.findall(rf'href="/{kind}/(\d+)/"', listed))) == int(count)


def test_of_very_many_only_so_many_are_counted(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "MOST_COUNTED", 6)
    for number in range(9):
        draft_project(by=county.officer, values={"title": f"护理服务{number}号", "year": YEAR})
    client = sign_in(county.officer)
    assert found(client, "护理")["项目"] == [f"护理服务{number}号" for number in (8, 7, 6, 5, 4)]
    assert "6 条以上" in client.get("/search/", {"q": "护理"}).content.decode()


def test_more_things_are_no_more_queries(county: County, projects: list[int]) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get("/search/", {"q": "服务 护理"})
        return len(asked)

    client = sign_in(county.auditor)
    queries()  # what is kept in memory is read once
    few = queries()
    for number in range(9):
        draft_project(by=county.officer, values={"title": f"上门护理服务{number}号", "year": YEAR})
    assert queries() == few <= MOST_QUERIES


def test_nothing_is_asked_for_nothing(county: County) -> None:
    for text in ("", "   "):
        page = sign_in(county.officer).get("/search/", {"q": text}).content.decode()
        assert "没有找到" not in page and "found-1" not in page
    page = sign_in(county.officer).get("/search/", {"q": "<b>没有</b>" + "长" * 500}).content.decode()
    assert "没有找到“&lt;b&gt;没有" in page
