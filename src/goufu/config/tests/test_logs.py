"""What is logged while something stays broken."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from unittest.mock import patch

import psycopg
import pytest
from procrastinate.exceptions import ConnectorException
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus, PGconn

from goufu.config import logs
from goufu.config.logs import OncePerMinute, formatter, is_outage, without_secrets


@pytest.fixture
def said() -> Iterator[list[str]]:
    """What a logger called `faults` has written, through the filter."""
    written: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: written.append(logging.Formatter().format(record))  # type: ignore[method-assign]
    handler.addFilter(OncePerMinute())
    faults = logging.getLogger("faults")
    faults.addHandler(handler)
    with patch.object(faults, "propagate", False), patch.object(logs, "monotonic", return_value=0):
        yield written
    faults.removeHandler(handler)


def log_error(error: Exception, message: str) -> None:
    try:
        raise error
    except Exception:
        logging.getLogger("faults").exception(message)


def test_a_fault_is_told_once_a_minute_with_how_often_it_was_met(said: list[str]) -> None:
    for second in range(121):
        with patch.object(logs, "monotonic", return_value=second):
            logging.getLogger("faults").error("job %s failed", second)
    assert said == [
        "job 0 failed",
        "job 60 failed（此前同样的 59 条没有写出）",
        "job 120 failed（此前同样的 59 条没有写出）",
    ]


def test_numbers_make_no_other_fault_and_words_do(said: list[str]) -> None:
    for message in ("job 1 failed", "job 2 failed", "job 2 ended"):
        logging.getLogger("faults").error(message)
    assert said == ["job 1 failed", "job 2 ended"]


def test_errors_from_different_lines_are_different_faults(said: list[str]) -> None:
    for _ in range(2):
        log_error(KeyError("a"), "page 1")
    try:
        raise KeyError("b")
    except KeyError:
        logging.getLogger("faults").exception("page 1")
    assert len(said) == 2
    assert all("Traceback" in each for each in said)


def test_a_database_that_is_away_is_one_fault_without_traceback(said: list[str]) -> None:
    log_error(psycopg.OperationalError("connection refused\nIs it running?"), "page")
    log_error(psycopg.errors.CannotConnectNow("the database system is starting up"), "job")
    assert said == ["连不上数据库：connection refused Is it running?"]


def test_a_connection_that_breaks_within_a_query_is_an_outage_though_it_has_no_code(
    said: list[str],
) -> None:
    lost = PGconn.connect_start(b"host=/nowhere")
    cause = error_from_result(lost.make_empty_result(ExecStatus.FATAL_ERROR))  # as libpq makes it by itself
    assert type(cause) is psycopg.DatabaseError
    try:
        raise ConnectorException from cause
    except ConnectorException:
        logging.getLogger("faults").exception("job")
    assert len(said) == 1 and said[0].startswith("连不上数据库：")
    assert "Traceback" not in said[0]
    assert not is_outage(psycopg.errors.SnapshotTooOld())


def test_what_the_database_refuses_is_no_outage() -> None:
    assert is_outage(psycopg.errors.AdminShutdown())
    assert not is_outage(psycopg.errors.DiskFull())
    assert not is_outage(psycopg.errors.UniqueViolation())
    assert not is_outage(None)


SECRETS = {
    "password": ("postgresql://goufu:Geheim-1@db/goufu", "Geheim-1"),
    "form": ("{'login': 'wang', 'password': 'Geheim-1'}", "Geheim-1"),
    "query": ("POST /x?token=Geheim-1&page=2", "Geheim-1"),
    "api key": ("key gf_abcdefghijklmnopqrstuvwxyz refused", "gf_abcdefghijklmnopqrstuvwxyz"),
    "header": ("Authorization: Bearer abc.def-123", "abc.def-123"),
    "passphrase": ("passphrase=Geheim-1 at", "Geheim-1"),
    "identity number": ("证件 11010519491231002X 已登记", "11010519491231002X"),
    "phone": ("电话13800138000。", "13800138000"),
    "row": (
        "violates check constraint\nDETAIL:  Failing row contains (7, wang, pbkdf2$Geheim-1).",
        "Geheim-1",
    ),
}


@pytest.mark.parametrize(("message", "secret"), SECRETS.values(), ids=SECRETS)
@pytest.mark.parametrize("chosen", ["json", ""])
def test_a_line_has_no_secret(
    message: str, secret: str, chosen: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOUFU_LOG", chosen)
    try:
        raise ValueError(message)
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, "x.py", 1, "%s", (message,), sys.exc_info())
    line = formatter().format(record)
    assert secret not in line
    assert "Traceback" in line


def test_a_line_as_json_is_one_object(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOUFU_LOG", "json")
    record = logging.LogRecord("goufu.x", logging.ERROR, "x.py", 1, "第 %s 份\n没有送到", (7,), None)
    line = formatter().format(record)
    assert "\n" not in line
    said = json.loads(line)
    assert (said["level"], said["logger"], said["message"]) == ("ERROR", "goufu.x", "第 7 份\n没有送到")
    assert said["at"].startswith("20")


def test_what_is_no_secret_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    for text in ("统一代码 91110000100000001X", "合计 120000000.00 元", "第 20261129001 号", "密码不对"):
        assert without_secrets(text) == text
