"""A request under a name that isn't this house's: a sentence for whoever asks, one short line a minute in the log."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from unittest.mock import patch

import pytest
from django.core.exceptions import SuspiciousOperation
from django.test import Client

from goufu.config import logs
from goufu.config.logs import Lines, OncePerMinute

pytestmark = pytest.mark.django_db
OTHERS = ["evil.example", "evil.example:8000", "192.0.2.7", "a b", "x" * 300, "名字", "a\r\nb: c", "[::1", ""]


@pytest.fixture
def said() -> Iterator[list[str]]:
    """The lines of the log as they are written."""
    written: list[str] = []
    handler = logging.Handler()
    handler.setFormatter(Lines())
    handler.emit = lambda record: written.append(handler.format(record))  # type: ignore[method-assign]
    handler.addFilter(OncePerMinute())
    root = logging.getLogger()
    root.addHandler(handler)
    with patch.object(logs, "monotonic", return_value=0):
        yield written
    root.removeHandler(handler)


@pytest.mark.parametrize("host", OTHERS)
@pytest.mark.parametrize("path", ["/", "/account/login/", "/no/such/page"])
def test_whoever_asks_is_told_which_address_to_open(client: Client, host: str, path: str) -> None:
    answer = client.get(path, headers={"host": host})
    assert answer.status_code == 400
    assert "这个网址里的主机名不是这里的" in answer.content.decode()
    assert "请用管理员给的网址打开" in answer.content.decode()


def test_a_program_is_told_in_json(client: Client) -> None:
    answer = client.get("/api/v1/projects", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert "主机名" in answer.json()["what"] and "GOUFU_HOSTS" in answer.json()["remedy"]


def test_the_log_has_one_short_line_of_many_requests(client: Client, said: list[str]) -> None:
    for number in range(30):
        for path in ("/", "/account/login/", "/no/such/page", "/api/v1/projects"):
            client.get(path, headers={"host": f"evil{number}.example"})
    [line] = said
    assert "evil0.example" in line and "GOUFU_HOSTS" in line
    assert "\n" not in line and "Traceback" not in line


@pytest.mark.parametrize("host", OTHERS)
def test_the_line_stays_short_whatever_the_name(client: Client, said: list[str], host: str) -> None:
    client.get("/", headers={"host": host})
    assert len(said) <= 1
    assert all(len(line) < 250 and "\n" not in line for line in said)


def test_another_refused_request_is_one_line_too(said: list[str]) -> None:
    try:
        raise SuspiciousOperation("not this")
    except SuspiciousOperation:
        logging.getLogger("django.security.SuspiciousOperation").exception("not this")
    assert said == ["拒绝了一个请求：SuspiciousOperation not this"]
