"""A refusal that no page of its own tells: with its status, its articles to open, and what to do."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client

from goufu.config.urls import urlpatterns
from goufu.core.errors import NotAllowed, NotFound, Refusal, Stale

[HEALTH] = [each for each in urlpatterns if getattr(each, "name", None) == "health"]


def refused(client: Client, refusal: Refusal) -> tuple[int, str]:
    def refuse(request: HttpRequest) -> HttpResponse:
        raise refusal

    with patch.object(HEALTH, "callback", refuse):
        answer = client.get("/health")
    return answer.status_code, answer.content.decode().partition("<main")[2]


@pytest.mark.parametrize(
    ("refusal", "status", "heading"),
    [
        (NotFound(), 404, "没有这一页"),
        (NotAllowed("您不能批准自己的项目", "请由他人批准"), 403, "不能这样做"),
        (Stale("王局长", "10:05"), 409, "别人已经改动过"),
        (Refusal("金额超过可用预算"), 422, "不能这样做"),
    ],
)
def test_it_says_what_is_wrong_under_its_heading(
    client: Client, refusal: Refusal, status: int, heading: str
) -> None:
    answered, html = refused(client, refusal)
    assert answered == status
    assert f"<h1>{heading}</h1>" in html
    assert refusal.what in html
    assert refusal.remedy in html
    assert ("怎么办" in html) == bool(refusal.remedy)
    assert "依据" not in html


def test_its_articles_open(client: Client) -> None:
    _, html = refused(client, Refusal("不能这样做", articles=["order-102:10.3"]))
    assert 'href="/rules/instruments/order-102/#article-10.3">管理办法第十条第三项</a>' in html
