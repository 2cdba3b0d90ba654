"""The head of each page: the navigation that is open to whoever asks, who that is, and the way out."""

from __future__ import annotations

import re

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import resolve, reverse

from goufu.core.roles import Role
from goufu.core.rooms import navigation, navigation_items
from goufu.registry.agents import Agent
from goufu.registry.models import Appointment
from goufu.registry.tests.county import SINCE, County, a_provider, agent, an_agency, county, sign_in

__all__ = ["county"]


def items(rf: RequestFactory, agent: Agent | None, path: str = "/") -> list[str]:
    request = rf.get(path)
    request.agent = agent  # type: ignore[attr-defined]
    return [str(item["title"]) for item in navigation(request)["navigation"]]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("role", "open_items"),
    [
        ("officer", ["首页", "项目", "采购", "预算", "目录", "预审", "规则", "单位"]),
        ("lead", ["首页", "项目", "采购", "预算", "目录", "预审", "规则", "单位", "人员"]),
        ("treasurer", ["首页", "项目", "采购", "预算", "目录", "预审", "规则", "单位", "人员"]),
        ("auditor", ["首页", "项目", "采购", "预算", "目录", "预审", "规则", "单位", "日志"]),
        ("system", ["首页", "预审", "规则", "单位", "人员"]),
        ("security", ["首页", "预审", "规则", "单位", "人员"]),
        ("audit", ["首页", "预审", "规则", "单位", "人员", "日志"]),
    ],
)
def test_each_role_sees_the_items_that_are_open_to_it(
    rf: RequestFactory, county: County, role: str, open_items: list[str]
) -> None:
    assert items(rf, getattr(county, role)) == open_items


def test_a_visitor_sees_what_is_open_to_everybody(rf: RequestFactory) -> None:
    public = ["找采购", "预审", "规则"]
    assert items(rf, None) == public
    assert [str(item["title"]) for item in navigation(rf.get("/"))["navigation"]] == public  # type: ignore[attr-defined]


def test_a_provider_s_agent_sees_what_providers_look_for(rf: RequestFactory, county: County) -> None:
    own = agent("周玲", a_provider(county), Role.PROVIDER_AGENT)
    assert items(rf, own) == ["首页", "找采购", "预审", "规则", "单位"]


def test_of_two_items_on_the_way_only_the_nearer_is_here(rf: RequestFactory, county: County) -> None:
    clerk = agent("周玲", an_agency(county), Role.AGENCY_AGENT)
    request = rf.get("/procurements/delegations/7/")
    request.agent = clerk  # type: ignore[attr-defined]
    here = [str(item["title"]) for item in navigation(request)["navigation"] if item["here"]]  # type: ignore[attr-defined]
    assert here == ["委托代理"]


def test_every_item_leads_somewhere() -> None:
    assert len(navigation_items()) == 12
    assert all(resolve(item.url) for item in navigation_items())


def test_the_item_one_went_through_is_marked(client: Client) -> None:
    html = client.get("/rules/").content.decode()
    assert html.count('aria-current="page"') >= 1
    assert 'href="/rules/"\n             aria-current="page"' in html


@pytest.mark.parametrize(
    "address",
    [
        "/rules/",
        "/rules/instruments/",
        "/rules/changes/",
        "/catalogue/",
        "/catalogue/editions/",
        "/catalogue/coverage/",
        "/journal/",
        "/journal/verifications/",
        "/journal/days/",
        "/journal/proofs/",
    ],
)
def test_the_open_tab_is_marked(county: County, address: str) -> None:
    page = sign_in(county.auditor).get(address).content.decode()
    [tabs] = re.findall(r'<nav class="gf-tabs.*?</nav>', page, re.DOTALL)
    assert re.findall(r'href="([^"]*)"\s+aria-current="page"', tabs) == [address]


def test_a_visitor_costs_no_query(client: Client) -> None:
    """No database is at hand here."""
    assert client.get("/rules/").status_code == 200


def test_the_head_says_who_works_for_which_body(county: County) -> None:
    html = head(county.officer)
    assert "李经办" in html
    assert "云岭县民政局" in html


def test_the_body_is_changed_in_a_menu_when_there_are_two(county: County) -> None:
    person = county.officer.person
    assert 'name="body"' not in head(county.officer)
    role = Role.FINANCE_OFFICER
    Appointment.objects.create(
        person=person, body=county.finance, role=role, family=role.family, days=DateRange(SINCE, None)
    )
    html = head(county.officer)
    assert html.count('name="body"') == 2
    assert html.count('aria-current="true"') == 1
    assert f'action="{reverse("accounts:work_for")}" method="post"' in html
    assert f'action="{reverse("account_logout")}" method="post"' in html


def test_a_visitor_is_shown_the_way_in_and_comes_back_to_the_page(client: Client) -> None:
    html = client.get("/rules/?q=x").content.decode()
    assert f'href="{reverse("account_login")}?next=/rules/%3Fq%3Dx"' in html


def head(agent: Agent) -> str:
    return sign_in(agent).get("/rules/").content.decode().partition("</header>")[0]


def test_somebody_without_a_body_is_named_all_the_same(rf: RequestFactory, county: County) -> None:
    request = rf.get("/")
    request.user = county.officer.person
    request.agents, request.agent = [], None  # type: ignore[attr-defined]
    assert str(county.officer.person) in render_to_string("base.html", {}, request)


def test_the_head_is_kept_and_each_reader_is_in_their_own(county: County) -> None:
    others = sign_in(county.treasurer)
    first, second = head(county.officer), others.get("/rules/").content.decode()
    assert county.treasurer.person.name in second
    assert county.officer.person.name not in second.partition("</header>")[0]
    token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', first)
    assert len(token) == 2 and token[0] == token[1] and token[0] not in second
    assert 'name="next" value="/rules/?q=%3Cb%3E&amp;x"' in others.get("/rules/?q=%3Cb%3E&x").content.decode()
