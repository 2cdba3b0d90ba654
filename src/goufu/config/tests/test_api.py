"""How the API refuses: the same shape for every refusal, in words for people."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any
from unittest.mock import Mock, patch
from uuid import UUID

import pytest
from django.test import Client
from ninja import NinjaAPI, Schema
from ninja.openapi.schema import get_schema
from ninja.testing import TestClient
from pytest_django import Settings

from goufu.accounts.actions.keys import issue_key
from goufu.config.api import answer_in_words, api
from goufu.core.errors import AgainstTheLaw, AlreadyDone, NotAllowed, NotFound, Refusal, Stale
from goufu.law.cards import Card, Cited
from goufu.registry.tests.county import County, county, sign_in

__all__ = ["county"]


class Wanted(Schema):
    title: str
    amount: Decimal
    on: date
    once: UUID


CARD = Card(
    "plan.term",
    "期限",
    "stop",
    "不能这样做",
    "超过三年",
    (Cited("管理办法第二十四条", "order-102", "24"),),
    "改短",
)
REFUSALS: dict[str, Callable[[], Exception]] = {
    "refusal": lambda: Refusal("金额不对", "请改正", field="amount", articles=["order-102:16"]),
    "not there": NotFound,
    "not allowed": lambda: NotAllowed("不能办", "请找负责人"),
    "stale": lambda: Stale("李经办", "2026-11-24 10:00"),
    "law": lambda: AgainstTheLaw([CARD]),
    "done": lambda: AlreadyDone("project", "7"),
}


@pytest.fixture(scope="module")
def client() -> TestClient:
    """An API with the house's handlers, and two endpoints that fail."""
    made = NinjaAPI(urls_namespace="api-of-test", docs_url=None)
    answer_in_words(made)

    @made.get("/refuse/{name}")
    def refuse(request: Any, name: str) -> None:
        raise REFUSALS[name]()

    @made.post("/want")
    def want(request: Any, wanted: Wanted) -> None:
        return None

    return TestClient(made)


@pytest.mark.parametrize(
    ("name", "status"),
    [("refusal", 422), ("not there", 404), ("not allowed", 403), ("stale", 409), ("law", 422), ("done", 200)],
)
def test_a_refusal_is_answered_with_its_status_and_words(client: TestClient, name: str, status: int) -> None:
    answer = client.get(f"/refuse/{name}")
    assert answer.status_code == status
    if name == "done":
        assert answer.json() == {"already_done": True, "object_type": "project", "object_id": "7"}
    else:
        assert answer.json().keys() == {"what", "remedy", "field", "articles", "cards", "also"}
        assert answer.json()["what"]


@pytest.mark.django_db
def test_an_error_of_ours_has_the_shape_of_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise AttributeError("an error of ours")

    monkeypatch.setattr("goufu.planning.api.waivers", fail)
    answer = Client(raise_request_exception=False).get("/api/projects/waivers")
    assert answer.status_code == 500
    assert answer.json().keys() == {"what", "remedy", "field", "articles", "cards", "also"}
    assert "没有办理" in answer.json()["what"]


def test_the_law_answers_with_its_cards(client: TestClient) -> None:
    [card] = client.get("/refuse/law").json()["cards"]
    assert card["rule"] == "plan.term"
    assert card["articles"] == [{"instrument": "order-102", "number": "24", "words": "管理办法第二十四条"}]


@pytest.mark.parametrize(
    ("sent", "field", "what"),
    [
        ({}, "title", "title：没有填"),
        (
            {"title": "x", "amount": "十元", "on": "2026-11-23", "once": str(UUID(int=1))},
            "amount",
            "amount：要填数字",
        ),
        ({"title": "x", "amount": "1", "on": "昨天", "once": str(UUID(int=1))}, "on", "on：要填日期"),
        (
            {"title": 5, "amount": "1", "on": "2026-11-23", "once": "x"},
            "title",
            "title：要填文字；once：要填 UUID",
        ),
    ],
)
def test_mistakes_are_told_by_field(client: TestClient, sent: dict[str, Any], field: str, what: str) -> None:
    answer = client.post("/want", json=sent)
    assert answer.status_code == 422
    assert answer.json()["field"] == field
    assert answer.json()["what"].startswith(what)


def test_what_is_no_json_is_refused_in_words(client: TestClient) -> None:
    answer = client.post("/want", data="{", content_type="application/json")  # type: ignore[arg-type]
    assert answer.status_code == 400
    assert "JSON" in answer.json()["remedy"]


def program(county: County, language: str = "zh-hans") -> Client:
    _key, text = issue_key(name="财务系统", days=30, by=county.officer)
    made = Client(headers={"authorization": f"Bearer {text}"})
    made.cookies["django_language"] = language
    return made


def test_the_description_is_written_once_in_each_language(
    monkeypatch: pytest.MonkeyPatch, county: County
) -> None:
    made = Mock(side_effect=get_schema)
    monkeypatch.setattr("ninja.main.get_schema", made)
    monkeypatch.setattr(api, "_described", {})
    monkeypatch.setattr(api, "_written", {})
    chinese, english = program(county), program(county, "en")
    for _ in range(2):
        assert "写清为谁提供什么服务" in chinese.get("/api/openapi.json").content.decode()
        assert "Say what service for whom" in english.get("/api/openapi.json").content.decode()
    assert made.call_count == 2
    assert chinese.get("/api/openapi.json").content == api.written()


def test_the_description_wants_what_the_api_wants(county: County) -> None:
    _key, text = issue_key(name="财务系统", days=30, by=county.officer)
    for authorization, status in ((f"Bearer {text}", 200), ("Bearer gf_x", 401), ("", 401)):
        answer = Client().get("/api/openapi.json", headers={"authorization": authorization})
        assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/json")
    assert sign_in(county.officer).get("/api/openapi.json").status_code == 401


def test_a_key_is_throttled_and_no_other(county: County, settings: Settings) -> None:
    settings.API_PER_MINUTE = 3
    one, other = (issue_key(name="财务系统", days=30, by=county.officer)[1] for _ in range(2))

    def ask(key: str) -> Any:
        return Client().get("/api/me", headers={"authorization": f"Bearer {key}"})

    with patch("goufu.accounts.api.time.time", return_value=1_000_000_060):  # forty seconds into a minute
        assert [ask(one).status_code for _ in range(4)] == [200, 200, 200, 429]
        refused = ask(one)
        assert refused.headers["Retry-After"] == "20"
        assert "请等 20 秒" in refused.json()["remedy"]
        assert ask(other).status_code == 200
    with patch("goufu.accounts.api.time.time", return_value=1_000_000_080):
        assert ask(one).status_code == 200


@pytest.mark.parametrize("length", [3_000_000, 60 * 1024 * 1024])
def test_what_is_too_large_is_answered_as_every_other_refusal(county: County, length: int) -> None:
    _key, text = issue_key(name="财务系统", days=30, by=county.officer)
    answer = Client().post(
        "/api/projects",
        "x" * min(length, 3_000_000),
        content_type="application/json",
        headers={"authorization": f"Bearer {text}"},
        CONTENT_LENGTH=str(length),
    )
    assert (answer.status_code, answer.headers["Content-Type"]) == (413, "application/json")
    assert "MB" in answer.json()["what"]


def test_every_endpoint_has_a_name_and_says_what_it_is() -> None:
    for path, verbs in api.get_openapi_schema()["paths"].items():
        for verb, said in verbs.items():
            assert said["summary"] > "一", f"Give {verb} {path} a summary in Chinese"


def test_the_description_in_english_has_no_chinese_words(county: County) -> None:
    english = program(county, "en")
    described = english.get("/api/openapi.json").json()
    words = [described["info"]["description"], *_said(described["paths"]), *_said(described["components"])]
    assert len(words) > 100
    assert [each for each in words if re.search("[\u4e00-\u9fff]{2}", each) and "财预〔" not in each] == []


def _said(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, within in value.items():
            if name in ("title", "summary", "description") and isinstance(within, str):
                yield within
            yield from _said(within)
    elif isinstance(value, list):
        for within in value:
            yield from _said(within)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_a_method_that_an_address_does_not_have_is_answered_as_every_other_refusal(method: str) -> None:
    answer = Client().generic(method, "/api/projects")
    assert (answer.status_code, answer.headers["Content-Type"]) == (405, "application/json")
    assert answer.json()["what"] == f"接口的这个地址不接受 {method}"
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "POST"}


@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
def test_the_api_s_address_without_its_slash_is_the_api_s(method: str) -> None:
    answer = Client().generic(method, "/api", follow=True)
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/json")


@pytest.mark.parametrize(
    "address", ["/api/me/", "/api/projects/", "/api/projects/7/submit/", "/api/nothing", "/api/"]
)
@pytest.mark.parametrize("method", ["get", "post", "put"])
def test_an_address_that_leads_nowhere_is_answered_as_every_other_refusal(address: str, method: str) -> None:
    answer = getattr(Client(), method)(address)
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/json")
    assert answer.json()["what"] == f"接口没有这个地址：{address}"
    assert "末尾没有斜杠" in answer.json()["remedy"]
