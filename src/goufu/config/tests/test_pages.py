"""Pages that belong to no room, and what every answer carries."""

from __future__ import annotations

from unittest.mock import patch

import psycopg
import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from goufu.config.database_url import database_settings
from goufu.config.pages import refused
from goufu.config.urls import urlpatterns

[HEALTH] = [each for each in urlpatterns if getattr(each, "name", None) == "health"]


def test_ready_asks_the_database(client: Client, db: None) -> None:
    assert client.get("/ready").status_code == 200


def test_ready_says_when_the_database_is_gone_and_health_does_not_ask_it(client: Client, db: None) -> None:
    with patch.object(connection, "cursor", side_effect=OperationalError):
        answer = client.get("/ready")
        assert client.get("/health").status_code == 200
    assert answer.status_code == 503
    assert "连不上数据库" in answer.content.decode()


def test_a_database_without_the_last_migration_is_not_ready(client: Client, db: None) -> None:
    MigrationRecorder(connection).record_unapplied("planning", "0001_initial")
    answer = client.get("/ready")
    assert answer.status_code == 503
    assert "还没有升级" in answer.content.decode()


def test_the_security_policy_allows_no_inline_script_or_style(client: Client) -> None:
    policy = client.get("/nowhere").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-Frame-Options", "DENY"),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ],
)
def test_every_answer_carries_the_security_headers(client: Client, header: str, value: str) -> None:
    assert client.get("/nowhere").headers[header] == value


def test_pages_are_chinese_even_for_an_english_browser(client: Client) -> None:
    answer = client.get("/nowhere", headers={"accept-language": "en-US"})
    assert answer.headers["Content-Language"] == "zh-hans"
    assert "没有这一页" in answer.content.decode()


def test_the_reader_chooses_english_and_stays_there(client: Client) -> None:
    chosen = client.post("/language/", {"language": "en", "next": "/nowhere"})
    assert chosen.headers["Location"] == "/nowhere"
    assert "There is no such page" in client.get("/nowhere").content.decode()


def test_an_upload_over_the_limit_is_refused_unread(client: Client, settings: Settings) -> None:
    settings.UPLOAD_LIMIT_BYTES = 1024 * 1024
    answer = client.post("/language/", b"x" * (1024 * 1024 + 1), content_type="text/csv")
    assert answer.status_code == 413
    assert "一次最多上传 1 MB" in answer.content.decode()


def test_an_upload_at_the_limit_is_taken(client: Client, settings: Settings) -> None:
    settings.UPLOAD_LIMIT_BYTES = 1024 * 1024
    assert client.post("/language/", b"x" * (1024 * 1024), content_type="text/csv").status_code != 413


def test_a_form_with_too_much_in_it_is_too_large(rf: RequestFactory) -> None:
    assert refused(rf.post("/"), RequestDataTooBig()).status_code == 413


def test_a_form_from_elsewhere_is_refused_with_what_to_do() -> None:
    answer = Client(enforce_csrf_checks=True).post("/language/", {"language": "en"})
    assert answer.status_code == 403
    assert "刷新后重新提交" in answer.content.decode()


def test_a_request_for_another_host_is_refused(client: Client) -> None:
    answer = client.get("/", headers={"host": "elsewhere.example"})
    assert answer.status_code == 400
    assert "请求不完整" in answer.content.decode()


def _forbidden(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def _broken(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


@pytest.mark.parametrize(
    ("view", "status", "words"), [(_forbidden, 403, "请换有权限的账号"), (_broken, 500, "请过一会儿再试")]
)
def test_failures_say_what_to_do(view: object, status: int, words: str) -> None:
    with patch.object(HEALTH, "callback", view):
        answer = Client(raise_request_exception=False).get("/health")
    assert answer.status_code == status
    assert words in answer.content.decode()


def _without_database(request: HttpRequest) -> HttpResponse:
    raise OperationalError from psycopg.OperationalError("connection refused")


def test_a_page_says_that_the_database_is_away_and_when_to_try_again() -> None:
    with patch.object(HEALTH, "callback", _without_database):
        answer = Client(raise_request_exception=False).get("/health")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    assert "数据库暂时连不上" in answer.content.decode()


def test_an_address_becomes_django_settings() -> None:
    found = database_settings("postgresql://goufu:geheim@db.example:5433/purchases?sslmode=require")
    assert (found["HOST"], found["PORT"], found["NAME"], found["USER"], found["PASSWORD"]) == (
        "db.example",
        "5433",
        "purchases",
        "goufu",
        "geheim",
    )
    assert found["OPTIONS"]["sslmode"] == "require"


def test_what_the_address_sets_of_the_server_stays() -> None:
    found = database_settings("postgresql://db.example/purchases?options=-c%20work_mem%3D64MB")
    assert found["OPTIONS"]["options"].endswith("-c jit=off -c work_mem=64MB")


def test_what_the_address_sets_goes_before_what_the_program_sets(db: None) -> None:
    found = database_settings("postgresql://db.example/purchases?options=-c%20random_page_cost%3D4")
    there = connection.get_connection_params() | {"options": found["OPTIONS"]["options"]}
    with psycopg.connect(**there) as session:
        asked = "SELECT current_setting('random_page_cost'), current_setting('jit')"
        assert session.execute(asked).fetchall() == [("4", "off")]


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_address_without_its_last_slash_takes_the_method_and_what_was_sent_along(
    client: Client, method: str
) -> None:
    answer = getattr(client, method)("/projects/new?title=a", {"title": "a"} if method == "post" else None)
    assert (answer.status_code, answer.headers["Location"]) == (308, "/projects/new/?title=a")
    arrived = client.post("/language", {"language": "en", "next": "/nowhere"}, follow=True)
    assert arrived.redirect_chain[-1] == ("/nowhere", 302)
